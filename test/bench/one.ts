import { BENCHES, type BenchOptions } from './bench.ts'

/* Runs one bench and hands its reports to the parent process. Its one argument is the task as JSON. */

const { name, ...task } = JSON.parse(process.argv[2]!) as { name: string } & Omit<BenchOptions, 'say'>
const started = performance.now()
const bench = BENCHES.find(one => one.name === name)!
const { run } = await bench.load()
const reports = await run({
  ...task,
  say: text => console.error(`[${name} ${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s] ${text}`),
})
process.send!(reports, () => process.disconnect!())
