import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

import type { Clock } from '@forewarn/shared/clock.ts'

export interface LocalAgentOptions {
  /** The program and its arguments; it has to end when its standard input does. */
  command: [program: string, ...args: string[]]
  clock: Clock
  /** Told in words when the agent ended by itself. */
  report(message: string): void
  backOff?: { firstMs: number; lastMs: number }
  stopMs?: number
}

export interface LocalAgent {
  start(): void
  /** Lets the agent end by itself, and ends it when it does not. */
  stop(): Promise<void>
}

/** An agent that ran this long is well; the next failure starts the back-off anew. */
const STEADY_MS = 60_000

/** Keeps one agent running as a child process, restarting it with growing pauses. */
export function createLocalAgent(options: LocalAgentOptions): LocalAgent {
  const { clock, report, backOff = { firstMs: 1000, lastMs: 60_000 }, stopMs = 8000 } = options
  const [program, ...args] = options.command
  let child: ChildProcess | null = null
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  let stopping = false

  function launch(): void {
    const startedAt = clock.up()
    // A process group of its own: Ctrl-C reaches this process alone, which then stops the agent in order.
    const detached = process.platform !== 'win32'
    const started = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'], detached, windowsHide: true })
    child = started
    let complaint = ''
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-500)
    })
    started.stdin.on('error', () => undefined)
    // An "error" without a process has no "exit"; "close" follows both.
    started.once('error', error => (complaint = error.message))
    started.once('close', (code, signal) => {
      child = null
      if (stopping) return
      if (clock.up() - startedAt > STEADY_MS) failures = 0
      const waitMs = Math.min(backOff.lastMs, backOff.firstMs * 2 ** failures++)
      const why = complaint.trim().split('\n').at(-1) ?? ''
      report(
        `the agent ended (${signal ?? code})${why === '' ? '' : `: ${why}`}; it is started again in ${waitMs / 1000} s`,
      )
      timer = setTimeout(launch, waitMs)
    })
  }

  return {
    start: launch,
    async stop() {
      stopping = true
      clearTimeout(timer)
      const running = child
      if (running === null) return
      const closed = once(running, 'close')
      running.stdin!.end()
      const kill = setTimeout(() => running.kill('SIGKILL'), stopMs)
      await closed
      clearTimeout(kill)
    },
  }
}
