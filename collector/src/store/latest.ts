import type { ChunkRows } from './chunk.ts'
import { walkBlocks } from './entry.ts'
import { walkTail, type Tail, type Tails } from './tail.ts'

/** The two newest blocks of one layout, the newest last: a level needs one, a rate both. Times corrected, ms; NaN is null. */
export interface LatestBlock {
  at: number
  values: Float64Array
  previousAt: number | null
  previous: Float64Array
}

/** What is known of a device: its blocks by layout, and how far its tail has been read for them. */
interface Known {
  blocks: Map<number, LatestBlock>
  tail: Tail | null
  read: number
}

/**
 * The newest readings of every device, by layout. Nothing is decoded when a record is committed: the tail holds it, and is read here, from
 * where the last reading ended, when somebody asks. A tail that is cut hands its newest rows over.
 */
export function createLatest(tails: Tails) {
  const devices = new Map<number, Known>()

  function knownOf(device: number): Known {
    let known = devices.get(device)
    if (known === undefined) devices.set(device, (known = { blocks: new Map(), tail: null, read: 0 }))
    return known
  }

  return {
    of(device: number): ReadonlyMap<number, LatestBlock> {
      const known = knownOf(device)
      const tail = tails.get(device)
      if (tail === undefined) return known.blocks
      if (known.tail !== tail) Object.assign(known, { tail, read: 0 })
      walkTail(
        tail,
        (record, _header, bytes) => {
          if (record.kind !== 's') return
          walkBlocks(bytes, record.contentStart, record.contentEnd, (layout, values, count) =>
            offer(known.blocks, layout, record.at, values.subarray(0, count)),
          )
        },
        known.read,
      )
      known.read = tail.bytes.length
      return known.blocks
    },

    /** Takes the newest of a layout's rows, which are in order, from a tail that goes. */
    keep(device: number, layout: number, { at, values }: ChunkRows): void {
      const { blocks } = knownOf(device)
      for (let row = Math.max(0, at.length - 2); row < at.length; row++)
        offer(
          blocks,
          layout,
          at[row]!,
          Float64Array.from(values, column => column[row]!),
        )
    },
  }
}

export type Latest = ReturnType<typeof createLatest>

/** Takes the values over if they are newer than what is known. */
function offer(blocks: Map<number, LatestBlock>, layout: number, at: number, values: Float64Array): void {
  const known = blocks.get(layout)
  if (known === undefined) {
    blocks.set(layout, { at, values: values.slice(), previousAt: null, previous: new Float64Array(values.length) })
    return
  }
  if (at <= known.at) return
  const older = known.previous
  known.previous = known.values
  known.previousAt = known.at
  older.set(values)
  known.values = older
  known.at = at
}
