import { subjectOf, type Context } from '../detect/context.ts'
import type { Passing } from '../detect/judge.ts'
import { TRACE_VERSION, type TraceHead, type TraceLine, type TraceMessage } from '../replay/trace.ts'
import { DAY_MS } from './chunk-key.ts'
import { TICK_COLUMNS } from './detect-state.ts'
import type { HistoryMessage } from './device-history.ts'
import { mergeInOrder } from './merge.ts'
import type { Reader } from './reader.ts'

/** So much of what came before is told too, so that judging is in full swing: rules look back over six weeks of events, and a day of samples. */
const EVENTS_BEFORE_MS = 42 * DAY_MS
const SAMPLES_BEFORE_MS = DAY_MS
const MINUTE_MS = 60_000
/** Histories are read a stretch of ticks at a time: what lies between is held in memory. A day of a few devices, six hours of many. */
const STRETCH = { few: 1440, many: 360, fewDevices: 4 } as const
const NO_TICK_YET = 0
const NEWEST = Number.MAX_SAFE_INTEGER

export interface TraceQuery {
  of: TraceHead['of']
  since: number
  until: number
}

interface TickRow extends Passing {
  id: number
}

/** A line with the tick it came after, and when. */
interface Aside {
  tick: number
  at: number
  line: TraceLine
}

/**
 * The history of a device or of a whole site, in the order it was committed, with the world it was judged in. Read step by step, so that
 * years of it take little memory. Where ticks are not kept any more, minutes of the clock stand in their place.
 */
export function* readTrace(reader: Reader, { of, since, until }: TraceQuery): Generator<TraceLine> {
  const { devices, layouts, histories, rolledUp } = reader
  const [eventsFrom, samplesFrom] = [since - EVENTS_BEFORE_MS, since - SAMPLES_BEFORE_MS]
  const ticks = readTicks(reader, eventsFrom, until)
  const rolledUntil = Math.max(0, ...devices.map(({ number }) => rolledUp.until(number)))
  const isRolled = rolledUntil > samplesFrom
  const notes = isRolled ? ['samples that are not kept raw any more are judged as five-minute means'] : []
  yield { type: 'trace', version: TRACE_VERSION, of, since, until, rolledUpUntil: isRolled ? rolledUntil : null, notes }

  const asides = readAsides(reader, of, ticks[0]?.id ?? NO_TICK_YET).values()
  let aside = asides.next()
  const rolled = readRolled()
  let mean = rolled.next()
  const named = new Set<number>()
  const open = devices.map(({ number }) => histories.of(number, samplesFrom))
  const messages = (from: number, to: number): Generator<HistoryMessage> =>
    mergeInOrder(
      open.map(history => history.messages(from, to)),
      (a, b) => a.tick - b.tick || a.at - b.at,
    )

  if (ticks.length === 0 || ticks[0]!.at >= eventsFrom) {
    let minute: number | null = null
    for (const one of messages(NO_TICK_YET, (ticks[0]?.id ?? NEWEST) - 1)) {
      if (one.at < eventsFrom || one.at > until) continue
      minute ??= one.at
      for (; minute < one.at; minute += MINUTE_MS) yield* pass({ at: minute, listeningSince: minute, heardAt: null })
      yield* told(one)
    }
    for (; minute !== null && minute < (ticks[0]?.at ?? until); minute += MINUTE_MS)
      yield* pass({ at: minute, listeningSince: minute, heardAt: null })
  }
  const stretch = devices.length <= STRETCH.fewDevices ? STRETCH.few : STRETCH.many
  for (let step = 0; step < ticks.length; step += stretch) {
    const some = ticks.slice(step, step + stretch)
    const after = ticks[step + stretch]?.id ?? NEWEST
    const between = messages(some[0]!.id, after - 1)
    let next = between.next()
    for (const [i, tick] of some.entries()) {
      yield* asidesBefore(tick.id, 0)
      yield* pass(tick)
      const nextTick = some[i + 1]?.id ?? after
      for (; next.done !== true && next.value.tick < nextTick; next = between.next()) yield* told(next.value)
    }
  }
  yield* asidesBefore(NEWEST, NEWEST)
  yield* meansUntil(until)

  /** What people did and decided before a place in the order. */
  function* asidesBefore(tick: number, at: number): Generator<TraceLine> {
    for (; aside.done !== true; aside = asides.next()) {
      const { value } = aside
      if (value.tick > tick || (value.tick === tick && value.at > at)) return
      yield value.line
    }
  }

  function* meansUntil(at: number): Generator<TraceLine> {
    for (; mean.done !== true && mean.value.at <= at; mean = rolled.next()) yield* message(mean.value)
  }

  function* pass({ at, listeningSince, heardAt }: Passing): Generator<TraceLine> {
    yield* meansUntil(at)
    yield { type: 'tick', at, listeningSince, heardAt }
  }

  function* told(one: HistoryMessage): Generator<TraceLine> {
    yield* asidesBefore(one.tick, one.at)
    yield* meansUntil(one.at)
    yield* message(one)
  }

  /** A message, behind the names of what is in it. */
  function* message({ device, at, records }: TraceMessage): Generator<TraceLine> {
    for (const record of records) {
      if (record[0] === 'e') continue
      for (const [layout] of record[3]) {
        if (named.has(layout)) continue
        named.add(layout)
        const { series } = layouts.get(layout)!
        yield { type: 'layout', id: layout, series: histories.wanted(layout).map(column => series[column]!) }
      }
    }
    yield { type: 'message', device, at, records }
  }

  function* readRolled(): Generator<TraceMessage> {
    for (let day = Math.floor(samplesFrom / DAY_MS) * DAY_MS; day < Math.min(rolledUntil, until); day += DAY_MS)
      yield* devices
        .flatMap(({ number }) => rolledUp.messages(number, Math.max(day, samplesFrom), day + DAY_MS))
        .toSorted((a, b) => a.at - b.at)
  }
}

