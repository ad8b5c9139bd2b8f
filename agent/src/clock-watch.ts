import type { Happening } from './sampler/source.ts'

/** A shift smaller than this is drift or a late timer, ms. */
const JUMP_MS = 2_000
/** A sleep shorter than this is none that matters, and may be no more than two clocks read one after the other, ms. */
const SLEEP_MS = 5_000

/** What three clocks together show since they were last looked at. */
interface Seen {
  /** The wall clock was set. */
  jump: Happening | null
  /** The machine slept so long, ms; 0 where it did not. */
  sleptMs: number
}

/**
 * Watches the wall clock and the clock of running time against the time since boot. In Node 26 `os.uptime()` reads /proc/uptime, which
 * is CLOCK_BOOTTIME and counts sleep, while `Clock.precise` is CLOCK_MONOTONIC and does not: both were checked in time namespaces
 * (`unshare --time --boottime`). So the one gains on the other by every sleep, and by nothing else: a stopped process or a paused
 * virtual machine stops neither or both. On Windows both count sleep; there the event log tells.
 */
export function createClockWatch(): (at: { now: number; up: number; precise: number }) => Seen {
  let before: number | null = null
  /** The most by which the time since boot was ever ahead: a process that is stopped between reading the two falls back behind it. */
  let ahead: number | null = null
  return ({ now, up, precise }) => {
    const shift = before === null ? 0 : now - up - before
    before = now - up
    const gain = ahead === null ? 0 : up - precise - ahead
    ahead = Math.max(ahead ?? up - precise, up - precise)
    const seconds = Math.round(shift / 100) / 10
    return {
      jump: Math.abs(shift) <= JUMP_MS ? null : { name: 'clock.jump', severity: 'warning', attributes: { seconds } },
      sleptMs: gain > SLEEP_MS ? gain : 0,
    }
  }
}
