import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import { INCIDENT_STATES } from '@forewarn/shared/incidents.ts'

import { api } from '../../data/api.ts'
import { instant } from '../../data/clock.ts'
import { allIncidents } from '../../data/incidents.ts'
import { useResource } from '../../data/resource.ts'
import { formatCount } from '../../format/number.ts'
import { formatFull, formatMoment } from '../../format/time.ts'
import { language, t } from '../../i18n/i18n.ts'
import { reasonText } from '../../model/incident-history.ts'
import { incidentTitle } from '../../model/incident-words.ts'
import { GradeTag } from '../../parts/grade-tag.tsx'
import { Panel } from '../../parts/panel.tsx'
import { incidentPath } from '../../routes.ts'

/** As many as are read, and as are listed. */
const MOST_READ = 100
const MOST_SHOWN = 12

/** All incidents of a device, those that are closed too, newest first; what is pushed meanwhile is among them. */
export function useIncidentsOf(device: string): IncidentView[] {
  const { data } = useResource(`incidents of ${device}`, signal =>
    api.incidents({ device, state: 'any', limit: MOST_READ }, signal),
  )
  const byId = new Map((data?.incidents ?? []).map(incident => [incident.id, incident]))
  for (const incident of allIncidents())
    if (incident.devices.includes(device) && incident.version >= (byId.get(incident.id)?.version ?? 0))
      byId.set(incident.id, incident)
  return [...byId.values()].sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1))
}

/** The incidents a device has had, each with its grade, what it was, and how far it is. */
export function DeviceIncidents({ incidents, zone }: { incidents: readonly IncidentView[]; zone: string }) {
  return (
    <Panel anchor="incidents" title={t('section.incidents')} count={formatCount(incidents.length)}>
      <ul class="spots">
        {incidents.slice(0, MOST_SHOWN).map(incident => (
          <li key={incident.id}>
            <GradeTag grade={incident.grade} />
            <span class="what">
              <a class="link" href={incidentPath(incident.id)}>
                <bdi>{incidentTitle(incident)}</bdi>
              </a>
              <small>
                {INCIDENT_STATES[incident.state][language()]} · {reasonText(incident.reason)}
              </small>
            </span>
            <time dateTime={incident.openedAt} title={formatFull(Date.parse(incident.openedAt), zone)}>
              {formatMoment(Date.parse(incident.openedAt), { zone, now: instant() })}
            </time>
          </li>
        ))}
        {incidents.length > MOST_SHOWN && (
          <li class="dim">{t('section.more', { count: incidents.length - MOST_SHOWN })}</li>
        )}
      </ul>
    </Panel>
  )
}
