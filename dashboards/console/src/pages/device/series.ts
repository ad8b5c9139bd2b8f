import type { Latest, SeriesAnswer, SeriesColumns } from '@forewarn/shared/api.ts'
import { useEffect, useRef } from 'preact/hooks'

import { api } from '../../data/api.ts'
import { instant } from '../../data/clock.ts'
import { useResource } from '../../data/resource.ts'
import type { Resource } from '../../data/resource.ts'
import { RANGES, rangeStart } from '../../model/range.ts'
import type { Range } from '../../model/range.ts'
import { CPU, MEMORY, NETWORK, VOLUME, isDirection, seriesKey, volumeName } from '../../model/readings.ts'
import { appendReading, sumSeries } from '../../model/series.ts'

/** The history of one device over a range, as the page shows it. */
export interface History {
  range: Range
  from: number
  to: number
  /** Whether points were joined, so that they have a lowest and a highest value. */
  joined: boolean
  cpu: SeriesColumns | null
  memory: SeriesColumns | null
  volumes: { name: string; series: SeriesColumns }[]
  received: SeriesColumns | null
  sent: SeriesColumns | null
}

interface Answers {
  range: Range
  to: number
  cpu: SeriesAnswer
  memory: SeriesAnswer
  volumes: SeriesAnswer
  network: SeriesAnswer
}

interface HistoryQuery {
  id: string
  /** When the device was enrolled, Unix ms. */
  since: number
  range: Range
  maxPoints: number
}

/** Reads a device's history and keeps its end at the newest readings. */
export function useHistory(
  { id, since, range, maxPoints }: HistoryQuery,
  readings: readonly Latest[],
): Resource<History> {
  const resource = useResource<Answers>(
    `${id} ${range}`,
    async signal => {
      const to = instant()
      const from = rangeStart(range, to, since)
      const read = (metric: string) => api.series(id, { metric, from, to, maxPoints }, signal)
      const [cpu, memory, volumes, network] = await Promise.all([CPU, MEMORY, VOLUME, NETWORK].map(read))
      return { range, to, cpu: cpu!, memory: memory!, volumes: volumes!, network: network! }
    },
    RANGES[range].refreshMs,
  )
  const { follow, hasJumped } = useFollowing(resource.data, readings)
  const data = resource.data && historyOf(resource.data, readings, follow, since)
  const jumped = hasJumped()
  useEffect(() => {
    if (jumped) resource.reload()
  }, [jumped])
  return { ...resource, data }
}

/** More than a live sample's time between two points, ms: an agent sends what it collected when somebody looks, and more has come than this. */
const JUMP_MS = 25_000

interface Held {
  answers: Answers | undefined
  series: Map<string, SeriesColumns>
  /** Whether a line would bridge what has come and was not read. */
  jumped: boolean
}

type Follow = (series: SeriesColumns) => SeriesColumns

/** Appends each newer reading to the raw series it belongs to, until the series are read again. */
function useFollowing(
  answers: Answers | undefined,
  readings: readonly Latest[],
): { follow: Follow; hasJumped(): boolean } {
  const held = useRef<Held>({ answers: undefined, series: new Map(), jumped: false })
  if (held.current.answers !== answers) held.current = { answers, series: new Map(), jumped: false }
  const { series } = held.current
  const newest = new Map(readings.map(reading => [seriesKey(reading.metric, reading.attributes), reading]))
  const follow: Follow = base => {
    if (answers === undefined || base.min !== undefined) return base
    const key = seriesKey(base.metric, base.attributes)
    const reading = newest.get(key)
    const known = series.get(key) ?? base
    const grown = reading === undefined ? known : appendReading(known, reading, answers.to - RANGES[answers.range].ms)
    series.set(key, grown)
    const [before, after] = [known.time.at(-1), grown.time.at(-1)]
    if (base.metric === CPU && before !== undefined && after! - before > JUMP_MS) held.current.jumped = true
    return grown
  }
  return { follow, hasJumped: () => held.current.jumped }
}

function historyOf(answers: Answers, readings: readonly Latest[], follow: Follow, since: number): History {
  const followed = (answer: SeriesAnswer) => answer.series.map(follow)
  const network = followed(answers.network)
  const direction = (of: 'receive' | 'transmit') => sumSeries(network.filter(s => isDirection(s.attributes, of)))
  const newest = readings.reduce((latest, { at }) => Math.max(latest, Date.parse(at)), 0)
  const to = answers.cpu.stepMs === null ? Math.max(answers.to, newest) : answers.to
  return {
    range: answers.range,
    from: rangeStart(answers.range, to, since),
    to,
    joined: answers.cpu.stepMs !== null,
    cpu: plainest(followed(answers.cpu)),
    memory: plainest(followed(answers.memory)),
    volumes: followed(answers.volumes)
      .map(series => ({ name: volumeName(series.attributes), series }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    received: direction('receive'),
    sent: direction('transmit'),
  }
}

/** The series of the whole machine, where parts of it have series of their own. */
const plainest = (list: SeriesColumns[]): SeriesColumns | null =>
  list.find(series => Object.keys(series.attributes).length === 0) ?? list[0] ?? null
