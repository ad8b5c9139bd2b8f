import type { Happening } from './sampler/source.ts'

/** A shift smaller than this is drift or a late timer, ms. */
const JUMP_MS = 2_000

/** Watches the wall clock against the time since boot; an event tells by how much it was set. */
export function createClockWatch(): (at: { now: number; up: number }) => Happening | null {
  let before: number | null = null
  return ({ now, up }) => {
    const shift = before === null ? 0 : now - up - before
    before = now - up
    if (Math.abs(shift) <= JUMP_MS) return null
    return { name: 'clock.jump', severity: 'warning', attributes: { seconds: Math.round(shift / 100) / 10 } }
  }
}
