import type { DeviceEvent } from '@forewarn/shared/api.ts'

import { formatCount } from '../format/number.ts'
import { formatFull, formatMoment } from '../format/time.ts'
import { t } from '../i18n/i18n.ts'
import { eventTerm } from '../i18n/terms.ts'
import { eventWords } from '../model/event-details.ts'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

/** Something told later than this after it happened was kept on the device meanwhile. */
const LATE_MS = 300_000

const MARKS: Record<DeviceEvent['severity'], { icon: IconName; tone: string }> = {
  info: { icon: 'note', tone: 'off' },
  warning: { icon: 'attention', tone: 'g3' },
  error: { icon: 'late', tone: 'late' },
}

/** How grave an event is, as shape and tone. */
export const markOfEvent = ({ severity }: DeviceEvent): { icon: IconName; tone: string } => MARKS[severity]

/** Stops have shapes of their own, so that they are told apart at a glance; by their cause. */
export const STOP_SHAPES: Record<string, IconName> = {
  'power-loss-or-hang': 'm-power',
  'power-button': 'm-power',
  'kernel-panic': 'm-panic',
  bugcheck: 'm-panic',
  lockup: 'm-panic',
}
/** The shapes of events that are told apart at a glance. */
export const EVENT_SHAPES: Record<string, IconName> = {
  'system.boot': 'm-boot',
  'system.resume': 'm-sleep',
  'agent.crash': 'm-crash',
  'program.crash': 'm-crash',
  'agent.update': 'loop',
  'kernel.panic': 'm-panic',
  'disk.rolled-back': 'loop',
  'clock.jump': 'clock',
}

interface EventListProps {
  label: string
  events: readonly DeviceEvent[]
  zone: string
  now: number
}

/** What happened, newest first. */
export function EventList({ label, events, zone, now }: EventListProps) {
  return (
    <ul class="ev scroll" tabIndex={0} aria-label={label}>
      {events.map(event => (
        <EventLine key={event.id} event={event} zone={zone} now={now} />
      ))}
    </ul>
  )
}

function EventLine({ event, zone, now }: { event: DeviceEvent; zone: string; now: number }) {
  const { icon, tone } = markOfEvent(event)
  const shape = STOP_SHAPES[String(event.attributes['previousCause'])] ?? EVENT_SHAPES[event.name] ?? icon
  const [at, receivedAt] = [Date.parse(event.at), Date.parse(event.receivedAt)]
  const { subject, times, details, evidence } = eventWords(event, { zone, now })
  const small = [
    ...details,
    ...(receivedAt - at > LATE_MS ? [t('events.reportedLate', { time: formatMoment(receivedAt, { zone, now }) })] : []),
  ]
  return (
    <li>
      <Icon name={shape} tone={tone} />
      <time dateTime={event.at} title={formatFull(at, zone)}>
        {formatMoment(at, { zone, now })}
      </time>
      <div>
        <span class="sr">{t(`events.${event.severity}`)}: </span>
        <span class="name">
          {eventTerm(event.name)}
          {subject !== null && (
            <>
              {' '}
              <bdi class="dim">{subject}</bdi>
            </>
          )}
          {times !== null && ` ×${formatCount(times)}`}
        </span>
        {small.length > 0 && <small class="name">{small.join(' · ')}</small>}
        {evidence !== null && <small class="name mono">{evidence}</small>}
      </div>
    </li>
  )
}
