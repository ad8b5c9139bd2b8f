import type { DatabaseSync } from 'node:sqlite'

import { contains, isDisjoint } from '@forewarn/shared/number-ranges.ts'

import { ByteReader, ByteWriter } from './bytes.ts'
import type { Counters } from './counters.ts'
import { EntryWriter, readEntryHeader, readNotice, walkRecords, type EntryHeader } from './entry.ts'
import { commitRange, type EpochState, type Epochs } from './epochs.ts'
import type { Layouts, StoredLayout } from './layouts.ts'
import type { Log } from './log.ts'
import type { Notices } from './notices.ts'
import type { Tails } from './tail.ts'

/** What the message thread hands over: entries one after the other, and the layouts they are the first to use. */
export interface Group {
  entries: Uint8Array
  layouts: StoredLayout[]
}

export interface Applied {
  position: number
  /** Records new to the store, and records it already had. */
  accepted: number
  duplicates: number
}

/** An entry that came, and where in the written row what is new of it lies. */
interface Part {
  header: EntryHeader
  from: number
  to: number
  duplicates: number
}

interface Parts {
  db: DatabaseSync
  epochs: Epochs
  layouts: Layouts
  log: Log
  tails: Tails
  notices: Notices
  counters: Counters
  /** The newest tick of detection: it says where in the history a record is. */
  tick: () => number
}

/**
 * The one way into the store: dedupe, append, commit. All or nothing: when it throws, neither the database nor what is held in
 * memory has changed, and the same group may be offered again. `onCommitted` sees the new entries; they are good until the next call.
 */
export function createApply(
  parts: Parts,
  onCommitted?: (position: number, entries: Uint8Array) => void,
): (group: Group, now: number) => Applied {
  const { db, epochs, layouts, log, tails, notices, counters, tick } = parts
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const out = new ByteWriter(1 << 16)
  const rewriter = new EntryWriter()

  return (group, now) => {
    const before = new Map<EpochState, () => void>()
    const fresh: Part[] = []
    out.length = 0
    try {
      begin.run()
      layouts.write(group.layouts)
      let accepted = 0
      let duplicates = 0
      const reader = new ByteReader(group.entries)
      while (!reader.done) {
        const start = reader.at
        const header = readEntryHeader(reader)
        const state = epochs.get(header.device, header.epoch)
        if (!before.has(state)) before.set(state, undo(epochs, header.device, header.epoch, state))
        const from = out.length
        const count = takeOver(group.entries, start, header, state)
        accepted += count
        duplicates += header.count - count
        fresh.push({ header, from, to: out.length, duplicates: header.count - count })
      }
      const position = accepted === 0 ? log.position : log.append(now, out.view())
      if (accepted > 0) for (const part of fresh) if (part.header.notices) writeNotices(part.from, part.to)
      commit.run()
      layouts.keep(group.layouts)
      log.advance(position)
      for (const part of fresh) settle(part, position)
      if (accepted > 0) onCommitted?.(position, out.view())
      return { position, accepted, duplicates }
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      for (const restore of before.values()) restore()
      throw error
    }
  }

  /** Copies an entry's new records to `out`, marks them committed, and says how many there were. */
  function takeOver(bytes: Uint8Array, start: number, header: EntryHeader, state: EpochState): number {
    if (header.contiguous && isDisjoint(state.ranges, header.first, header.last)) {
      out.raw(bytes.subarray(start, header.bodyEnd))
      commitRange(state, header.first, header.last, header.firstAt, header.lastAt)
      return header.count
    }
    rewriter.reset()
    walkRecords(bytes, header.bodyStart, header.bodyEnd, record => {
      if (contains(state.ranges, record.n)) return
      rewriter.copy(record, bytes)
      commitRange(state, record.n, record.n, record.at, record.at)
    })
    if (rewriter.count > 0) rewriter.finish(out, header.device, header.epoch, header.receivedAt, header.backlog)
    return rewriter.count
  }

  function writeNotices(from: number, to: number): void {
    const bytes = out.bytes
    for (const reader = new ByteReader(bytes, from, to); !reader.done;) {
      const header = readEntryHeader(reader)
      walkRecords(bytes, header.bodyStart, header.bodyEnd, record => {
        if (record.kind !== 's') notices.write(header, record, readNotice(bytes, record), tick())
      })
    }
  }

  /** What follows from a committed entry in memory: counters and tail. */
  function settle({ header, from, to, duplicates }: Part, position: number): void {
    const { device, epoch } = header
    epochs.touch(device, epoch)
    counters.add(device, header.count - duplicates, header.backlog, duplicates)
    if (to === from) return
    const { firstAt } = duplicates === 0 ? header : readEntryHeader(new ByteReader(out.bytes, from, to))
    tails.append(device, { position, tick: tick() }, firstAt, out.bytes.subarray(from, to))
  }
}

function undo(epochs: Epochs, device: number, epoch: number, state: EpochState): () => void {
  const ranges = state.ranges.map(([first, last]): [number, number] => [first, last])
  const gaps = state.gaps.slice()
  const { lastAt, runs } = state
  return () => epochs.replace(device, epoch, { ranges, gaps, lastAt, runs })
}
