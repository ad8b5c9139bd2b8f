import { INCIDENT_STATES } from '@forewarn/shared/incidents.ts'
import { useComputed } from '@preact/signals'
import { useState } from 'preact/hooks'

import { actOn, mayAct } from '../data/act.ts'
import { instant, now } from '../data/clock.ts'
import { incidentCell } from '../data/incidents.ts'
import { siteZone } from '../data/sites.ts'
import { language, t } from '../i18n/i18n.ts'
import { rowClocks } from '../model/clock-standing.ts'
import { isUnsolved, urgencyOf } from '../model/incident-order.ts'
import { incidentTitle } from '../model/incident-words.ts'
import { incidentPath } from '../routes.ts'
import { GradeTag } from './grade-tag.tsx'
import { Icon } from './icon.tsx'
import { Place } from './place.tsx'
import { ServiceClock } from './service-clock.tsx'

const EDGES = ['is-late', 'is-risk', '', ''] as const

/** One incident of a list: how bad, what and where, how its promises stand, who is on it. The whole row opens it. */
export function IncidentRow({ id }: { id: string }) {
  const incident = incidentCell(id)?.value
  const edge = useComputed(() => {
    const known = incidentCell(id)?.value
    return known === undefined || !isUnsolved(known) ? '' : EDGES[urgencyOf(known, now())]
  }).value
  if (incident === undefined) return null
  const zone = siteZone(incident.siteId)
  const waiting = incident.state === 'suspected' || incident.state === 'open'
  return (
    <li class={`inc ${edge}`} data-id={id}>
      <div class="gr">
        <GradeTag grade={incident.grade} />
        <small>{t(incident.state === 'suspected' ? 'incident.suspected' : 'incident.number', { id })}</small>
      </div>
      <div class="what">
        <h3>
          <a href={incidentPath(id)} class="name">
            <bdi>{incidentTitle(incident)}</bdi>
          </a>
        </h3>
        <p class="where cut">
          <Place incident={incident} />
        </p>
      </div>
      <div class="cl">
        {rowClocks(incident, instant()).map(clock => (
          <ServiceClock key={clock.name} clock={clock} zone={zone} />
        ))}
      </div>
      <div class="who">
        {waiting && mayAct() ? (
          <AnswerButton id={id} />
        ) : (
          <>
            <bdi class="cut">{incident.handler ?? INCIDENT_STATES[incident.state][language()]}</bdi>
            {incident.handler !== null && <small>{INCIDENT_STATES[incident.state][language()]}</small>}
          </>
        )}
      </div>
    </li>
  )
}

/** Takes the incident, from the list. */
function AnswerButton({ id }: { id: string }) {
  const [busy, setBusy] = useState(false)
  const answer = () => {
    const incident = incidentCell(id)?.peek()
    if (incident === undefined) return
    setBusy(true)
    void actOn(incident, { type: 'acknowledge' }).finally(() => setBusy(false))
  }
  return (
    <button type="button" class="btn sm act" disabled={busy} onClick={answer} data-answer>
      <Icon name="man" />
      {t('act.acknowledge')}
    </button>
  )
}
