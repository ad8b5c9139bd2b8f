import { uptime } from 'node:os'

/** The two times a program may ask for. Everything that needs time takes one of these, never `Date` itself. */
export interface Clock {
  /** Wall-clock time in milliseconds since the Unix epoch. It may jump. */
  now(): number
  /** Milliseconds since the machine booted, sleep included. It never goes back within one boot. */
  up(): number
  /** Milliseconds since some moment, to a few microseconds: for measuring how long something took. */
  precise(): number
}

/** The real clock: the only place in the product that reads it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  up: () => Math.round(uptime() * 1000),
  precise: () => performance.now(),
}
