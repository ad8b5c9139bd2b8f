import { requireNode } from './node-version.ts'

requireNode()
// Keys, tokens and the database are for this user alone.
process.umask(0o077)
// A reader such as "head" that has enough is no error.
process.stdout.on('error', () => process.exit(0))

const { runCli } = await import('./cli/program.ts')
const { createStopSignal } = await import('./stop-signal.ts')
process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  out: text => void process.stdout.write(text),
  err: text => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
  input: () => process.stdin,
  untilStopped: () => createStopSignal()(),
})
