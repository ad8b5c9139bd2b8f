import type { DatabaseSync } from 'node:sqlite'

import { describeMetric } from '@forewarn/shared/metrics.ts'

import { openChunk, type ChunkRows } from './chunk.ts'
import { chunkKey, DAY_MS, HOUR_MS, MONTH_MS, PARTS } from './chunk-key.ts'
import { rowsByLayout } from './cut.ts'
import type { Layouts } from './layouts.ts'
import {
  addBuckets,
  addValues,
  emptyBuckets,
  encodeRollup,
  finishBuckets,
  openRollup,
  toRates,
  type Buckets,
} from './rollup.ts'
import type { Tails } from './tail.ts'

export const FIVE_MINUTES_MS = 300_000
/** Counters sampled further apart give no rate. Three five-minute cadences, the slowest at which a counter is read. */
const LONGEST_RATE_MS = 3 * FIVE_MINUTES_MS

/** Values of one series at their corrected times, ms, in order; NaN is null. Counters are rates. */
export interface Points {
  at: Float64Array
  values: Float64Array
}

/** Equal buckets from a start on. */
interface Grid {
  start: number
  stepMs: number
  count: number
}

interface Parts {
  db: DatabaseSync
  layouts: Layouts
  tails: Tails
}

/** One series as the store knows it: which stream, and which column there. */
export interface Place {
  device: number
  layout: number
  /** Undefined while everything of it is still in the tail. */
  stream: number | undefined
  column: number
}

