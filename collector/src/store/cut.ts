import type { DatabaseSync } from 'node:sqlite'

import { allocateRows, encodeChunk, joinRows, openChunk, sliceRows, sortRows, type ChunkRows } from './chunk.ts'
import { chunkKey, DAY_MS, HOUR_MS, PARTS } from './chunk-key.ts'
import type { Counters } from './counters.ts'
import { walkBlocks } from './entry.ts'
import type { Epochs } from './epochs.ts'
import type { Latest } from './latest.ts'
import type { Layouts } from './layouts.ts'
import type { Streams } from './streams.ts'
import { walkTail, type Tail, type Tails } from './tail.ts'

/** So many parts of one hour may lie side by side before they are joined into one. */
const PARTS_BEFORE_JOIN = 4
/** A part of fewer samples is joined with the next one: a cut takes the first minutes of the new hour along, and would split every hour in two. */
const SMALL_PART = 60

interface Parts {
  db: DatabaseSync
  epochs: Epochs
  counters: Counters
  latest: Latest
  layouts: Layouts
  streams: Streams
  tails: Tails
}

/**
 * Cuts a device's tail: its samples become chunks, and what is committed of it is saved with the position reached, all in one
 * transaction. A cut that fails changes nothing.
 */
export function createCut({ db, epochs, counters, latest, layouts, streams, tails }: Parts): (device: number) => void {
  const insert = db.prepare('INSERT INTO chunk (id, body) VALUES (?, ?)')
  const existing = db.prepare('SELECT id, body FROM chunk WHERE id BETWEEN ? AND ? ORDER BY id')
  const remove = db.prepare('DELETE FROM chunk WHERE id = ?')
  const due = db.prepare('INSERT OR IGNORE INTO rollup_due (stream_id, day) VALUES (?, ?)')

  function store(stream: number, hour: number, rows: ChunkRows): void {
    const first = chunkKey(stream, hour)
    const last = chunkKey(stream, hour, PARTS - 1)
    const parts = existing.all(first, last) as { id: number; body: Uint8Array }[]
    const open = parts.map(({ id, body }) => ({ id, chunk: openChunk(body) }))
    const joined = parts.length < PARTS_BEFORE_JOIN ? open.filter(({ chunk }) => chunk.rows < SMALL_PART) : open
    for (const { id } of joined) remove.run(id)
    const whole =
      joined.length === 0 ? rows : joinRows([...joined.map(({ chunk }) => chunk.all()), rows], rows.values.length)
    insert.run(joined[0]?.id ?? (parts.at(-1)?.id ?? first - 1) + 1, encodeChunk(whole))
    due.run(stream, Math.floor((hour * HOUR_MS) / DAY_MS))
  }

  return device => {
    const tail = tails.get(device)
    if (tail === undefined) return
    const sorted = [...rowsByLayout(tail, layouts)].map(([layout, rows]) => [layout, sortRows(rows)] as const)
    db.exec('BEGIN IMMEDIATE')
    try {
      for (const [layout, rows] of sorted) {
        const stream = streams.idOf(device, layout)
        for (const [hour, part] of byHour(rows)) store(stream, hour, part)
      }
      epochs.save(device)
      counters.save(device, tail.lastPosition)
      db.exec('COMMIT')
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      streams.forgetUncommitted()
      throw error
    }
    streams.keep()
    epochs.saved(device)
    counters.saved(device, tail.lastPosition)
    for (const [layout, rows] of sorted) latest.keep(device, layout, rows)
    tails.drop(device)
  }
}

/** The samples of a tail as columns, by layout, in the order they were committed. */
export function rowsByLayout(tail: Tail, layouts: Layouts): Map<number, ChunkRows> {
  const counts = new Map<number, number>()
  walkTail(tail, (record, _header, bytes) => {
    if (record.kind !== 's') return
    walkBlocks(bytes, record.contentStart, record.contentEnd, layout => {
      counts.set(layout, (counts.get(layout) ?? 0) + 1)
    })
  })
  const byLayout = new Map<number, { rows: ChunkRows; next: number }>()
  for (const [layout, count] of counts)
    byLayout.set(layout, { rows: allocateRows(count, layouts.get(layout)?.series.length ?? 0), next: 0 })
  walkTail(tail, (record, header, bytes, tick) => {
    if (record.kind !== 's') return
    let block = 0
    walkBlocks(bytes, record.contentStart, record.contentEnd, (layout, values, count) => {
      const target = byLayout.get(layout)!
      const { rows } = target
      const at = target.next++
      rows.epoch[at] = header.epoch
      rows.n[at] = record.n
      rows.at[at] = record.at
      rows.sampledAt[at] = record.sampledAt
      rows.receivedAt[at] = header.receivedAt
      rows.tick[at] = tick
      rows.block[at] = block++
      for (let c = 0; c < Math.min(count, rows.values.length); c++) rows.values[c]![at] = values[c]!
    })
  })
  return new Map([...byLayout].map(([layout, { rows }]) => [layout, rows]))
}

/** Splits rows ordered by time at the full hours. */
function byHour(rows: ChunkRows): [hour: number, rows: ChunkRows][] {
  const hours: [number, ChunkRows][] = []
  const hourOf = (row: number) => Math.floor(Math.max(0, rows.at[row]!) / HOUR_MS)
  for (let from = 0, to = 0; from < rows.at.length; from = to) {
    const hour = hourOf(from)
    while (to < rows.at.length && hourOf(to) === hour) to++
    hours.push([hour, sliceRows(rows, from, to)])
  }
  return hours
}
