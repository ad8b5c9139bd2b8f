import type { DeviceEvent } from '@forewarn/shared/api.ts'

import { api } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { formatFull, formatMoment } from '../../format/time.ts'
import { t } from '../../i18n/i18n.ts'
import { detailTerm, eventTerm } from '../../i18n/terms.ts'
import { Icon } from '../../parts/icon.tsx'
import type { IconName } from '../../parts/icon.tsx'
import { FailureNotice, Notice, Skeleton } from '../../parts/notices.tsx'
import { Panel } from '../../parts/panel.tsx'

const LIMIT = 50
const REFRESH_MS = 60_000
/** Something told later than this after it happened was kept on the device meanwhile. */
const LATE_MS = 300_000
const ATTRIBUTES_SHOWN = 4

/** Details with these values are left out of the line. */
const SAYS_NOTHING: ReadonlySet<unknown> = new Set([null, false, '', 'unknown'])

const MARKS: Record<DeviceEvent['severity'], { icon: IconName; tone: string }> = {
  info: { icon: 'note', tone: 'off' },
  warning: { icon: 'attention', tone: 'g3' },
  error: { icon: 'late', tone: 'late' },
}

interface EventsProps {
  id: string
  zone: string
  now: number
}

/** What happened on a device, newest first. */
export function Events({ id, zone, now }: EventsProps) {
  const { data, failure, reload } = useResource(`events ${id}`, signal => api.events(id, LIMIT, signal), REFRESH_MS)
  return (
    <Panel title={t('events.title')} {...(data?.events.length ? { aside: t('events.latest', { count: LIMIT }) } : {})}>
      {data === undefined ? (
        failure === undefined ? (
          <Skeleton lines={4} />
        ) : (
          <FailureNotice failure={failure} title={t('events.failed')} retry={reload} />
        )
      ) : data.events.length === 0 ? (
        <Notice icon="note" title={t('events.none')}>
          <span>{t('events.noneHint')}</span>
        </Notice>
      ) : (
        <ul class="ev scroll" tabIndex={0} aria-label={t('events.title')}>
          {data.events.map(event => (
            <EventLine key={event.id} event={event} zone={zone} now={now} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function EventLine({ event, zone, now }: { event: DeviceEvent; zone: string; now: number }) {
  const { icon, tone } = MARKS[event.severity]
  const [at, receivedAt] = [Date.parse(event.at), Date.parse(event.receivedAt)]
  const facts = Object.entries(event.attributes).filter(([, value]) => !SAYS_NOTHING.has(value))
  const small = [
    ...facts.slice(0, ATTRIBUTES_SHOWN).map(([key, value]) => `${detailTerm(key)} ${String(value)}`),
    ...(receivedAt - at > LATE_MS ? [t('events.reportedLate', { time: formatMoment(receivedAt, { zone, now }) })] : []),
  ]
  return (
    <li>
      <Icon name={icon} tone={tone} />
      <time dateTime={event.at} title={formatFull(at, zone)}>
        {formatMoment(at, { zone, now })}
      </time>
      <div>
        <span class="sr">{t(`events.${event.severity}`)}: </span>
        <span class="name">{eventTerm(event.name)}</span>
        {small.length > 0 && <small class="name">{small.join(' · ')}</small>}
      </div>
    </li>
  )
}
