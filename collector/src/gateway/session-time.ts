import type { Hello } from '@forewarn/shared/protocol.ts'

/** A device clock within this of the collector's counts as right, and its own times are kept. */
const TOLERATED_MS = 2_000
/** Nothing is older than what the longest retention keeps. */
const OLDEST_MS = 3 * 366 * 86_400_000

/** Corrects one session's record times. */
export interface SessionTime {
  /** Device clock minus collector clock at the greeting, ms. */
  offset: number
  /** The moment a record was made in collector time, ms; never in the future. */
  correct(epoch: number, n: number, at: number, up: number, now: number): number
}

/**
 * Records of the boot that is running are placed by the clock that cannot jump; records of earlier boots by the wall clock
 * and the offset known today, as the best there is. The boot of a record follows from the runs the hello lists.
 */
export function createSessionTime(hello: Hello, receivedAt: number): SessionTime {
  const offset = hello.at - receivedAt
  const shift = Math.abs(offset) <= TOLERATED_MS ? 0 : offset
  const base = hello.at - hello.up - shift
  const boot = hello.runs.at(-1)?.boot
  const foreign = hello.runs.findLastIndex(run => run.boot !== boot)
  const firstOfBoot = hello.runs[foreign + 1]?.first ?? 1

  return {
    offset,
    correct(epoch, n, at, up, now) {
      // In an epoch given at this greeting the old numbers say nothing; then both device clocks must tell the same story.
      const sameBoot =
        epoch === hello.epoch ? n >= firstOfBoot : Math.abs(at - up - (hello.at - hello.up)) <= TOLERATED_MS
      const corrected = Math.round(sameBoot ? base + up : at - shift)
      return Math.min(now, Math.max(now - OLDEST_MS, corrected))
    },
  }
}
