import type { DatabaseSync } from 'node:sqlite'

import { isJudged } from '../detect/rules/index.ts'
import type { EventInput } from '../detect/rule.ts'
import type { TraceBlock, TraceMessage, TraceRecord } from '../replay/trace.ts'
import { joinRows, openChunk, pickRows, sliceRows, type ChunkRows } from './chunk.ts'
import { chunkKey, HOUR_MS, PARTS } from './chunk-key.ts'
import { rowsByLayout } from './cut.ts'
import type { Layouts } from './layouts.ts'
import type { Streams } from './streams.ts'
import type { Tails } from './tail.ts'

/** A message as it came, with the tick that came before it. */
export interface HistoryMessage extends TraceMessage {
  tick: number
}

interface Parts {
  db: DatabaseSync
  layouts: Layouts
  streams: Streams
  tails: Tails
}

interface EventRow {
  n: number
  epoch: number
  tick: number
  at: number
  receivedAt: number
  name: EventInput['name']
  severity: EventInput['severity']
  attributes: string
}

/** A stream's samples on the way through the merge: what is at `next` is looked at. */
interface Cursor {
  layout: number
  rows: ChunkRows
  /** Whether the layout has anything rules look at; without, only its place in the record counts. */
  judged: boolean
  next: number
}

interface Chunk {
  id: number
  firstTick: number
  lastTick: number
}

/** Reads devices' histories back in the order they were committed. */
export function createDeviceHistory({ db, layouts, streams, tails }: Parts) {
  const idsOf = db.prepare('SELECT id, body FROM chunk WHERE id BETWEEN ? AND ? ORDER BY id')
  const bodyOf = db.prepare('SELECT body FROM chunk WHERE id = ?')
  const eventsOf = db.prepare(
    `SELECT n, epoch, tick, at, received_at AS receivedAt, name, severity, attributes FROM event
     WHERE device_id = ? AND tick >= ? ORDER BY tick, received_at, n`,
  )
  const wantedOf = new Map<number, number[]>()

  function wanted(layout: number): number[] {
    let columns = wantedOf.get(layout)
    if (columns === undefined) {
      const series = layouts.get(layout)?.series ?? []
      wantedOf.set(layout, (columns = series.flatMap(([metric], i) => (isJudged(metric) ? [i] : []))))
    }
    return columns
  }

  return {
    /** The columns of a layout that rules look at. */
    wanted,

    /** One device's samples from an hour on, and all its events. */
    of(device: number, samplesFrom: number) {
      const fresh = tailRows(device)
      const ofStream = streams.of(device)
      const known = [...new Set([...ofStream.keys(), ...fresh.keys()])].map(layout => {
        const stream = ofStream.get(layout)
        return { layout, chunks: stream === undefined ? [] : chunksOf(layout, stream) }
      })

      function chunksOf(layout: number, stream: number): Chunk[] {
        const from = chunkKey(stream, Math.floor(samplesFrom / HOUR_MS))
        const rows = idsOf.iterate(from, chunkKey(stream, Infinity, PARTS - 1)) as Iterable<{
          id: number
          body: Uint8Array
        }>
        return Array.from(rows, ({ id, body }) => {
          const chunk = openChunk(body)
          return matters(layout, chunk.block()) ? { id, ...spanOf(chunk.tick()) } : null
        }).filter(chunk => chunk !== null)
      }

      function cursorOf(
        { layout, chunks }: { layout: number; chunks: Chunk[] },
        from: number,
        to: number,
      ): Cursor | null {
        const columns = wanted(layout)
        const parts = chunks
          .filter(({ firstTick, lastTick }) => lastTick >= from && firstTick <= to)
          .map(({ id }) => openChunk((bodyOf.get(id) as { body: Uint8Array }).body).some(columns))
        const tail = fresh.get(layout)
        if (tail !== undefined && tail.firstTick <= to) parts.push(tail.rows)
        if (parts.length === 0) return null
        const all = inCommitOrder(parts.length === 1 ? parts[0]! : joinRows(parts, columns.length))
        let [first, last] = [0, all.tick.length]
        while (first < last && all.tick[first]! < from) first++
        while (last > first && all.tick[last - 1]! > to) last--
        return first === last
          ? null
          : { layout, rows: sliceRows(all, first, last), judged: columns.length > 0, next: 0 }
      }

      let events: EventRow[] | null = null
      let nextEvent = 0

      return {
        /**
         * What was committed between two ticks, both counted as the one before it, oldest first. Asked for one stretch after the other.
         */
        *messages(from: number, to: number): Generator<HistoryMessage> {
          const cursors = known.map(one => cursorOf(one, from, to)).filter(one => one !== null)
          events ??= eventsOf.all(device, from) as unknown as EventRow[]
          let message: HistoryMessage | null = null
          for (;;) {
            const cursor = earliest(cursors)
            const event = nextEvent < events.length && events[nextEvent]!.tick <= to ? events[nextEvent]! : null
            const at = cursor === null ? null : placeOf(cursor)
            const isEvent = event !== null && (at === null || comesBefore(event, at))
            const place = isEvent ? event : at
            if (place === null) break
            if (message === null || message.tick !== place.tick || message.at !== place.receivedAt) {
              if (message !== null) yield message
              message = { type: 'message', tick: place.tick, device, at: place.receivedAt, records: [] }
            }
            if (isEvent) {
              message.records.push(eventRecord(event))
              nextEvent++
            } else message.records.push(takeSample(cursors, cursor!))
          }
          if (message !== null) yield message
        },
      }
    },
  }

  /** Whether samples of a layout are read at all: where rules look at nothing of it, it may still say which kind of sample a record is. */
  function matters(layout: number, blocks: Float64Array): boolean {
    return wanted(layout).length > 0 || blocks.includes(0)
  }

  /** The rows of a device's tail with the columns that rules look at. */
  function tailRows(device: number): Map<number, { rows: ChunkRows; firstTick: number }> {
    const tail = tails.get(device)
    if (tail === undefined) return new Map()
    return new Map(
      [...rowsByLayout(tail, layouts)]
        .filter(([layout, { block }]) => matters(layout, block))
        .map(([layout, rows]) => {
          const values = wanted(layout).map(column => rows.values[column]!)
          return [layout, { rows: { ...rows, values }, firstTick: spanOf(rows.tick).firstTick }]
        }),
    )
  }
}

