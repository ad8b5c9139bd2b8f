import { INCIDENT_STATES } from '@forewarn/shared/incidents.ts'
import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import { useState } from 'preact/hooks'

import { api } from '../../data/api.ts'
import { instant } from '../../data/clock.ts'
import { useResource } from '../../data/resource.ts'
import { siteZone } from '../../data/sites.ts'
import { formatFull, formatMoment } from '../../format/time.ts'
import { language, t } from '../../i18n/i18n.ts'
import type { IncidentListState } from '../../model/incident-list.ts'
import { incidentTitle } from '../../model/incident-words.ts'
import { GradeTag } from '../../parts/grade-tag.tsx'
import { FailureNotice, Notice, Skeleton } from '../../parts/notices.tsx'
import { Place } from '../../parts/place.tsx'
import { incidentPath, PATHS } from '../../routes.ts'

const STEP = 50

/** Incidents that are closed, newest first, as many as are asked for. They stand still, so they are read and not followed. */
export function ClosedList({ view: { grade, site } }: { view: IncidentListState }) {
  const [limit, setLimit] = useState(STEP)
  const { data, failure, reload } = useResource(`closed ${limit} ${grade ?? ''} ${site ?? ''}`, signal =>
    api.incidents(
      { state: 'closed', limit, ...(grade === null ? {} : { grade }), ...(site === null ? {} : { site }) },
      signal,
    ),
  )
  return (
    <section class="panel bleed" aria-label={t('incidents.group.closed')}>
      <div class="ph">
        <h2>{t('incidents.group.closed')}</h2>
        <span class="r">{t('incidents.newest')}</span>
      </div>
      {data === undefined ? (
        failure === undefined ? (
          <Skeleton lines={6} />
        ) : (
          <FailureNotice failure={failure} retry={reload} />
        )
      ) : data.incidents.length === 0 ? (
        <Notice icon="find" title={t('incidents.noMatch')}>
          <a class="link" href={PATHS.incidents}>
            {t('devices.clear')}
          </a>
        </Notice>
      ) : (
        <ol>
          {data.incidents.map(incident => (
            <ClosedRow key={incident.id} incident={incident} />
          ))}
        </ol>
      )}
      {data?.next !== null && data !== undefined && limit < 500 && (
        <p class="pf">
          <button type="button" class="link" onClick={() => setLimit(Math.min(500, limit * 3))}>
            {t('incidents.older')}
          </button>
        </p>
      )}
    </section>
  )
}

/** What it was, where, and how it ended. */
function ClosedRow({ incident }: { incident: IncidentView }) {
  const { id, grade, state, resolution, updatedAt } = incident
  const zone = siteZone(incident.siteId)
  return (
    <li class="inc" data-id={id}>
      <div class="gr">
        <GradeTag grade={grade} />
        <small>{t('incident.number', { id })}</small>
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
      <div class="one">
        {resolution !== null && (
          <span class="dim cut">
            {t(`cause.${resolution.cause}`)} · {t(`way.${resolution.way}`)}
          </span>
        )}
      </div>
      <div class="who">
        {INCIDENT_STATES[state][language()]}
        <small title={formatFull(Date.parse(updatedAt), zone)}>
          {formatMoment(Date.parse(updatedAt), { zone, now: instant() })}
        </small>
      </div>
    </li>
  )
}
