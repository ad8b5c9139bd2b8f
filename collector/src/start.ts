import { requireNode } from './node-version.ts'

requireNode()

const { runStart } = await import('./cli/start.ts')
const { createStopSignal } = await import('./stop-signal.ts')
process.exitCode = await runStart(process.argv.slice(2), {
  env: process.env,
  out: text => void process.stdout.write(text),
  err: text => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
  input: () => process.stdin,
  untilStopped: createStopSignal(),
})
