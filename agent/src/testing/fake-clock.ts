import type { Clock } from '@forewarn/shared/clock.ts'

/** A clock that moves only when told. */
export interface FakeClock extends Clock {
  advance(ms: number): void
  /** Sets the wall clock without time passing, as a person or a time server does. */
  setNow(now: number): void
}

export function createFakeClock(now = 1_800_000_000_000, up = 5_000_000): FakeClock {
  return {
    now: () => now,
    up: () => up,
    precise: () => up,
    advance(ms) {
      now += ms
      up += ms
    },
    setNow(next) {
      now = next
    },
  }
}
