import type { DatabaseSync } from 'node:sqlite'

import { attributesKey, describeMetric } from '@forewarn/shared/metrics.ts'
import type { Series } from '@forewarn/shared/record.ts'

import { joinRows, openChunk } from './chunk.ts'
import { chunkKey, PARTS, periodOfKey } from './chunk-key.ts'
import type { Devices } from './devices.ts'
import { FIVE_MINUTES_MS, type History, type Place } from './history.ts'
import type { Latest, LatestBlock } from './latest.ts'
import type { Layouts } from './layouts.ts'
import { addValues, emptyBuckets, finishBuckets, toRates } from './rollup.ts'
import type { Streams } from './streams.ts'

export interface LatestRow {
  metric: string
  attributes: Record<string, string>
  unit: string
  value: number | null
  /** Of a counter, what it stands at: small counts say more than their rates. */
  total?: number | null
  at: number
}

export interface SeriesQuery {
  device: string
  metric: string
  /** Only the series with exactly these attributes; all of the metric where absent. */
  attributes?: Record<string, string>
  from: number
  to: number
  maxPoints: number
}

export interface SeriesResult {
  resolution: 'raw' | '5m' | '1h'
  stepMs: number | null
  series: {
    metric: string
    attributes: Record<string, string>
    unit: string
    time: number[]
    mean: (number | null)[]
    min?: (number | null)[]
    max?: (number | null)[]
  }[]
}

export interface EventRow {
  id: number
  name: string
  severity: string
  attributes: Record<string, string | number | boolean | null>
  at: number
  sampledAt: number
  receivedAt: number
}

export interface EventsQuery {
  device: string
  from: number
  to: number
  limit: number
  before: number | null
  names: readonly string[] | null
}

export interface Retention {
  rawDays: number
  fiveMinuteDays: number
  hourlyDays: number
}

interface Parts {
  db: DatabaseSync
  devices: Devices
  history: History
  latest: Latest
  layouts: Layouts
  streams: Streams
  retention: Retention
}

const DAY_MS = 86_400_000
/** A source names all its series each time, so what its newest layout lacks is gone; for so long, because late records mix the order. */
const SUPERSEDED_MS = 600_000
/** Steps a chart's buckets may have: what a person reads off an axis. */
const STEPS_MS = [10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400].map(
  s => s * 1000,
)
/** A pause of so many usual steps between raw points is drawn as a gap. */
const GAP_STEPS = 3

