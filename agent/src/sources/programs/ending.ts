import { constants } from 'node:os'

import type { Death, DeathCause } from '../../watchers/deaths.ts'

/**
 * Why a program is gone. The causes of `DeathCause` come from the system's log; `signal` and `exit-code` from a process that ended
 * and whose parent has not asked how; `unknown` is what is left, and what a program closed by its user mostly is.
 */
export type EndReason = DeathCause | 'signal' | 'exit-code' | 'unknown'

export interface Ending {
  /** Against its will, by the kernel's or the program's own fault. */
  crash: boolean
  reason: EndReason
  signal: string | null
  exitCode: number | null
}

/** What the kernel or abort(3) sends to a program that is broken; anything else was sent by somebody. signal(7). */
const CRASH_SIGNALS = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGSYS', 'SIGTRAP'])
/** Of two names for one signal the runtime lists the usual one first. */
const SIGNAL_NAMES = new Map(
  Object.entries(constants.signals)
    .toReversed()
    .map(([name, number]) => [number, name]),
)

/** What the log says of a death comes first, then the status (waitpid(2)) that a zombie keeps for its parent; 0 says nothing. */
export function endingOf(death: Death | null, status: number): Ending {
  const signal = SIGNAL_NAMES.get(status & 0x7f) ?? null
  if (death !== null) return { crash: true, reason: death.cause, signal: death.signal ?? signal, exitCode: null }
  if (signal !== null) return { crash: CRASH_SIGNALS.has(signal), reason: 'signal', signal, exitCode: null }
  const exitCode = (status >> 8) & 0xff
  if (exitCode !== 0) return { crash: false, reason: 'exit-code', signal: null, exitCode }
  return { crash: false, reason: 'unknown', signal: null, exitCode: null }
}
