import type { DeviceState } from './engine.ts'

/**
 * Rules judge levels over minutes: of a device's ticks one in so long is shown to them, ms. At ten seconds a tick that is every second one,
 * so that what is read with every third tick is met with every sixth.
 */
const LOOK_EVERY_MS = 15_000
/** Under this a device's state remembers the times of the samples shown last, by first layout; no rule has such a name. */
const LOOKED_AT = '#sample'

/** Which sample a record is, as far as can be told without decoding it. */
export interface SampleMark {
  device: number
  at: number
  /** Of its first block. */
  layout: number
}

/**
 * Whether a sample is to be decoded: of each device and kind of sample one in so long, by the samples' own time; none that came late.
 * Remembers it in the device's state.
 */
export function isLookedAt(state: DeviceState, { at, layout }: SampleMark): boolean {
  const seen = (state[LOOKED_AT] ??= {}) as Record<number, number>
  const last = seen[layout]
  if (last !== undefined && at < last + LOOK_EVERY_MS) return false
  seen[layout] = at
  return true
}