/** Reads a stream's history: raw from chunks and tail, and the roll-ups made from them. */
export function createHistory({ db, layouts, tails }: Parts) {
  const chunks = db.prepare('SELECT body FROM chunk WHERE id BETWEEN ? AND ? ORDER BY id')
  const removeChunks = db.prepare('DELETE FROM chunk WHERE id BETWEEN ? AND ?')
  const dueDays = db.prepare('SELECT day FROM rollup_due WHERE stream_id = ?')
  const row5m = db.prepare('SELECT body FROM rollup_5m WHERE id = ?')
  const rows5m = db.prepare('SELECT body FROM rollup_5m WHERE id BETWEEN ? AND ? ORDER BY id')
  const rows1h = db.prepare('SELECT body FROM rollup_1h WHERE id BETWEEN ? AND ? ORDER BY id')
  const put5m = db.prepare(
    'INSERT INTO rollup_5m (id, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
  )
  const put1h = db.prepare(
    'INSERT INTO rollup_1h (id, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
  )

  function isCounter(layout: number, column: number): boolean {
    const metric = layouts.get(layout)?.series[column]?.[0]
    return metric !== undefined && describeMetric(metric).instrument === 'counter'
  }

  /** What lies in the hours of a range and in the tail, one part behind the other: all in one piece of memory, since a week has hundreds. */
  function readParts(place: Place, from: number, to: number, fresh: ChunkRows | undefined): Points {
    const hours = [Math.floor(from / HOUR_MS), Math.floor((to - 1) / HOUR_MS)] as const
    const rows = (
      place.stream === undefined
        ? []
        : chunks.all(chunkKey(place.stream, hours[0]), chunkKey(place.stream, hours[1], PARTS - 1))
    ) as { body: Uint8Array }[]
    const open = rows.map(({ body }) => openChunk(body)).filter(({ columns }) => place.column < columns)
    const length = open.reduce((sum, part) => sum + part.rows, fresh?.at.length ?? 0)
    const [at, values] = [new Float64Array(length), new Float64Array(length)]
    let next = 0
    for (const chunk of open) {
      const end = next + chunk.rows
      chunk.at(at.subarray(next, end))
      chunk.values(place.column, values.subarray(next, end))
      next = end
    }
    if (fresh !== undefined) {
      at.set(fresh.at, next)
      values.set(fresh.values[place.column]!, next)
    }
    return { at, values }
  }

  /** Raw points from `from` to before `to`. */
  function raw(place: Place, from: number, to: number): Points {
    const tail = tails.get(place.device)
    const fresh = tail === undefined ? undefined : rowsByLayout(tail, layouts).get(place.layout)
    const joined = order(readParts(place, from, to, fresh))
    const points = clip(joined, from, to)
    if (!isCounter(place.layout, place.column)) return points
    return { at: points.at, values: toRates(points.at, points.values, LONGEST_RATE_MS) }
  }

  return {
    raw,

    /**
     * A series in buckets, from roll-ups where a day has them and from raw points where it does not. A day before `rawSince` that
     * waits for late records shows what was rolled up of it before.
     */
    bucketed(place: Place, grid: Grid, tier: '5m' | '1h', rawSince: number): Buckets {
      const { start, stepMs, count } = grid
      const into = emptyBuckets(count)
      const end = start + stepMs * count
      const fresh: number[] = []
      if (place.stream !== undefined) {
        for (const { day } of dueDays.all(place.stream) as { day: number }[])
          if (day * DAY_MS >= rawSince) fresh.push(day)
        const [rows, span] = tier === '5m' ? [rows5m, DAY_MS] : [rows1h, MONTH_MS]
        const keys = [
          chunkKey(place.stream, Math.floor(start / span)),
          chunkKey(place.stream, Math.floor((end - 1) / span)),
        ]
        for (const row of rows.iterate(...keys) as Iterable<{ body: Uint8Array }>) {
          const rollup = openRollup(row.body)
          if (place.column >= rollup.columns) continue
          const at = rollup.at()
          const series = rollup.series(place.column)
          for (const day of fresh) blankDay(at, series, day)
          addBuckets(into, start, stepMs, at, series)
        }
      }
      const tail = tails.get(place.device)
      if (tail !== undefined) {
        const today = Math.floor(tail.since / DAY_MS)
        if (today * DAY_MS >= rawSince && !fresh.includes(today)) fresh.push(today)
      }
      for (const day of fresh) {
        const from = Math.max(start, day * DAY_MS)
        const to = Math.min(end, (day + 1) * DAY_MS)
        if (from >= to) continue
        const points = raw(place, from, to)
        addValues(into, start, stepMs, points.at, points.values)
      }
      return finishBuckets(into)
    },

    /**
     * Rolls up one day of a stream. Where raw is complete the day is computed anew. Where it has been deleted (`merge`), what came late is
     * added to what was rolled before and deleted in turn, so that nothing is added twice. Call inside a transaction.
     */
    rollDay(stream: number, device: number, layout: number, day: number, merge: boolean): void {
      const columns = layouts.get(layout)?.series.length ?? 0
      const start = day * DAY_MS
      const buckets = DAY_MS / FIVE_MINUTES_MS
      const at = Float64Array.from({ length: buckets }, (_, i) => start + i * FIVE_MINUTES_MS)
      const before = merge ? (row5m.get(chunkKey(stream, day)) as { body: Uint8Array } | undefined) : undefined
      const old = before === undefined ? null : openRollup(before.body)
      const series = Array.from({ length: columns }, (_, column) => {
        const into = emptyBuckets(buckets)
        if (old !== null && column < old.columns) addBuckets(into, start, FIVE_MINUTES_MS, old.at(), old.series(column))
        const points = raw({ device, layout, stream, column }, start, start + DAY_MS)
        addValues(into, start, FIVE_MINUTES_MS, points.at, points.values)
        return finishBuckets(into)
      })
      put5m.run(chunkKey(stream, day), encodeRollup({ at, series }))
      rollHours(stream, day, at, series)
      const hour = day * (DAY_MS / HOUR_MS)
      if (merge) removeChunks.run(chunkKey(stream, hour), chunkKey(stream, hour + DAY_MS / HOUR_MS) - 1)
    },
  }

  /** Puts a day's hours into the row of its month. */
  function rollHours(stream: number, day: number, at: Float64Array, series: readonly Buckets[]): void {
    const month = Math.floor((day * DAY_MS) / MONTH_MS)
    const start = month * MONTH_MS
    const buckets = MONTH_MS / HOUR_MS
    const known = rows1h.get(chunkKey(stream, month), chunkKey(stream, month)) as { body: Uint8Array } | undefined
    const old = known === undefined ? null : openRollup(known.body)
    const hours = Float64Array.from({ length: buckets }, (_, i) => start + i * HOUR_MS)
    const rolled = series.map((one, column) => {
      const into = emptyBuckets(buckets)
      if (old !== null && column < old.columns) {
        const oldAt = old.at()
        const oldSeries = old.series(column)
        blankDay(oldAt, oldSeries, day)
        addBuckets(into, start, HOUR_MS, oldAt, oldSeries)
      }
      addBuckets(into, start, HOUR_MS, at, one)
      return finishBuckets(into)
    })
    put1h.run(chunkKey(stream, month), encodeRollup({ at: hours, series: rolled }))
  }
}

export type History = ReturnType<typeof createHistory>

/** Takes a day out of roll-ups, because it is about to be added from elsewhere. */
function blankDay(at: Float64Array, series: Buckets, day: number): void {
  for (let i = 0; i < at.length; i++) if (Math.floor(at[i]! / DAY_MS) === day) series.count[i] = 0
}

function order(points: Points): Points {
  const { at, values } = points
  for (let i = 1; i < at.length; i++) {
    if (at[i]! >= at[i - 1]!) continue
    const sorted = Array.from(at.keys()).toSorted((a, b) => at[a]! - at[b]!)
    return { at: Float64Array.from(sorted, k => at[k]!), values: Float64Array.from(sorted, k => values[k]!) }
  }
  return points
}

function clip(points: Points, from: number, to: number): Points {
  let first = 0
  let last = points.at.length
  while (first < last && points.at[first]! < from) first++
  while (last > first && points.at[last - 1]! >= to) last--
  return { at: points.at.subarray(first, last), values: points.values.subarray(first, last) }
}
