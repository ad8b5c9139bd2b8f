import { ByteReader } from './bytes.ts'
import type { Counters } from './counters.ts'
import { readEntryHeader, type EntryHeader } from './entry.ts'
import type { Log } from './log.ts'
import type { EntryPlace } from './tail.ts'

interface Parts {
  log: Log
  counters: Counters
  tickBefore: (position: number) => number
}

/** An entry as it lies in its row of the log, from byte to byte. */
export interface UncutEntry {
  header: EntryHeader
  row: Uint8Array
  from: number
  to: number
  place: EntryPlace
}

/** Visits the entries that the log holds beyond each device's cut position: they are in no chunk and no saved counter. */
export function walkUncut({ log, counters, tickBefore }: Parts, visit: (entry: UncutEntry) => void): void {
  log.read(0, (position, row) => {
    const place = { position, tick: tickBefore(position) }
    const reader = new ByteReader(row)
    while (!reader.done) {
      const from = reader.at
      const header = readEntryHeader(reader)
      if (position > counters.cutPosition(header.device)) visit({ header, row, from, to: reader.at, place })
    }
  })
}
