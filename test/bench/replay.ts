import { join } from 'node:path'

import { dataPaths } from '@forewarn/collector/data-folder.ts'
import { createReplay } from '@forewarn/collector/replay/replay.ts'
import { lineText, readLine } from '@forewarn/collector/replay/trace-text.ts'
import { ByteWriter } from '@forewarn/collector/store/bytes.ts'
import { EntryWriter } from '@forewarn/collector/store/entry.ts'
import { openReader } from '@forewarn/collector/store/reader.ts'
import { openStore, type Store } from '@forewarn/collector/store/store.ts'
import { studyInThread } from '@forewarn/collector/store/study.ts'
import { readTrace } from '@forewarn/collector/store/trace.ts'
import type { BacktestLine, BacktestResult } from '@forewarn/shared/rule-api.ts'

import { enrolDevices, RETENTION } from './agents/enrolled.ts'
import type { BenchOptions } from './bench.ts'
import { copyHistory } from './history/copies.ts'
import { createFleet } from './history/week.ts'
import type { Report } from './report.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const RAW_DAYS = 7
const YEAR_DAYS = 365
/** Every rule that judges readings, and the one that ticks, with other numbers: the most a back-test may have to do. */
const OTHER_RULES = {
  'cpu-exhausted': { knobs: { severe: 0.9 } },
  'memory-exhausted': { knobs: { severe: 0.9 } },
  'disk-slow': { enabled: false },
  overheated: { enabled: false },
  'clock-off': { enabled: false },
  'peripheral-gone': { knobs: { minutes: 10 } },
  'program-crash': { knobs: { perDay: 3 } },
  'machine-crash': { enabled: false },
}

interface Scale {
  devices: number
  sources: number
  days: number
}

const WHOLE: Scale = { devices: 500, sources: 20, days: 30 }
const QUICK: Scale = { devices: 40, sources: 4, days: 9 }

/** How fast histories are judged again: a month of a fleet with other rules, a year of one device from its trace. */
export async function run({ folder, quick, say }: BenchOptions): Promise<Report[]> {
  const scale = quick ? QUICK : WHOLE
  const { devices, days } = scale
  const now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
  say(`${days} days of ${devices} devices`)
  const month = makeFleet(join(folder, 'fleet'), scale, now)
  say('trying other rules')
  const { seconds, result } = await backtest(month, now - days * DAY_MS, now)
  if (result.devices !== devices) throw new Error(`${result.devices} devices were judged`)
  say(`a year of one device`)
  const year = makeFleet(join(folder, 'year'), { devices: 1, sources: 1, days: quick ? 30 : YEAR_DAYS }, now)
  const replayed = replayYear(year, now - (quick ? 30 : YEAR_DAYS) * DAY_MS, now)
  return [
    {
      title: `Judging again: ${devices} devices × ${days} days, and ${quick ? 30 : YEAR_DAYS} days of one`,
      figures: [
        { what: 'back-test of the fleet, one thread', value: seconds, unit: 's', atMost: 300 },
        { what: 'device-weeks a second', value: result.deviceWeeks / seconds, unit: '' },
        { what: 'trace of one device, written', value: replayed.wrote, unit: 's' },
        { what: 'the same replayed from its text', value: replayed.read, unit: 's', atMost: 10 },
        { what: 'lines of it', value: replayed.lines, unit: '' },
      ],
      notes: [
        `${result.rules.length} rules had other numbers, among them all that judge readings. Samples are raw for ${RAW_DAYS} days and five-minute means before (90 days of them are kept), events and ticks whole. Histories of ${scale.sources} devices were made, the rest are copies with events of their own; ${result.added.count + result.removed.count + result.regraded.count} findings differed.`,
      ],
    },
  ]
}

/** A store with a fleet's past: raw days, roll-ups before, a day's events of every device, and a tick each minute. Answers its file. */
function makeFleet(folder: string, { devices, sources, days }: Scale, now: number): string {
  const ids = enrolDevices(folder, devices)
  const file = dataPaths(folder).database
  const store = openStore({ file, retention: RETENTION, tailBytes: 64 << 20, listeningSince: 0 })
  const fleet = createFleet(store, sources)
  const [begin, rawFrom] = [now - days * DAY_MS, now - RAW_DAYS * DAY_MS]
  const events = createEvents(store, ids.length)
  for (let day = begin; day < now; day += DAY_MS) {
    const isRaw = day >= rawFrom
    for (let hour = day; hour < Math.min(now, day + DAY_MS); hour += HOUR_MS) {
      if (hour === day + 8 * HOUR_MS) events(hour)
      if (isRaw) fleet.live(hour, hour + HOUR_MS)
      else fleet.liveLongAgo(sources, hour, hour + HOUR_MS)
      // Ticks older than ninety days are not kept, so none is made.
      if (now - hour < 90 * DAY_MS) for (let at = hour; at < hour + HOUR_MS; at += MINUTE_MS) store.tick(at)
    }
  }
  store.upkeep.scheduleRetention()
  while (store.upkeep.step(now));
  store.upkeep.cutAll()
  store.close()
  if (devices > sources) copyHistory(file, sources, devices)
  return file
}

/** What every device says on a day: it starts in the morning, and now and then something has crashed. */
function createEvents(store: Store, devices: number): (at: number) => void {
  const writer = new EntryWriter()
  const out = new ByteWriter(1 << 20)
  let n = 0
  return at => {
    out.length = 0
    const day = Math.floor(at / DAY_MS)
    n += 8
    for (let device = 1; device <= devices; device++) {
      const crashed = (device * 31 + day) % 17 === 0
      const boot = {
        kind: 'cold',
        previousEnd: crashed ? 'unclean' : 'clean',
        previousCause: crashed ? 'bugcheck' : null,
      }
      writer.reset()
      writer.notice('e', n, at, at, { name: 'system.boot', severity: 'info', attributes: boot })
      for (let i = 1; i < 5; i++) {
        const [name, attributes] =
          (device + i) % 2 === 0
            ? (['program.crash', { program: 'Whiteboard' }] as const)
            : (['peripheral.vanished', { name: `Part ${i}` }] as const)
        const when = at + i * 11 * MINUTE_MS
        writer.notice('e', n + i, when, when, { name, severity: 'warning', attributes })
      }
      writer.finish(out, device, 2, at + HOUR_MS, false)
    }
    store.apply({ entries: out.view(), layouts: [] }, at + HOUR_MS)
    store.detect()
  }
}

async function backtest(
  file: string,
  since: number,
  until: number,
): Promise<{ seconds: number; result: BacktestResult }> {
  const started = performance.now()
  for await (const text of studyInThread(file, { type: 'backtest', before: {}, after: OTHER_RULES, since, until })) {
    const line = JSON.parse(text) as BacktestLine
    if ('result' in line) return { seconds: (performance.now() - started) / 1000, result: line.result }
  }
  throw new Error('the back-test had no result')
}

function replayYear(file: string, since: number, until: number): { wrote: number; read: number; lines: number } {
  const reader = openReader(file, () => true)
  const of = { device: reader.devices[0]!.id }
  const started = performance.now()
  const lines = Array.from(readTrace(reader, { of, since, until }), lineText)
  const written = performance.now()
  const replay = createReplay()
  for (const line of lines) replay.take(readLine(line))
  const { findings } = replay.end()
  if (findings.length === 0) throw new Error('nothing was found')
  reader.close()
  return { wrote: (written - started) / 1000, read: (performance.now() - written) / 1000, lines: lines.length }
}
