#!/usr/bin/env node
import { main } from './cli/program.ts'

/** After its work is done the process ends by itself, unless a thread waits for the kernel for ever; then it is ended after so long, ms. */
const LINGER_MS = 2_000

// Not awaited at top level: the bundle is CommonJS, which knows no such thing.
void main(process.argv.slice(2), process.env).then(exitCode => {
  process.exitCode = exitCode
  setTimeout(() => leave(exitCode), LINGER_MS).unref()
})

/**
 * Ends the process with its exit code although a thread hangs, as with a file system whose server is gone: the runtime's own exit waits
 * for every thread, and another program in the process's place does not. Windows has no such thing; there the process is killed.
 */
function leave(exitCode: number): void {
  try {
    process.execve?.('/bin/sh', ['sh', '-c', `exit ${exitCode}`])
  } finally {
    process.kill(process.pid, 'SIGKILL')
  }
}
