import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import { INCIDENT_STATES } from '@forewarn/shared/incidents.ts'

import { instant } from '../../data/clock.ts'
import { deviceCell } from '../../data/devices.ts'
import { roomOf, siteOf } from '../../data/sites.ts'
import { formatAhead } from '../../format/time.ts'
import { language, t } from '../../i18n/i18n.ts'
import { Panel } from '../../parts/panel.tsx'
import { Pairs, type Pair } from '../../parts/pairs.tsx'
import { DeviceTags } from '../../parts/state-tag.tsx'
import { devicePath } from '../../routes.ts'

const MOST_DEVICES = 8

/** Where to go, which devices it is about and how they are now, and who is on it. */
export function Spot({ incident, zone }: { incident: IncidentView; zone: string }) {
  const { siteId, roomId, devices, handler, state, cleanPeriods, silencedUntil, parent } = incident
  const first = devices[0] === undefined ? undefined : deviceCell(devices[0])?.value
  const room = roomOf(roomId ?? first?.roomId ?? '')
  const silenced = silencedUntil !== null && Date.parse(silencedUntil) > instant()
  const pairs: Pair[] = [
    { key: 'site', label: t('spot.site'), value: siteOf(siteId)?.name ?? first?.siteName ?? siteId },
    {
      key: 'room',
      label: t('spot.room'),
      value:
        room === undefined
          ? devices.length === 1
            ? (first?.roomName ?? null)
            : null
          : [room.building, room.floor === null ? null : t('spot.floor', { floor: room.floor }), room.name]
              .filter(part => part !== null)
              .join(' '),
    },
    // One that is held under another is handled there.
    { key: 'handler', label: t('spot.handler'), value: handler ?? (parent === null ? t('spot.nobody') : null) },
    {
      key: 'verify',
      label: t('spot.verify'),
      value: state === 'resolved' ? t('spot.clean', { count: cleanPeriods }) : null,
    },
    {
      key: 'silence',
      label: t('spot.silenced'),
      value: silenced ? formatAhead(Date.parse(silencedUntil), { zone, now: instant() }) : null,
    },
  ]
  return (
    <Panel
      order={2}
      title={t('spot.title')}
      {...(parent === null ? { aside: INCIDENT_STATES[state][language()] } : {})}
    >
      <div class="pb">
        <Pairs pairs={pairs} />
      </div>
      {devices.length > 0 && (
        <ul class="spots">
          {devices.slice(0, MOST_DEVICES).map(id => (
            <DeviceLine key={id} id={id} />
          ))}
          {devices.length > MOST_DEVICES && (
            <li class="dim">{t('incident.moreDevices', { count: devices.length - MOST_DEVICES })}</li>
          )}
        </ul>
      )}
    </Panel>
  )
}

function DeviceLine({ id }: { id: string }) {
  const device = deviceCell(id)?.value
  return (
    <li>
      <a class="link cut" href={devicePath(id)}>
        <bdi>{device?.name ?? id}</bdi>
      </a>
      {device !== undefined && <DeviceTags device={device} />}
    </li>
  )
}
