import { DatabaseSync } from 'node:sqlite'

import type { WireRecord } from '@forewarn/shared/record.ts'
import { describe, expect, test } from 'vitest'

import type { StoredLayout } from './layouts.ts'
import type { Store } from './store.ts'
import { createDevices, groupOf, openTestStore, temporaryDatabase } from './test-store.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const START = Date.UTC(2026, 8, 1)
const LEVEL = 'test.level'
const COUNTER = 'system.network.io'
const LAYOUTS: StoredLayout[] = [{ id: 1, source: 'a', series: [[LEVEL], [COUNTER, { direction: 'in' }]] }]

/** A level that moves and has holes, and a counter that grows by 1,000 a second. */
function sample(n: number, at: number): WireRecord {
  const level = n % 17 === 0 ? null : Math.round(Math.sin(n / 9) * 5_000) / 100
  return [n, 's', at, at, [[1, level, at - START + 50_000]]]
}

function event(n: number, at: number): WireRecord {
  return [n, 'e', at, at, { name: 'test', severity: 'info', attributes: {} }]
}

/** Samples every `stepMs` from `from` to before `to`, numbered on from `first`. */
function samples(first: number, from: number, to: number, stepMs: number): WireRecord[] {
  return Array.from({ length: Math.ceil((to - from) / stepMs) }, (_, i) => sample(first + i, from + i * stepMs))
}

function send(store: Store, records: WireRecord[], now: number): void {
  for (let i = 0; i < records.length; i += 500)
    store.apply(groupOf([{ device: 1, epoch: 1, records: records.slice(i, i + 500) }], LAYOUTS), now)
}

function openWithDevice(
  file = temporaryDatabase(),
  retention?: { rawDays: number; fiveMinuteDays: number; hourlyDays: number },
): Store {
  const store = openTestStore(file, retention === undefined ? {} : { retention })
  createDevices(store, 1)
  return store
}

/** Lets upkeep come to its end. */
function tend(store: Store, now: number): number {
  let steps = 1
  while (store.upkeep.step(now)) if (++steps > 10_000) throw new Error('upkeep never ends')
  return steps
}

function series(store: Store, metric: string, from: number, to: number, now: number, maxPoints = 10_000) {
  const answer = store.calls.readings.series({ device: 'dev-1', metric, from, to, maxPoints }, now)
  return { ...answer, ...answer.series[0]! }
}

function rowsOf(file: string, table: 'chunk' | 'rollup_5m' | 'rollup_1h' | 'log'): number {
  const db = new DatabaseSync(file, { readOnly: true })
  const { n } = db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }
  db.close()
  return n
}

describe('raw history', () => {
  test('reads the same before and after the cut, after more of the same hours, and after a restart', () => {
    const file = temporaryDatabase()
    let store = openWithDevice(file)
    const now = START + 5 * HOUR
    const all = samples(1, START, START + 4 * HOUR, 10_000)
    const late = all.filter((_, i) => i % 7 === 3)
    send(
      store,
      all.filter(record => !late.includes(record)),
      now,
    )
    const read = () => [LEVEL, COUNTER].map(metric => series(store, metric, START, now, now))
    const part = read()
    expect(part[0]!.resolution).toBe('raw')
    store.calls.upkeep.cutAll()
    expect(read()).toEqual(part)
    // Late records of hours that lie in chunks already: seven more parts for every hour, which makes them be joined.
    const whole = all.filter(([n]) => n % 17 !== 0)
    for (let piece = 0; piece < 7; piece++) {
      send(
        store,
        late.filter((_, i) => i % 7 === piece),
        now,
      )
      store.calls.upkeep.cutAll()
    }
    const [level, counter] = read()
    expect(level!.mean.filter(value => value !== null)).toHaveLength(whole.length)
    expect(level!.time.filter((_, i) => level!.mean[i] !== null)).toEqual(whole.map(record => record[2]))
    // The counter's rate is the same between any two samples.
    expect(new Set(counter!.mean.slice(1))).toEqual(new Set([1000]))
    expect(counter!.unit).toBe('By/s')
    const before = [read(), store.calls.readings.latest('dev-1')]
    store.close()
    store = openTestStore(file)
    expect([read(), store.calls.readings.latest('dev-1')]).toEqual(before)
    store.close()
  })

  test('the minutes of an hour that were cut with the hour before lie in one piece with the rest', () => {
    const file = temporaryDatabase()
    const store = openWithDevice(file)
    const minutesLate = 3 * MINUTE
    for (let hour = 0; hour < 3; hour++) {
      const [from, to] = [hour * HOUR + (hour === 0 ? 0 : minutesLate), (hour + 1) * HOUR + minutesLate]
      send(store, samples(1 + from / 10_000, START + from, START + to, 10_000), START + to)
      tend(store, START + to)
    }
    const { mean } = series(store, COUNTER, START, START + 4 * HOUR, START + 4 * HOUR)
    expect(mean).toEqual([null, ...Array.from({ length: (3 * HOUR + minutesLate) / 10_000 - 1 }, () => 1_000)])
    store.close()
    expect(rowsOf(file, 'chunk')).toBe(4)
  })

  test('a pause is a gap and no line', () => {
    const store = openWithDevice()
    send(
      store,
      [...samples(1, START, START + HOUR, 10_000), ...samples(500, START + 2 * HOUR, START + 3 * HOUR, 10_000)],
      START + 3 * HOUR,
    )
    const { time, mean } = series(store, COUNTER, START, START + 3 * HOUR, START + 3 * HOUR)
    const inside = time
      .map((at, i) => [at, mean[i]] as const)
      .filter(([at]) => at >= START + HOUR && at < START + 2 * HOUR)
    expect(inside.map(([, value]) => value)).toEqual([null])
    store.close()
  })
})

