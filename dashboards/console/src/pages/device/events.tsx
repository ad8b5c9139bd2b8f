import { api } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { t } from '../../i18n/i18n.ts'
import { EventList } from '../../parts/event-list.tsx'
import { FailureNotice, Notice, Skeleton } from '../../parts/notices.tsx'
import { Panel } from '../../parts/panel.tsx'
import type { Matter } from './section.ts'

const REFRESH_MS = 60_000

interface EventPanelProps {
  matter: Matter
  kind: 'events' | 'boots'
  limit: number
  /** Only events of these names; all where absent. */
  names?: readonly string[]
}

/** What happened on a device, or the part of it that the names say. */
export function EventPanel({ matter, kind, limit, names }: EventPanelProps) {
  const { zone, now, device } = matter
  const { data, failure, reload } = useResource(
    `${kind} ${device.id}`,
    signal => api.events(device.id, { limit, ...(names === undefined ? {} : { names }) }, signal),
    REFRESH_MS,
  )
  const title = t(`section.${kind}`)
  return (
    <Panel
      anchor={kind}
      title={title}
      {...(data?.events.length ? { aside: t('events.latest', { count: limit }) } : {})}
    >
      {data === undefined ? (
        failure === undefined ? (
          <Skeleton lines={4} />
        ) : (
          <FailureNotice failure={failure} title={t('events.failed')} retry={reload} />
        )
      ) : data.events.length === 0 ? (
        <Notice icon="note" title={t(`events.none.${kind}`)}>
          <span>{t(`events.hint.${kind}`)}</span>
        </Notice>
      ) : (
        <EventList label={title} events={data.events} zone={zone} now={now} />
      )}
    </Panel>
  )
}
