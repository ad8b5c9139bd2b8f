/** The two newest blocks of one layout, the newest last: a level needs one, a rate both. Times corrected, ms; NaN is null. */
export interface LatestBlock {
  at: number
  values: Float64Array
  previousAt: number | null
  previous: Float64Array
}

/** The newest readings of every device, by layout. Only what the tail or a chunk also holds. */
export function createLatest() {
  const devices = new Map<number, Map<number, LatestBlock>>()

  return {
    of: (device: number): ReadonlyMap<number, LatestBlock> | undefined => devices.get(device),

    /** Takes the first `count` values over if they are newer than what is known. */
    offer(device: number, layout: number, at: number, values: Float64Array, count: number): void {
      let blocks = devices.get(device)
      if (blocks === undefined) devices.set(device, (blocks = new Map()))
      const known = blocks.get(layout)
      if (known === undefined) {
        blocks.set(layout, { at, values: values.slice(0, count), previousAt: null, previous: new Float64Array(count) })
        return
      }
      if (at <= known.at) return
      const older = known.previous
      known.previous = known.values
      known.previousAt = known.at
      for (let i = 0; i < older.length; i++) older[i] = values[i]!
      known.values = older
      known.at = at
    },
  }
}

export type Latest = ReturnType<typeof createLatest>