/** The buckets a chart of raw points would have. */
function joined(records: WireRecord[], stepMs: number): Map<number, { mean: number; min: number; max: number }> {
  const buckets = new Map<number, number[]>()
  for (const record of records) {
    const level = record[1] === 's' ? record[4][0]![1] : null
    if (level === null || level === undefined) continue
    const bucket = Math.floor(record[2] / stepMs) * stepMs
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), level])
  }
  return new Map(
    [...buckets].map(([at, values]) => [
      at + stepMs / 2,
      { mean: values.reduce((a, b) => a + b, 0) / values.length, min: Math.min(...values), max: Math.max(...values) },
    ]),
  )
}

function expectJoined(answer: ReturnType<typeof series>, records: WireRecord[], stepMs: number): void {
  const expected = joined(records, stepMs)
  const filled = answer.time.map((_, i) => i).filter(i => answer.mean[i] !== null)
  expect(filled.map(i => answer.time[i])).toEqual([...expected.keys()].toSorted((a, b) => a - b))
  for (const i of filled) {
    const bucket = expected.get(answer.time[i]!)!
    expect(answer.mean[i]).toBeCloseTo(bucket.mean, 2)
    expect([answer.min![i], answer.max![i]]).toEqual([bucket.min, bucket.max])
  }
}

describe('roll-ups', () => {
  test('are what the raw points joined would be, in both tiers, and take late records in', () => {
    const file = temporaryDatabase()
    const store = openWithDevice(file)
    const days = 3
    const now = START + days * DAY + 3 * HOUR
    const all = samples(1, START, START + days * DAY, 30_000)
    const late = all.filter(([n]) => n > 1_000 && n < 1_200)
    const rest = all.filter(record => !late.includes(record))
    send(store, rest, now)
    tend(store, now)
    // Read from a moment when raw is no longer kept, so that only the roll-ups can answer.
    const afterwards = now + 20 * DAY
    const fiveMinutes = () => series(store, LEVEL, START, START + days * DAY, afterwards)
    expect(fiveMinutes()).toMatchObject({ resolution: '5m', stepMs: 5 * MINUTE })
    expectJoined(fiveMinutes(), rest, 5 * MINUTE)
    send(store, late, now)
    tend(store, now)
    expectJoined(fiveMinutes(), all, 5 * MINUTE)
    const hours = series(store, LEVEL, START, START + days * DAY, now + 200 * DAY)
    expect(hours).toMatchObject({ resolution: '1h', stepMs: HOUR })
    expectJoined(hours, all, HOUR)
    const rates = series(store, COUNTER, START, START + days * DAY, afterwards)
    expect(new Set(rates.mean)).toEqual(new Set([1000]))
    store.close()
  })

  test('days that are not rolled up yet answer from raw points in the same buckets', () => {
    const store = openWithDevice()
    const now = START + 2 * DAY
    const all = samples(1, now - 20 * HOUR, now, 60_000)
    send(store, all, now)
    const wide = series(store, LEVEL, now - 60 * DAY, now, now, 2_000)
    expect(wide.resolution).toBe('5m')
    expectJoined(wide, all, wide.stepMs!)
    store.calls.upkeep.cutAll()
    expect(series(store, LEVEL, now - 60 * DAY, now, now, 2_000)).toEqual(wide)
    store.close()
  })
})

