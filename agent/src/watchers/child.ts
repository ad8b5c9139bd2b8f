import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'

import { createLineCutter } from './lines.ts'

/** How a long-lived child is started; replaced in tests. */
export type StartChild = (program: string, args: readonly string[], handlers: ChildHandlers) => Child

export interface ChildHandlers {
  onLine(line: string): void
  /** It ended, or could not be started: with the last it said, or why it could not be started. */
  onEnd(reason: string): void
}

export interface Child {
  /** Resolves when it has ended. */
  stop(): Promise<void>
}

/** More lines a second wait in the pipe, and their writer with them. */
const LINES_PER_SECOND = 2_000
/** Of what a child complains the end is kept, characters. */
const REASON_LENGTH = 200
/** A child that does not end when asked is ended, ms. */
const PATIENCE_MS = 2_000
/** Where the system keeps its own programs; what a person put before them in PATH does not count. */
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * A program of the system at the lowest priority, read line by line and never faster than its bound. Its output goes to nobody once the agent
 * is gone, whatever ended the agent, and a program that follows a log ends then.
 */
export const systemChild: StartChild = (program, args, { onLine, onEnd }) => {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: SYSTEM_PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' },
  })
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  let complaint = ''
  let lines = 0
  let second: NodeJS.Timeout | null = null
  let hasEnded = false
  const cut = createLineCutter(line => {
    lines++
    onLine(line)
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    cut(text)
    second ??= setTimeout(() => {
      second = null
      lines = 0
      child.stdout.resume()
    }, 1_000)
    if (lines >= LINES_PER_SECOND) child.stdout.pause()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-REASON_LENGTH)
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('error', () => undefined)

  function end(reason: string): void {
    if (hasEnded) return
    hasEnded = true
    if (second !== null) clearTimeout(second)
    resolve()
    onEnd(reason)
  }
  child.on('spawn', () => lowerPriority(child.pid!))
  child.on('error', error => end(error.message))
  child.on('close', (code, signal) => end(complaint.trim() || `ended with ${signal ?? code}`))

  return {
    async stop() {
      if (hasEnded) return
      child.kill('SIGTERM')
      const kill = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      child.stdout.destroy()
      child.stderr.destroy()
      await ended
      clearTimeout(kill)
    },
  }
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch {
    // It ended before it could be asked to step back.
  }
}
