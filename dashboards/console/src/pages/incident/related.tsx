import type { IncidentView } from '@forewarn/shared/incident-api.ts'

import { incidentCell } from '../../data/incidents.ts'
import { formatCount } from '../../format/number.ts'
import { t } from '../../i18n/i18n.ts'
import { incidentTitle, placeOf } from '../../model/incident-words.ts'
import { GradeTag } from '../../parts/grade-tag.tsx'
import { Panel } from '../../parts/panel.tsx'
import { incidentPath } from '../../routes.ts'

const MOST_HELD = 12

/** What has the same cause: the incident this one is held under, and those held under it; a floor's may have both. */
export function Related({ incident, held }: { incident: IncidentView; held: readonly IncidentView[] }) {
  const { parent } = incident
  return (
    <>
      {parent !== null && (
        <Panel order={4} title={t('related.under')}>
          <ul class="spots">
            <RelatedLine id={parent} />
          </ul>
          <p class="pf">{t('related.hint')}</p>
        </Panel>
      )}
      {held.length > 0 && (
        <Panel order={4} title={t('related.held')} count={formatCount(held.length)}>
          <ul class="spots">
            {held.slice(0, MOST_HELD).map(one => (
              <RelatedLine key={one.id} id={one.id} known={one} />
            ))}
            {held.length > MOST_HELD && (
              <li class="dim">{t('incident.moreHeld', { count: held.length - MOST_HELD })}</li>
            )}
          </ul>
        </Panel>
      )}
    </>
  )
}

function RelatedLine({ id, known }: { id: string; known?: IncidentView }) {
  const incident = incidentCell(id)?.value ?? known
  return (
    <li>
      {incident !== undefined && <GradeTag grade={incident.grade} />}
      <a class="link cut" href={incidentPath(id)}>
        <bdi>
          {incident === undefined
            ? id
            : [placeOf(incident).spot, incidentTitle(incident)].filter(part => part !== null).join(' · ')}
        </bdi>
      </a>
    </li>
  )
}
