import { GRADES } from '@forewarn/shared/incidents.ts'

import sprite from '../../icons.svg?no-inline'
import { formatCount } from '../../format/number.ts'
import { formatMoment } from '../../format/time.ts'
import { language, t } from '../../i18n/i18n.ts'
import { eventTerm, valueTerm } from '../../i18n/terms.ts'
import { eventWords } from '../../model/event-details.ts'
import { incidentTitle } from '../../model/incident-words.ts'
import { clip, EVENT_LANES, type IncidentBar, type LaneMark, type Span } from '../../model/lanes.ts'
import { EVENT_SHAPES, markOfEvent, STOP_SHAPES } from '../../parts/event-list.tsx'
import type { IconName } from '../../parts/icon.tsx'
import { incidentPath } from '../../routes.ts'

const LANE_PX = 30
const MARK_PX = 14
const BAR_PX = 12
const ROW_PX = 16
const TICKS = 5

interface LanesProps {
  span: Span
  marks: readonly LaneMark[]
  /** When the machine was off. */
  off: readonly Span[]
  bars: readonly IncidentBar[]
  lessons: readonly Span[]
  zone: string
}

/** One line of time for every kind of happening, all on the same scale, lessons shaded behind all of them. */
export function Lanes({ span, marks, off, bars, lessons, zone }: LanesProps) {
  const percent = (at: number) => `${(((at - span.from) / (span.to - span.from)) * 100).toFixed(2)}%`
  const width = ({ from, to }: Span) => `${(((to - from) / (span.to - span.from)) * 100).toFixed(2)}%`
  const rows = Math.max(1, ...bars.map(({ row }) => row + 1))
  const barsTop = EVENT_LANES.length * LANE_PX
  const height = barsTop + Math.max(LANE_PX, rows * ROW_PX + 8)
  const moment = (at: number) => formatMoment(at, { zone, now: span.to })
  return (
    <>
      <div class="lanes">
        <div class="lab" aria-hidden="true">
          {[...EVENT_LANES, 'incidents' as const].map(lane => (
            <span key={lane}>{t(`lanes.${lane}`)}</span>
          ))}
        </div>
        <svg width="100%" height={height} role="group" aria-label={t('section.timeline')}>
          <g aria-hidden="true">
            {lessons
              .flatMap(lesson => clip(lesson, span))
              .map(lesson => (
                <rect
                  key={lesson.from}
                  class="per"
                  x={percent(lesson.from)}
                  width={width(lesson)}
                  y="0"
                  height={height}
                />
              ))}
            {[...EVENT_LANES, 'incidents'].map((lane, index) => (
              <line
                key={lane}
                class="lane-line"
                x1="0"
                x2="100%"
                y1={index * LANE_PX + 0.5}
                y2={index * LANE_PX + 0.5}
              />
            ))}
            <rect class="run-on" x="0" width="100%" y={LANE_PX / 2 - 2} height="4" />
            {off.map(gap => (
              <rect
                key={gap.from}
                class="run-off"
                x={percent(gap.from)}
                width={width(gap)}
                y={LANE_PX / 2 - 4}
                height="8"
              />
            ))}
            {marks.map((mark, index) => (
              <MarkShape key={index} mark={mark} x={percent(mark.at)} zone={zone} now={span.to} />
            ))}
          </g>
          {bars.map(bar => (
            <BarShape
              key={bar.incident.id}
              bar={bar}
              x={percent(bar.from)}
              width={width(bar)}
              top={barsTop}
              told={moment(bar.from)}
            />
          ))}
        </svg>
      </div>
      <div class="xl" aria-hidden="true">
        {Array.from({ length: TICKS }, (_, index) => {
          const at = span.from + ((span.to - span.from) * index) / (TICKS - 1)
          return (
            <span key={index} class={index % 2 === 1 ? 'between' : ''}>
              {index === TICKS - 1 ? t('lanes.now') : moment(at)}
            </span>
          )
        })}
      </div>
    </>
  )
}

function MarkShape({ mark, x, zone, now }: { mark: LaneMark; x: string; zone: string; now: number }) {
  const { lane, at, event, kind, count } = mark
  const { icon, tone } = shapeOf(mark)
  const { subject } = eventWords(event, { zone, now })
  const cause = String(event.attributes['previousCause'] ?? event.attributes['previousEnd'] ?? '')
  const what =
    kind === 'stop'
      ? t('lanes.stop', {
          cause: cause === '' ? '' : valueTerm(cause === 'clean' ? 'previousEnd' : 'previousCause', cause),
        })
      : [eventTerm(event.name), subject].filter(part => part !== null).join(' ')
  const times = count > 1 ? ` ×${formatCount(count)}` : ''
  return (
    <use
      href={`${sprite}#${icon}`}
      class={tone}
      x={x}
      y={EVENT_LANES.indexOf(lane) * LANE_PX + (LANE_PX - MARK_PX) / 2}
      width={MARK_PX}
      height={MARK_PX}
      transform={`translate(${-MARK_PX / 2} 0)`}
    >
      <title>{`${formatMoment(at, { zone, now })} ${what}${times}`}</title>
    </use>
  )
}

function shapeOf({ event, kind }: LaneMark): { icon: IconName; tone: string } {
  const { tone, icon } = markOfEvent(event)
  if (kind === 'boot') return { icon: 'm-boot', tone: 'off' }
  if (kind !== 'stop') return { icon: EVENT_SHAPES[event.name] ?? icon, tone }
  const shape = STOP_SHAPES[String(event.attributes['previousCause'])]
  if (shape !== undefined) return { icon: shape, tone: 'g2' }
  return event.attributes['previousEnd'] === 'unclean'
    ? { icon: 'm-power', tone: 'g2' }
    : { icon: 'm-sleep', tone: 'off' }
}

interface BarShapeProps {
  bar: IncidentBar
  x: string
  width: string
  top: number
  told: string
}

function BarShape({ bar, x, width, top, told }: BarShapeProps) {
  const { id, grade } = bar.incident
  const title = `${GRADES[grade][language()]} ${incidentTitle(bar.incident)}`
  return (
    <a href={incidentPath(id)}>
      <title>{`${told} ${title}`}</title>
      <rect class={`bar-g${grade}`} x={x} width={width} y={top + 8 + bar.row * ROW_PX} height={BAR_PX} rx="3" />
    </a>
  )
}
