import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import { INCIDENT_STATES } from '@forewarn/shared/incidents.ts'
import { useState } from 'preact/hooks'

import { archiveApi, recordAddress } from '../../data/archive-api.ts'
import { instant } from '../../data/clock.ts'
import { RequestFailure } from '../../data/http.ts'
import { useResource } from '../../data/resource.ts'
import { siteZone } from '../../data/sites.ts'
import { tell } from '../../data/toasts.ts'
import { formatCount } from '../../format/number.ts'
import { formatFull, formatMoment } from '../../format/time.ts'
import { language, t } from '../../i18n/i18n.ts'
import { archiveQuery, type ArchiveView } from '../../model/archive-view.ts'
import { incidentTitle, placeOf } from '../../model/incident-words.ts'
import { GradeTag } from '../../parts/grade-tag.tsx'
import { Icon } from '../../parts/icon.tsx'
import { FailureNotice, Notice, Skeleton } from '../../parts/notices.tsx'
import { incidentPath, PATHS } from '../../routes.ts'

/** What was found, newest first, more of it when asked for. */
export function Found({ view }: { view: ArchiveView }) {
  const query = archiveQuery(view)
  const { data, failure, reload } = useResource(`archive ${query}`, signal => archiveApi.search(query, null, signal))
  const [more, setMore] = useState<{ incidents: IncidentView[]; next: string | null } | null>(null)
  if (data === undefined)
    return (
      <section class="panel" aria-busy={failure === undefined}>
        {failure === undefined ? <Skeleton lines={6} /> : <FailureNotice failure={failure} retry={reload} />}
      </section>
    )
  const incidents = [...data.incidents, ...(more?.incidents ?? [])]
  const next = more === null ? data.next : more.next

  async function older(before: string): Promise<void> {
    try {
      const page = await archiveApi.search(query, before)
      setMore({ incidents: [...(more?.incidents ?? []), ...page.incidents], next: page.next })
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error
      tell('late', t('failure.unreachable'))
    }
  }

  return (
    <section class="panel bleed" aria-label={t('archive.found')}>
      <div class="ph">
        <h2>{t('archive.count', { count: data.total, formatted: formatCount(data.total) })}</h2>
        <span class="r">{t('incidents.newest')}</span>
      </div>
      {incidents.length === 0 ? (
        <Notice icon="find" title={t('archive.none')}>
          <a class="link" href={PATHS.archive}>
            {t('devices.clear')}
          </a>
        </Notice>
      ) : (
        <ol class="found">
          {incidents.map(incident => (
            <Row key={incident.id} incident={incident} />
          ))}
        </ol>
      )}
      {next !== null && (
        <p class="pf">
          <button type="button" class="link" onClick={() => void older(next)}>
            {t('incidents.older')}
          </button>
        </p>
      )}
    </section>
  )
}

/** What it was, where, when, how it ended, and its record. */
function Row({ incident }: { incident: IncidentView }) {
  const { id, grade, state, resolution, openedAt, siteId } = incident
  const { site, spot } = placeOf(incident)
  const zone = siteZone(siteId)
  const opened = Date.parse(openedAt)
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
          <bdi>{site}</bdi> · <bdi>{spot}</bdi>
        </p>
        {resolution !== null && resolution.measures !== '' && (
          <p class="measures name">
            <bdi>{resolution.measures}</bdi>
          </p>
        )}
      </div>
      <div class="one">
        <span>{INCIDENT_STATES[state][language()]}</span>
        {resolution !== null && (
          <span class="dim">
            {t(`cause.${resolution.cause}`)} · {t(`way.${resolution.way}`)}
          </span>
        )}
      </div>
      <div class="who">
        <time dateTime={openedAt} title={formatFull(opened, zone)}>
          {formatMoment(opened, { zone, now: instant() })}
        </time>
        <a class="link act" href={recordAddress(id, language())} target="_blank" rel="noopener">
          <Icon name="doc" /> {t('archive.record')}
          <span class="sr"> {id}</span>
        </a>
      </div>
    </li>
  )
}
