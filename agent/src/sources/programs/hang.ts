import type { ProcessStat } from '../process-table.linux.ts'

/**
 * Why a program does not react. `stopped`: held by a signal or a debugger. `uninterruptible`: its main thread waits for a disk or a
 * driver and not even a kill reaches it. `main-thread-gone`: others of its threads run on without it.
 */
export type HangReason = 'stopped' | 'uninterruptible' | 'main-thread-gone'

/** A program is said to hang after so long without a change, ms: installers and slow disks take a minute. */
const HUNG_AFTER_MS = 120_000

export interface Stuck {
  reason: HangReason
  /** Since when, ms since boot. */
  since: number
  /** How often the main thread had let go of the processor by then: a second wait is not the same wait. */
  switches: number | null
}

/** What the state letter of proc_pid_stat(5) means for the program's user, or null where it may well react. */
export function stuckReason({ state, threads }: ProcessStat): HangReason | null {
  switch (state) {
    case 'T':
    case 't':
      return 'stopped'
    case 'D':
      return 'uninterruptible'
    case 'Z':
      return threads > 1 ? 'main-thread-gone' : null
    default:
      return null
  }
}

/** How long it has been stuck the same way, as far as looks now and then can tell. */
export function nextStuck(
  before: Stuck | null,
  stat: ProcessStat,
  now: { up: number; switches: number | null },
): Stuck | null {
  const reason = stuckReason(stat)
  if (reason === null) return null
  if (before?.reason === reason && before.switches === now.switches) return before
  return { reason, since: now.up, switches: now.switches }
}

export function isHung(stuck: Stuck | null, up: number): stuck is Stuck {
  return stuck !== null && up - stuck.since >= HUNG_AFTER_MS
}
