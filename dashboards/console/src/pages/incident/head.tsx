import { INCIDENT_STATES } from '@forewarn/shared/incidents.ts'
import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import { useComputed } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

import { instant, now } from '../../data/clock.ts'
import { incidentCell } from '../../data/incidents.ts'
import { formatShort } from '../../format/countdown.ts'
import { formatFull, formatMoment, zoneName } from '../../format/time.ts'
import { language, t } from '../../i18n/i18n.ts'
import { standingOf } from '../../model/clock-standing.ts'
import { reasonText } from '../../model/incident-history.ts'
import { isUnsolved } from '../../model/incident-order.ts'
import { incidentTitle, placeOf } from '../../model/incident-words.ts'
import { GradeTag } from '../../parts/grade-tag.tsx'
import { Icon } from '../../parts/icon.tsx'
import { incidentListAddress } from '../../model/incident-list.ts'
import { devicePath, incidentPath, PATHS } from '../../routes.ts'

/** The answer: what is wrong, how bad and why, where and since when; beside it what can be done. */
export function IncidentHead(props: { incident: IncidentView; zone: string; children: ComponentChildren }) {
  const { incident, zone } = props
  const { id, siteId, grade, reason, state, devices, parent } = incident
  const { site, spot } = placeOf(incident)
  const title = incidentTitle(incident)
  const windowTitle = `${title} · ${site} · ${t('product')}`
  useEffect(() => void (document.title = windowTitle), [windowTitle])
  return (
    <>
      <p class="crumb">
        <a href={PATHS.incidents}>{t('incidents.title')}</a>
        <Icon name="right" />
        <span class="mono">{id}</span>
      </p>
      <div class="head">
        <div>
          <h1 class="name">
            <bdi>{title}</bdi>
          </h1>
          <p class="why">
            <GradeTag grade={grade} />
            {parent === null ? (
              <b>{INCIDENT_STATES[state][language()]}</b>
            ) : (
              <a class="link" href={incidentPath(parent)}>
                {t('history.merged', { id: parent })}
              </a>
            )}
            {incident.flapping && <span>{t('incident.flapping')}</span>}
            <span>{reasonText(reason)}</span>
          </p>
          <p class="dim place">
            <a class="link" href={incidentListAddress(PATHS.incidents, { state: null, grade: null, site: siteId })}>
              <bdi>{site}</bdi>
            </a>
            {spot !== null && ' · '}
            {devices.length === 1 ? (
              <a class="link" href={devicePath(devices[0]!)}>
                <bdi>{spot}</bdi>
              </a>
            ) : (
              <bdi>{spot}</bdi>
            )}
            {' · '}
            <Since incident={incident} zone={zone} />
          </p>
        </div>
        {props.children}
      </div>
      <Alarm id={id} />
    </>
  )
}

/** When it began, and how long ago that is while it lasts. */
function Since({ incident, zone }: { incident: IncidentView; zone: string }) {
  const since = Date.parse(incident.since)
  const lasts = useComputed(() => {
    const known = incidentCell(incident.id)?.value ?? incident
    return isUnsolved(known) ? t('incident.lasts', { duration: formatShort(now() - Date.parse(known.since)) }) : ''
  })
  return (
    <span title={`${formatFull(since, zone)} ${zoneName(zone, since)}`}>
      {t('incident.since', { time: formatMoment(since, { zone, now: instant() }) })}
      {lasts}
    </span>
  )
}

/** Says aloud that a promise has just been broken, and only that. */
function Alarm({ id }: { id: string }) {
  const broken = useComputed(() =>
    (incidentCell(id)?.value.clocks ?? [])
      .filter(clock => clock.endedAt === null && standingOf(clock, now()).state === 'breached')
      .map(({ name }) => t('incident.broken', { clock: t(`clock.${name}`) }))
      .join(' '),
  ).value
  const first = useRef(broken)
  return (
    <p class="sr" role="alert">
      {broken === first.current ? '' : broken}
    </p>
  )
}
