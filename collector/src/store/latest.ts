import type { Reading } from '@forewarn/shared/record.ts'

/** The two newest blocks of one layout, the newest last: a level needs one, a rate both. Times corrected, ms. */
export interface LatestBlock {
  at: number
  values: Reading[]
  previousAt: number | null
  previous: Reading[]
}

/** The newest readings of every device, by layout. Only what the tail or a chunk also holds. */
export function createLatest() {
  const devices = new Map<number, Map<number, LatestBlock>>()

  return {
    of: (device: number): ReadonlyMap<number, LatestBlock> | undefined => devices.get(device),

    /** Takes a block over if it is newer than what is known; `values` is copied. */
    offer(device: number, layout: number, at: number, values: readonly Reading[], count: number): void {
      let blocks = devices.get(device)
      if (blocks === undefined) devices.set(device, (blocks = new Map()))
      const known = blocks.get(layout)
      if (known === undefined) {
        blocks.set(layout, { at, values: values.slice(0, count), previousAt: null, previous: [] })
        return
      }
      if (at <= known.at) return
      const reused = known.previous
      known.previous = known.values
      known.previousAt = known.at
      for (let i = 0; i < count; i++) reused[i] = values[i]!
      reused.length = count
      known.values = reused
      known.at = at
    },

    forget: (device: number): void => void devices.delete(device),
  }
}

export type Latest = ReturnType<typeof createLatest>