/** Reading questions the API asks of one device. */
export function createReadings({ db, devices, history, latest, layouts, streams, retention }: Parts) {
  const newestChunk = db.prepare('SELECT max(id) AS id FROM chunk WHERE id BETWEEN ? AND ?')
  const partsOfHour = db.prepare('SELECT body FROM chunk WHERE id BETWEEN ? AND ?')
  const events = db.prepare(
    `SELECT id, name, severity, attributes, at, sampled_at AS sampledAt, received_at AS receivedAt FROM event
     WHERE device_id = ?1 AND at >= ?2 AND at < ?3
       AND (?4 IS NULL OR (at, id) < (SELECT at, id FROM event WHERE id = ?4 AND device_id = ?1))
       AND (?5 IS NULL OR name IN (SELECT value FROM json_each(?5)))
     ORDER BY at DESC, id DESC LIMIT ?6`,
  )
  const inventory = db.prepare('SELECT subject, facts, at FROM inventory WHERE device_id = ? ORDER BY subject')

  /** The newest block of a layout, from memory, else from the chunks of the last hour: late records may lie in any of them. */
  function newestBlock(device: number, layout: number, stream: number | undefined): LatestBlock | null {
    const known = latest.of(device).get(layout)
    if (known !== undefined || stream === undefined) return known ?? null
    const newest = newestChunk.get(chunkKey(stream, 0), chunkKey(stream, Infinity, PARTS - 1)) as { id: number | null }
    if (newest.id === null) return null
    const hour = periodOfKey(newest.id)
    const parts = partsOfHour.all(chunkKey(stream, hour), chunkKey(stream, hour, PARTS - 1)) as { body: Uint8Array }[]
    const { at, values } = joinRows(
      parts.map(part => openChunk(part.body).all()),
      layouts.get(layout)?.series.length ?? 0,
    )
    const last = at.length - 1
    const reading = (index: number) => Float64Array.from(values, column => column[index] ?? NaN)
    return {
      at: at[last]!,
      values: reading(last),
      previousAt: at[last - 1] ?? null,
      previous: reading(last - 1),
    }
  }

  function layoutsOf(device: number): Map<number, number | undefined> {
    const all = new Map<number, number | undefined>(streams.of(device))
    for (const layout of latest.of(device).keys()) if (!all.has(layout)) all.set(layout, undefined)
    return all
  }

  /** Where one metric of a device is kept, by attributes. A series may have moved from one layout to the next. */
  function placesOf(
    device: number,
    metric: string,
  ): Map<string, { attributes: Record<string, string>; places: Place[] }> {
    const found = new Map<string, { attributes: Record<string, string>; places: Place[] }>()
    for (const [layout, stream] of layoutsOf(device))
      layouts.get(layout)?.series.forEach(([name, attributes = {}], column) => {
        if (name !== metric) return
        const key = attributesKey(attributes)
        const one = found.get(key) ?? { attributes, places: [] }
        one.places.push({ device, layout, stream, column })
        found.set(key, one)
      })
    return found
  }

  return {
    /** The newest reading of every series; of a series in several layouts the newest of them. */
    latest(publicId: string): LatestRow[] {
      const device = devices.numberOf(publicId)
      if (device === null) return []
      const blocks: { block: LatestBlock; source: string; series: Series[] }[] = []
      const newestOf = new Map<string, number>()
      for (const [layout, stream] of layoutsOf(device)) {
        const [block, known] = [newestBlock(device, layout, stream), layouts.get(layout)]
        if (block === null || known === undefined) continue
        const { source, series } = known
        blocks.push({ block, source, series })
        newestOf.set(source, Math.max(newestOf.get(source) ?? -Infinity, block.at))
      }
      const rows = new Map<string, LatestRow>()
      for (const { block, source, series } of blocks) {
        if (block.at < newestOf.get(source)! - SUPERSEDED_MS) continue
        series.forEach(([metric, attributes = {}], column) => {
          const key = `${metric} ${attributesKey(attributes)}`
          if ((rows.get(key)?.at ?? -Infinity) >= block.at) return
          const { instrument, unit } = describeMetric(metric)
          const total = orNull(block.values[column])
          const reading =
            instrument === 'counter'
              ? { unit: `${unit}/s`, value: orNull(rateOf(block, column)), total }
              : { unit, value: total }
          rows.set(key, { metric, attributes, ...reading, at: block.at })
        })
      }
      // A layout that is no longer reported, such as a volume taken away, is history and not a reading.
      const newest = Math.max(...[...rows.values()].map(row => row.at))
      return [...rows.values()].filter(row => row.at > newest - DAY_MS)
    },

    inventory(
      publicId: string,
    ): { subject: string; facts: Record<string, string | number | boolean | null>; at: number }[] {
      const rows = inventory.all(devices.numberOf(publicId)) as { subject: string; facts: string; at: number }[]
      return rows.map(row => ({
        ...row,
        facts: JSON.parse(row.facts) as Record<string, string | number | boolean | null>,
      }))
    },

    series(query: SeriesQuery, now: number): SeriesResult {
      const device = devices.numberOf(query.device)
      const { from, to, maxPoints } = query
      const wanted = Math.max(1, (to - from) / maxPoints)
      const tier = tierFor(from, wanted, now, retention)
      const stepMs =
        STEPS_MS.find(
          step => step >= wanted && (tier !== '1h' || step >= 3_600_000) && (tier !== '5m' || step >= FIVE_MINUTES_MS),
        ) ?? Math.ceil(wanted / DAY_MS) * DAY_MS
      const result: SeriesResult = { resolution: tier, stepMs: null, series: [] }
      if (device === null) return result
      const key = query.attributes === undefined ? null : attributesKey(query.attributes)
      for (const [attributesText, { attributes, places }] of placesOf(device, query.metric)) {
        if (key !== null && key !== attributesText) continue
        const { instrument, unit } = describeMetric(query.metric)
        const head = { metric: query.metric, attributes, unit: instrument === 'counter' ? `${unit}/s` : unit }
        if (tier === 'raw') {
          const parts = places.map(place => history.raw(place, from, to))
          const count = parts.reduce((sum, part) => sum + part.at.length, 0)
          if (count <= maxPoints) {
            result.series.push({ ...head, ...rawColumns(parts) })
            continue
          }
          result.stepMs = stepMs
          const start = Math.floor(from / stepMs) * stepMs
          const into = emptyBuckets(Math.ceil((to - start) / stepMs))
          for (const part of parts) addValues(into, start, stepMs, part.at, part.values)
          result.series.push({ ...head, ...bucketColumns(start, stepMs, [finishBuckets(into)]) })
          continue
        }
        result.stepMs = stepMs
        const start = Math.floor(from / stepMs) * stepMs
        const rawSince = now - retention.rawDays * DAY_MS
        const parts = places.map(place =>
          history.bucketed(place, { start, stepMs, count: Math.ceil((to - start) / stepMs) }, tier, rawSince),
        )
        result.series.push({ ...head, ...bucketColumns(start, stepMs, parts) })
      }
      result.series.sort((a, b) => (attributesKey(a.attributes) < attributesKey(b.attributes) ? -1 : 1))
      return result
    },

    /** Newest first, only those of the names where given; `before` is the id of the last event already seen. */
    events({ device: publicId, from, to, limit, before, names }: EventsQuery): EventRow[] {
      const device = devices.numberOf(publicId)
      const wanted = names === null ? null : JSON.stringify(names)
      const rows = events.all(device, from, to, before, wanted, limit) as unknown as (Omit<EventRow, 'attributes'> & {
        attributes: string
      })[]
      return rows.map(row => ({ ...row, attributes: JSON.parse(row.attributes) as EventRow['attributes'] }))
    },
  }
}

