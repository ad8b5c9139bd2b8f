import { ByteReader, ByteWriter } from './bytes.ts'
import { readEntryHeader, walkRecords, type EntryHeader, type RecordCursor } from './entry.ts'

/** Where an entry was committed: its log position, and the tick of detection that came before it. */
export interface EntryPlace {
  position: number
  tick: number
}

/** A device's newest entries, still as they lie in the log, each behind its tick, waiting to be cut into chunks. */
export interface Tail {
  readonly bytes: ByteWriter
  /** Log position of the oldest and newest entry held. */
  firstPosition: number
  lastPosition: number
  /** Corrected time of the oldest entry held, ms. */
  since: number
}

/**
 * The tails of all devices. They hold what the log holds beyond each device's cut position, so they are rebuilt from it at
 * start; their bytes are bounded by cutting early.
 */
export function createTails() {
  const tails = new Map<number, Tail>()
  let bytes = 0

  return {
    get totalBytes() {
      return bytes
    },
    get: (device: number) => tails.get(device),
    entries: () => tails.entries(),

    append(device: number, place: EntryPlace, at: number, entry: Uint8Array): void {
      const { position, tick } = place
      let tail = tails.get(device)
      if (tail === undefined) {
        tail = { bytes: new ByteWriter(512), firstPosition: position, lastPosition: position, since: at }
        tails.set(device, tail)
      }
      const before = tail.bytes.length
      tail.bytes.varint(tick)
      tail.bytes.raw(entry)
      tail.lastPosition = position
      if (at < tail.since) tail.since = at
      bytes += tail.bytes.length - before
    },

    drop(device: number): void {
      const tail = tails.get(device)
      if (tail === undefined) return
      bytes -= tail.bytes.length
      tails.delete(device)
    },

    /** The oldest log position still needed by any tail, or null when there is none. */
    oldestPosition(): number | null {
      let oldest: number | null = null
      for (const tail of tails.values()) if (oldest === null || tail.firstPosition < oldest) oldest = tail.firstPosition
      return oldest
    },
  }
}

export type Tails = ReturnType<typeof createTails>

/** Visits the records of a tail in the order they were committed, those of the entries that begin at byte `start` or behind it. */
export function walkTail(
  tail: Tail,
  visit: (record: RecordCursor, header: EntryHeader, bytes: Uint8Array, tick: number) => void,
  start = 0,
): void {
  const view = tail.bytes.view()
  const from = new ByteReader(view, start)
  while (!from.done) {
    const tick = from.varint()
    const header = readEntryHeader(from)
    walkRecords(view, header.bodyStart, header.bodyEnd, record => visit(record, header, view, tick))
  }
}
