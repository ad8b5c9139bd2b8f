import { appendFileSync, renameSync, statSync } from 'node:fs'

import type { Clock } from '@forewarn/shared/clock.ts'

/** Pino's level numbers, so that the collector's log tools read the agent's lines too. Pino itself costs 8 MB of memory. */
const LEVELS = { debug: 20, info: 30, warn: 40, error: 50 } as const

export type LogLevel = keyof typeof LEVELS
export const LOG_LEVELS = Object.keys(LEVELS) as [LogLevel, ...LogLevel[]]

export type Log = Record<LogLevel, (message: string, fields?: Record<string, unknown>) => void>

/** A log of one JSON object per line, handed to `write`. */
export function createLog(options: { level: LogLevel; clock: Clock; write: (line: string) => void }): Log {
  const { clock, write } = options
  const at =
    (level: LogLevel): Log[LogLevel] =>
    (message, fields) => {
      if (LEVELS[level] < LEVELS[options.level]) return
      write(`${JSON.stringify({ level: LEVELS[level], time: clock.now(), msg: message, ...fields })}\n`)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/**
 * Appends to a file that is moved to `<path>.1` when it would outgrow `maxBytes`. A disk that takes nothing costs lines, never the
 * agent.
 */
export function createFileWriter(path: string, maxBytes: number): (line: string) => void {
  let size = sizeOf(path)
  return line => {
    const bytes = Buffer.byteLength(line)
    try {
      if (size > 0 && size + bytes > maxBytes) {
        renameSync(path, `${path}.1`)
        size = 0
      }
      appendFileSync(path, line, { mode: 0o600 })
      size += bytes
    } catch {
      size = sizeOf(path)
    }
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