export type DeviceHistory = ReturnType<ReturnType<typeof createDeviceHistory>['of']>

type Place = Pick<EventRow, 'tick' | 'receivedAt' | 'n'>

function placeOf({ rows, next }: Cursor): Place {
  return { tick: rows.tick[next]!, receivedAt: rows.receivedAt[next]!, n: rows.n[next]! }
}

function comesBefore(a: Place, b: Place): boolean {
  if (a.tick !== b.tick) return a.tick < b.tick
  return a.receivedAt === b.receivedAt ? a.n < b.n : a.receivedAt < b.receivedAt
}

/** The cursor whose row was committed first; null when all are at their end. */
function earliest(cursors: readonly Cursor[]): Cursor | null {
  let best: Cursor | null = null
  for (const one of cursors) {
    if (one.next === one.rows.n.length) continue
    if (best === null || order(one.rows, one.next, best.rows, best.next) < 0) best = one
  }
  return best
}

/** Order of commit: tick, arrival, number, and the blocks of a record as they stood in it. */
function order(a: ChunkRows, i: number, b: ChunkRows, j: number): number {
  return (
    a.tick[i]! - b.tick[j]! || a.receivedAt[i]! - b.receivedAt[j]! || a.n[i]! - b.n[j]! || a.block[i]! - b.block[j]!
  )
}

/** Takes the record that begins at a cursor, with all its blocks. */
function takeSample(cursors: readonly Cursor[], first: Cursor): TraceRecord {
  const [epoch, n, at] = [first.rows.epoch[first.next]!, first.rows.n[first.next]!, first.rows.at[first.next]!]
  const blocks: TraceBlock[] = []
  for (let next: Cursor | null = first; next !== null; next = earliest(cursors)) {
    const row = next.next
    if (next.rows.n[row] !== n || next.rows.epoch[row] !== epoch) break
    if (next.judged) blocks.push([next.layout, next.rows.values.map(column => column[row]!)])
    next.next++
  }
  return ['s', at, first.layout, blocks]
}

function eventRecord({ at, name, severity, attributes }: EventRow): TraceRecord {
  return ['e', at, { name, severity, attributes: JSON.parse(attributes) as EventInput['attributes'] }]
}

/** The same rows in the order they were committed, which is mostly the order of their times. */
function inCommitOrder(rows: ChunkRows): ChunkRows {
  let sorted = true
  for (let i = 1; i < rows.n.length && sorted; i++) sorted = order(rows, i - 1, rows, i) <= 0
  if (sorted) return rows
  return pickRows(
    rows,
    Array.from(rows.n.keys()).toSorted((a, b) => order(rows, a, rows, b)),
  )
}

function spanOf(ticks: Float64Array): Pick<Chunk, 'firstTick' | 'lastTick'> {
  let [firstTick, lastTick] = [Infinity, 0]
  for (const tick of ticks) {
    if (tick < firstTick) firstTick = tick
    if (tick > lastTick) lastTick = tick
  }
  return { firstTick, lastTick }
}