describe('retention', () => {
  const retention = { rawDays: 2, fiveMinuteDays: 4, hourlyDays: 6 }

  test('deletes what is older, tier by tier, and never before it is rolled up', () => {
    const file = temporaryDatabase()
    const store = openWithDevice(file, retention)
    const all = samples(1, START, START + 8 * DAY, 5 * MINUTE)
    const now = START + 8 * DAY + 3 * HOUR
    send(store, all, now)
    // Asked for while nothing is rolled up.
    store.calls.upkeep.cutAll()
    expect(rowsOf(file, 'chunk')).toBe(8 * 24)
    store.calls.upkeep.scheduleRetention()
    expect(tend(store, now)).toBeGreaterThan(8)
    expect(rowsOf(file, 'chunk')).toBe(2 * 24)
    expect(rowsOf(file, 'rollup_5m')).toBe(4)
    const since = (ms: number) => all.filter(record => record[2] >= ms)
    const raw = series(store, LEVEL, START + 6 * DAY, now, now)
    expect(raw.time.filter((_, i) => raw.mean[i] !== null)).toEqual(
      since(START + 6 * DAY)
        .filter(([n]) => n % 17 !== 0)
        .map(record => record[2]),
    )
    expectJoined(series(store, LEVEL, START + 4 * DAY, START + 8 * DAY, now, 1_200), since(START + 4 * DAY), 5 * MINUTE)
    expectJoined(series(store, LEVEL, START, START + 8 * DAY, now, 1_200), all, HOUR)
    // The hourly tier goes by rows of 32 days.
    store.calls.upkeep.scheduleRetention()
    tend(store, now + 60 * DAY)
    expect([rowsOf(file, 'chunk'), rowsOf(file, 'rollup_5m'), rowsOf(file, 'rollup_1h')]).toEqual([0, 0, 0])
    store.close()
  })

  test('what comes after its day was deleted is added to what was rolled up, once', () => {
    const file = temporaryDatabase()
    const store = openWithDevice(file, retention)
    const all = samples(1, START, START + 4 * DAY, 1 * MINUTE)
    const pieces = [all.slice(52, 58), all.slice(58, 71), all.slice(1_000, 1_010)]
    const now = START + 4 * DAY + 3 * HOUR
    let there = all.filter(record => !pieces.flat().includes(record))
    send(store, there, now)
    store.calls.upkeep.cutAll()
    store.calls.upkeep.scheduleRetention()
    tend(store, now)
    expect(rowsOf(file, 'chunk')).toBe(2 * 24)
    const expectDay = () => {
      const ofDay = there.filter(record => record[2] < START + DAY)
      expectJoined(series(store, LEVEL, START, START + DAY, now, 300), ofDay, 5 * MINUTE)
    }
    expectDay()
    // A terminal that was off for weeks delivers its days piece by piece, while upkeep goes on.
    for (const piece of pieces) {
      send(store, piece, now)
      expectDay()
      store.calls.upkeep.cutAll()
      // Cut and not yet rolled up: the day shows what was rolled up of it before.
      expectDay()
      there = [...there, ...piece].toSorted((a, b) => a[0] - b[0])
      tend(store, now)
      expectDay()
    }
    store.close()
  })

  test('events go with the longest tier', () => {
    const store = openWithDevice(temporaryDatabase(), retention)
    const now = START + 7 * DAY
    // More than one step deletes.
    const old = Array.from({ length: 1_800 }, (_, i) => event(i + 1, START + i))
    send(store, [...old, event(3_001, START + 2 * DAY), event(3_002, now)], now)
    store.calls.upkeep.scheduleRetention()
    tend(store, now)
    const events = store.calls.readings.events({
      device: 'dev-1',
      from: 0,
      to: now + 1,
      limit: 9_999,
      before: null,
      names: null,
    })
    expect(events.map(one => one.at)).toEqual([now, START + 2 * DAY])
    store.close()
  })
})
