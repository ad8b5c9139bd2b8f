import type { Clock } from '@forewarn/shared/clock.ts'

/** A time beyond this is no collector's, ms since the epoch (the year 2255). */
const LATEST_MS = 9e12

/** What pings tell of the other side: how long an answer takes, and how far its clock is from ours. */
export function createPeerClock(clock: Clock) {
  let askedAt: number | null = null
  let roundTripMs: number | null = null
  let clockOffsetMs: number | null = null

  return {
    asked(): void {
      askedAt = clock.precise()
    },
    /** An answer came. */
    answered(): void {
      if (askedAt !== null) roundTripMs = clock.precise() - askedAt
      askedAt = null
    },
    /** The other side told its time, ms; on its way it took about half a round trip. */
    told(at: number): void {
      if (Number.isFinite(at) && at > 0 && at < LATEST_MS) clockOffsetMs = at + (roundTripMs ?? 0) / 2 - clock.now()
    },
    /** The link is gone; its round trip says nothing about the next one. */
    forget(): void {
      askedAt = roundTripMs = null
    },
    read: () => ({ clockOffsetMs, roundTripMs }),
  }
}
