import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { BENCHES, type Bench } from './bench.ts'
import { toMarkdown, type Report } from './report.ts'

/*
 * `pnpm bench [name…]`: runs the benches one after the other, each in a process of its own within its budget, and prints their
 * tables. Exit code 1 where one could not be run to its end; a missed target is for people to judge, since machines differ.
 */

const HELP = `Usage: pnpm bench [name…] [options]

Measures what the README's section "Measured" tells. Without a name all benches run, one after the other.

${BENCHES.map(({ name, about }) => `  ${name.padEnd(13)}${about}`).join('\n')}

Options:
  --minutes N  how long an agent's steady state is watched, 1 to 120 (default 4)
  --quick      short runs that only show that the benches work
  --json       the reports as JSON on standard output
  --help       this text

Processor time is that of the measured process alone, all its threads. Comparators are measured in the same run where they are
installed: prometheus-node-exporter, zabbix-agent2, netdata; zabbix-server-pgsql with postgresql. Files go to the system's
temporary folder (TMPDIR); the disk it is on is the one measured.
`

/** So long a bench may take to end after it was told to, before everything it started is ended. */
const GRACE_MS = 5_000

function options() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        minutes: { type: 'string', default: '4' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    const minutes = Number(values.minutes)
    if (!(minutes >= 1 && minutes <= 120)) throw new Error(`--minutes takes 1 to 120, not ${values.minutes}`)
    const unknown = positionals.filter(name => BENCHES.every(bench => bench.name !== name))
    if (unknown.length > 0)
      throw new Error(`no bench "${unknown.join('", "')}"; there are ${BENCHES.map(bench => bench.name).join(', ')}`)
    return {
      ...values,
      minutes,
      wanted: BENCHES.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
    }
  } catch (error) {
    console.error(`bench: ${(error as Error).message}`)
    process.exit(2)
  }
}

const { quick, json, help, minutes, wanted } = options()
if (help) {
  process.stdout.write(HELP)
  process.exit(0)
}
const reports: Report[] = []
const failed: string[] = []
for (const bench of wanted) {
  try {
    const found = await runOne(bench)
    reports.push(...found)
    if (!json) for (const report of found) console.log(toMarkdown(report))
  } catch (error) {
    failed.push(bench.name)
    console.error(`bench ${bench.name}: ${(error as Error).message}`)
  }
}
const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`
if (json) console.log(JSON.stringify({ machine, quick, reports }, null, 2))
else console.log(`${quick ? 'Quick runs; the figures mean little. ' : ''}${machine}`)
process.exit(failed.length > 0 ? 1 : 0)

/** Runs a bench in a process group of its own, so that nothing it starts outlives it. */
function runOne(bench: Bench): Promise<Report[]> {
  const folder = mkdtempSync(join(tmpdir(), 'forewarn-bench-'))
  const task = JSON.stringify({ name: bench.name, folder, quick, minutes })
  const child = spawn(process.execPath, [join(import.meta.dirname, 'one.ts'), task], {
    stdio: ['ignore', 2, 2, 'ipc'],
    detached: true,
  })
  function endGroup(): void {
    try {
      process.kill(-child.pid!, 'SIGKILL')
    } catch {
      // Everything has ended by itself.
    }
  }
  function interrupted(): void {
    endGroup()
    rmSync(folder, { recursive: true, force: true })
    process.exit(130)
  }
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  return new Promise((resolve, reject) => {
    let found: Report[] | null = null
    let late = false
    const deadline = setTimeout(
      () => {
        late = true
        endGroup()
      },
      bench.budgetSeconds({ minutes }) * 1000,
    )
    child.on('message', message => {
      found = message as Report[]
      setTimeout(endGroup, GRACE_MS).unref()
    })
    child.on('exit', code => {
      clearTimeout(deadline)
      endGroup()
      process.off('SIGINT', interrupted)
      process.off('SIGTERM', interrupted)
      rmSync(folder, { recursive: true, force: true })
      if (found !== null) resolve(found)
      else reject(new Error(late ? 'out of time' : `ended with ${code} before it reported`))
    })
  })
}
