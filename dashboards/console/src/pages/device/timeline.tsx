import type { DeviceEvent } from '@forewarn/shared/api.ts'
import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import { useLocation } from 'preact-iso/router'

import { api } from '../../data/api.ts'
import { instant } from '../../data/clock.ts'
import { useResource } from '../../data/resource.ts'
import { formatCount } from '../../format/number.ts'
import { formatMoment } from '../../format/time.ts'
import { t } from '../../i18n/i18n.ts'
import { barsOf, marksOf, offSpans, type Span } from '../../model/lanes.ts'
import { rangeStart, RANGES, readRange, type Range } from '../../model/range.ts'
import { FailureNotice, Skeleton } from '../../parts/notices.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Lanes } from './lanes.tsx'
import type { Matter } from './section.ts'

/** As many events as the collector gives at once. */
const MOST_EVENTS = 1000
/** Marks closer together than this share of the line are one. */
const APART = 0.012
/** On a longer line a lesson is thinner than a mark. */
const LESSONS_UP_TO_MS = 7 * 86_400_000

interface Happened {
  range: Range
  span: Span
  events: DeviceEvent[]
  /** There were more than are shown; the line is told from here on. */
  since: number | null
  lessons: Span[]
}

/** What happened to a device over the range of its trends: boots and stops, crashes, errors and incidents, each in its lane. */
export function Timeline({ matter, incidents }: { matter: Matter; incidents: readonly IncidentView[] }) {
  const { device, zone } = matter
  const { query } = useLocation()
  const range = readRange(query['range'])
  const { data, failure, reload, outdated } = useResource(
    `timeline ${device.id} ${range}`,
    signal => read(device.id, device.siteId, range, Date.parse(device.enrolledAt), signal),
    RANGES[range].refreshMs,
  )
  const title = t('section.timeline')
  return (
    <Panel anchor="timeline" title={title} aside={t(`chart.${range}`)}>
      {data === undefined ? (
        failure === undefined ? (
          <Skeleton lines={4} />
        ) : (
          <FailureNotice failure={failure} title={t('events.failed')} retry={reload} />
        )
      ) : (
        <div class={outdated ? 'is-outdated' : ''}>
          <LanesOf happened={data} incidents={incidents} zone={zone} />
        </div>
      )}
    </Panel>
  )
}

async function read(id: string, site: string, range: Range, since: number, signal: AbortSignal): Promise<Happened> {
  const to = instant()
  const from = rangeStart(range, to, since)
  const wantsLessons = to - from <= LESSONS_UP_TO_MS
  const [{ events }, hours] = await Promise.all([
    api.events(id, { limit: MOST_EVENTS, from, to }, signal),
    // Without the lessons the line still tells what happened.
    wantsLessons
      ? api.classHours({ site, from, days: Math.ceil((to - from) / 86_400_000) + 1 }).catch(() => null)
      : null,
  ])
  const lessons = hours?.sites[0]?.lessons ?? []
  return {
    range,
    span: { from, to },
    events,
    since: events.length < MOST_EVENTS ? null : Date.parse(events.at(-1)!.at),
    lessons: lessons.map(lesson => ({ from: Date.parse(lesson.from), to: Date.parse(lesson.to) })),
  }
}

function LanesOf({
  happened,
  incidents,
  zone,
}: {
  happened: Happened
  incidents: readonly IncidentView[]
  zone: string
}) {
  const { range, span, events, since, lessons } = happened
  const marks = marksOf(events, span, (span.to - span.from) * APART)
  const count = (lane: string, kind?: string) =>
    formatCount(
      marks.reduce(
        (sum, mark) => sum + (mark.lane === lane && (kind === undefined || mark.kind === kind) ? mark.count : 0),
        0,
      ),
    )
  const bars = barsOf(incidents, span)
  const sentence = t('lanes.sentence', {
    range: t(`chart.${range}`),
    boots: formatCount(events.filter(({ name }) => name === 'system.boot').length),
    crashes: count('crashes'),
    errors: count('errors'),
    incidents: formatCount(bars.length),
  })
  return (
    <>
      <p class="pb-tight">{sentence}</p>
      <Lanes span={span} marks={marks} off={offSpans(events, span)} bars={bars} lessons={lessons} zone={zone} />
      {since !== null && (
        <p class="pf">{t('lanes.cut', { time: formatMoment(since, { zone, now: span.to }), count: MOST_EVENTS })}</p>
      )}
    </>
  )
}
