import { readFileSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

import { dataPaths } from '@forewarn/collector/data-folder.ts'
import { openStore, type Store } from '@forewarn/collector/store/store.ts'
import type { Series } from '@forewarn/shared/record.ts'

import { launchCollector } from '../support/launch-collector.ts'
import { enrolDevices, RETENTION } from './agents/enrolled.ts'
import type { BenchOptions } from './bench.ts'
import { copyHistory } from './history/copies.ts'
import { chunkedValues, fillCache, forgetCached, tableBytes } from './history/size.ts'
import { LAYOUTS, VALUES } from './history/terminal.ts'
import { createFleet, SAMPLE_MS } from './history/week.ts'
import { quantile } from './measure/quantile.ts'
import type { Report } from './report.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const TAIL_BYTES = 64 << 20
const OLD_DAYS = 90
/** Batches are committed one by one for so long before anything is packed. */
const UNPACKED_MS = 10 * 60_000
/** What a value may take on the disk meanwhile, bytes: chunks, roll-ups and what waits to be written over. */
const ROOM_PER_VALUE = 6
const CHART_POINTS = 2_000
/** Enough points to make the collector answer 90 days from its five-minute roll-ups. */
const FINE_POINTS = 5_000
const CHARTS = 200

/**
 * How large it is: `sources` devices live through the days, the rest gets copies of what was packed of them; `old` of the sources also
 * have a past of which only roll-ups are left.
 */
interface Scale {
  devices: number
  sources: number
  old: number
  days: number
}

const WHOLE: Scale = { devices: 500, sources: 50, old: 4, days: 7 }
const QUICK: Scale = { devices: 50, sources: 5, old: 1, days: 2 }

interface Asked {
  device: string
  series: Series
}

/** A store with a week of 500 devices' readings: how small it is, and how fast one chart is read from it. */
export async function run({ folder, quick, say }: BenchOptions): Promise<Report[]> {
  const scale = quick ? QUICK : WHOLE
  const { devices, sources, old, days } = scale
  const data = join(folder, 'data')
  const { bavail, bsize } = statfsSync(folder)
  const needed = ((devices * days * DAY_MS) / SAMPLE_MS) * VALUES * ROOM_PER_VALUE
  if (bavail * bsize < needed) throw new Error(`${folder} has not the ${Math.ceil(needed / 2 ** 30)} GiB this takes`)
  const began = performance.now()
  const ids = enrolDevices(data, devices).map(({ device }) => device)
  const file = dataPaths(data).database
  const now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
  const made = liveThrough(file, scale, now, say)
  say(`the same for ${devices - sources} more devices`)
  copyHistory(file, sources, devices)
  const minutes = (performance.now() - began) / 60_000
  say('reading charts')
  const bytes = tableBytes(file)
  const kept = chunkedValues(file)

  const week = pick(ids)
  const quarter = pick(ids.filter((_, i) => i % sources < old))
  const weekOf = (store: Store) => (one: Asked) => chart(store, one, now - days * DAY_MS, now, CHART_POINTS)
  const quarterOf = (store: Store, points: number) => (one: Asked) =>
    chart(store, one, now - OLD_DAYS * DAY_MS, now, points)
  forgetCached(file)
  const fromDisk = withStore(file, store => week.slice(0, CHARTS / 4).map(weekOf(store)))
  fillCache(file)
  const [first, again] = withStore(file, store => [week.map(weekOf(store)), week.map(weekOf(store))] as const)
  const twice = (points: number) =>
    withStore(file, store => [quarter.map(quarterOf(store, points)), quarter.map(quarterOf(store, points))] as const)
  const hourly = twice(CHART_POINTS)
  const fine = twice(FINE_POINTS)
  const overHttp = await askOverHttp(data, week, now - days * DAY_MS, now)

  const unit = 'B/value'
  const rollups = bytes('rollup_5m') + bytes('rollup_1h')
  const rate = 'values/CPU-s'
  return [
    {
      title: `History of ${devices} devices × ${VALUES} metrics × ${days} days at 10 s`,
      figures: [
        { what: 'in the log, every batch its own commit', value: made.logBytes, unit, atMost: 5 },
        { what: 'packed into chunks', value: bytes('chunk') / kept, unit, atMost: 2 },
        { what: 'with all roll-ups beside them', value: (bytes('chunk') + rollups) / kept, unit },
        ...timed(`${days} days of one metric, ${CHART_POINTS} points`, first, 5),
        ...timed(`${days} days, asked again`, again),
        ...timed(`${days} days, from a disk nothing is cached of`, fromDisk),
        ...timed(`${days} days, over HTTP`, overHttp),
        ...timed(`${OLD_DAYS} days of hourly roll-ups, ${CHART_POINTS} points`, hourly[0], 20),
        ...timed(`${OLD_DAYS} days of hourly roll-ups, asked again`, hourly[1]),
        ...timed(`${OLD_DAYS} days of five-minute roll-ups, ${FINE_POINTS} points`, fine[0], 20),
        ...timed(`${OLD_DAYS} days of five-minute roll-ups, asked again`, fine[1]),
        { what: 'committing, without the wire', value: made.committed, unit: rate },
        { what: 'packing and rolling up, behind the ack', value: made.packed, unit: rate },
      ],
      notes: [
        `${(kept / 1e6).toFixed(0)} M values with the noise of real readings; those of ${sources} devices went through the store's own commit, packing and roll-up, the rest are copies row by row in the order of time. ${minutes.toFixed(1)} minutes, ${((bytes('chunk') + rollups) / 2 ** 30).toFixed(2)} GiB.`,
        `Each of ${CHARTS} charts was of another device and metric, read in the store by one caller. Where nothing else is said the store had just been opened and its file lay in the system's cache.`,
      ],
    },
  ]
}

function open(file: string): Store {
  return openStore({ file, retention: RETENTION, tailBytes: TAIL_BYTES, listeningSince: 0 })
}

function withStore<T>(file: string, use: (store: Store) => T): T {
  const store = open(file)
  try {
    return use(store)
  } finally {
    store.close()
  }
}

/** The sources' way through time; all of it is packed and rolled up in the end. */
function liveThrough(file: string, { sources, old, days }: Scale, now: number, say: BenchOptions['say']) {
  return withStore(file, store => {
    const fleet = createFleet(store, sources)
    const weekStart = now - days * DAY_MS
    say(`${OLD_DAYS - days} days of ${old} devices, of which roll-ups will be left`)
    fleet.liveLongAgo(old, now - OLD_DAYS * DAY_MS, weekStart)
    const before = { values: fleet.values(), bytes: tableBytes(file)('log') }
    fleet.commitOneByOne(weekStart, weekStart + UNPACKED_MS)
    const logBytes = (tableBytes(file)('log') - before.bytes) / (fleet.values() - before.values)
    say(`${days} days of ${sources} devices`)
    fleet.live(weekStart + UNPACKED_MS, now)
    store.upkeep.scheduleRetention()
    while (store.upkeep.step(now));
    store.upkeep.cutAll()
    const { apply, upkeep } = fleet.spent
    return { logBytes, committed: fleet.values() / apply, packed: fleet.values() / upkeep }
  })
}

/** As many charts as are to be read, spread over devices and metrics. */
function pick(ids: readonly string[]): Asked[] {
  const series = LAYOUTS.flatMap(layout => layout.series)
  return Array.from({ length: CHARTS }, (_, i) => ({
    device: ids[Math.floor((i * ids.length) / CHARTS)]!,
    series: series[(i * 7) % series.length]!,
  }))
}

/** Reads one chart and answers how long it took, ms. */
function chart(store: Store, { device, series }: Asked, from: number, to: number, maxPoints: number): number {
  const [metric, attributes = {}] = series
  const started = performance.now()
  const answer = store.calls.readings.series({ device, metric, attributes, from, to, maxPoints }, to)
  const took = performance.now() - started
  const points = answer.series[0]?.time.length ?? 0
  if (answer.series.length !== 1 || points < maxPoints / 4) throw new Error(`${metric} of ${device}: ${points} points`)
  return took
}

/** The same charts as the page asks for them, from a collector on this store. */
async function askOverHttp(data: string, asked: readonly Asked[], from: number, to: number): Promise<number[]> {
  const collector = launchCollector({ folder: data })
  const { url } = await collector.ready
  const authorization = `Bearer ${readFileSync(join(data, 'token'), 'utf8').trim()}`
  const times: number[] = []
  for (const { device, series } of asked) {
    const [metric, attributes = {}] = series
    const range = { from: String(from), to: String(to), maxPoints: String(CHART_POINTS) }
    const query = new URLSearchParams({ metric, attributes: JSON.stringify(attributes), ...range })
    const started = performance.now()
    const answer = await fetch(`${url}/api/v1/devices/${device}/series?${query.toString()}`, {
      headers: { authorization },
    })
    await answer.arrayBuffer()
    times.push(performance.now() - started)
    if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}`)
  }
  await collector.stop()
  return times
}

function timed(what: string, times: readonly number[], atMost?: number) {
  const median = { what: `${what}, median`, value: quantile(times, 0.5), unit: 'ms' }
  return [
    atMost === undefined ? median : { ...median, atMost },
    { what: `${what}, p95`, value: quantile(times, 0.95), unit: 'ms' },
  ]
}