/** The ticks of a time that are kept, and the one before it. */
function readTicks({ db }: Reader, from: number, until: number): TickRow[] {
  const rows = db.prepare(
    `SELECT ${TICK_COLUMNS} FROM detect_tick
     WHERE id >= coalesce((SELECT max(id) FROM detect_tick WHERE at < ?1), 0) AND at <= ?2 ORDER BY id`,
  )
  return rows.all(from, until) as unknown as TickRow[]
}

/** What people did to the incidents of a site since a tick, and what they decided ever, in order. */
function readAsides(reader: Reader, of: TraceHead['of'], since: number): Aside[] {
  const { db, devices, acts } = reader
  const sites = new Set('site' in of ? [of.site] : devices.map(({ siteId }) => siteId))
  const numbers = new Set(devices.map(({ number }) => number))
  const rows = db.prepare('SELECT tick, context FROM detect_context ORDER BY id').all() as {
    tick: number
    context: string
  }[]
  const known = new Set<string>()
  const contexts = rows.flatMap(({ tick, context: text }): Aside[] => {
    const context = JSON.parse(text) as Context
    if (!isAbout(context, sites, numbers)) return []
    // What is known of a subject first holds from the beginning: what came of it before was judged with no other.
    const isFirst = !known.has(subjectOf(context))
    known.add(subjectOf(context))
    return [{ tick: isFirst ? NO_TICK_YET : tick, at: 0, line: { type: 'context', context } }]
  })
  const did = [...sites]
    .flatMap(site => acts.ofSite(site))
    .filter(({ tick }) => tick >= since)
    .map(({ tick, at, act }): Aside => ({ tick, at, line: { type: 'act', at, act } }))
  return [...contexts, ...did].toSorted((a, b) => a.tick - b.tick || a.at - b.at)
}

function isAbout(context: Context, sites: ReadonlySet<string>, numbers: ReadonlySet<number>): boolean {
  switch (context.subject) {
    case 'site':
      return sites.has(context.facts.id)
    case 'device':
    case 'gone':
      return numbers.has(context.facts.number)
    case 'rules':
    case 'fleet':
      return true
  }
}
