import { useRoute } from 'preact-iso/router'
import { useEffect } from 'preact/hooks'

import { api } from '../../data/api.ts'
import { incidentCell, mergeIncidents } from '../../data/incidents.ts'
import { useResource } from '../../data/resource.ts'
import { t } from '../../i18n/i18n.ts'
import { FailureNotice, Notice, Skeleton } from '../../parts/notices.tsx'
import { PATHS } from '../../routes.ts'
import { KnownIncident } from './known-incident.tsx'

/** One incident: what is wrong in plain words, how long is left, what to do, what was done. */
export function IncidentPage() {
  const { id = '' } = useRoute().params
  return <IncidentOf key={id} id={id} />
}

function IncidentOf({ id }: { id: string }) {
  const detail = useResource(`incident ${id}`, async signal => {
    const answer = await api.incident(id, signal)
    mergeIncidents([answer.incident, ...answer.children])
    return answer
  })
  const { data, failure, reload } = detail
  const pushed = incidentCell(id)?.value
  const incident = pushed === undefined || (data?.incident.version ?? 0) > pushed.version ? data?.incident : pushed
  // The push brings the incident; its history has to be asked for.
  const behind = data !== undefined && incident !== undefined && incident.version > data.incident.version
  useEffect(() => {
    if (behind) reload()
  }, [behind, incident?.version])

  if (failure?.status === 404) return <Missing />
  if (data === undefined || incident === undefined)
    return (
      <>
        <h1 class="sr">{t('incidents.title')}</h1>
        <section class="panel" aria-busy={failure === undefined}>
          {failure === undefined ? <Skeleton lines={8} /> : <FailureNotice failure={failure} retry={reload} />}
        </section>
      </>
    )
  return <KnownIncident incident={incident} timeline={data.timeline} held={data.children} />
}

function Missing() {
  return (
    <>
      <h1 class="sr">{t('incident.missingTitle')}</h1>
      <section class="panel">
        <Notice icon="find" title={t('incident.missingTitle')}>
          <span>{t('incident.missing')}</span>
          <a class="link" href={PATHS.incidents}>
            {t('incident.back')}
          </a>
        </Notice>
      </section>
    </>
  )
}