/** Raw while it is kept and no coarser step is wanted; beyond, the finest tier that still has the range. */
function tierFor(from: number, wantedMs: number, now: number, retention: Retention): 'raw' | '5m' | '1h' {
  // One day of grace: raw is deleted by whole days.
  if (from >= now - (retention.rawDays + 1) * DAY_MS && wantedMs <= 2 * FIVE_MINUTES_MS) return 'raw'
  return from >= now - (retention.fiveMinuteDays + 1) * DAY_MS && wantedMs < 3_600_000 ? '5m' : '1h'
}

function rateOf(block: LatestBlock, column: number): number {
  const at = Float64Array.of(block.previousAt ?? NaN, block.at)
  return toRates(at, Float64Array.of(block.previous[column] ?? NaN, block.values[column] ?? NaN), Infinity)[1]!
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}

function rawColumns(parts: readonly { at: Float64Array; values: Float64Array }[]): {
  time: number[]
  mean: (number | null)[]
} {
  const points = parts.flatMap(part => Array.from(part.at, (at, i): [number, number] => [at, part.values[i]!]))
  if (parts.length > 1) points.sort((a, b) => a[0] - b[0])
  const steps = points.slice(1).map((point, i) => point[0] - points[i]![0])
  const usual = steps.toSorted((a, b) => a - b)[steps.length >>> 1] ?? 0
  const time: number[] = []
  const mean: (number | null)[] = []
  points.forEach(([at, value], i) => {
    if (i > 0 && at - points[i - 1]![0] > GAP_STEPS * usual) {
      time.push(Math.round((at + points[i - 1]![0]) / 2))
      mean.push(null)
    }
    time.push(at)
    mean.push(orNull(value))
  })
  return { time, mean }
}

/** Buckets as columns: empty ones before, after and between values are dropped but for one null per gap. */
function bucketColumns(start: number, stepMs: number, parts: readonly ReturnType<typeof emptyBuckets>[]) {
  const time: number[] = []
  const mean: (number | null)[] = []
  const min: (number | null)[] = []
  const max: (number | null)[] = []
  const buckets = parts[0]?.count.length ?? 0
  let gap = false
  for (let i = 0; i < buckets; i++) {
    const filled = parts.findLast(part => part.count[i]! > 0)
    if (filled === undefined) {
      gap = time.length > 0
      continue
    }
    if (gap) {
      time.push(start + (i - 1) * stepMs + stepMs / 2)
      for (const column of [mean, min, max]) column.push(null)
      gap = false
    }
    time.push(start + i * stepMs + stepMs / 2)
    mean.push(filled.mean[i]!)
    min.push(filled.min[i]!)
    max.push(filled.max[i]!)
  }
  return { time, mean, min, max }
}
