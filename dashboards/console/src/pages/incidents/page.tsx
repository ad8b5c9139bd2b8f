import { useLocation } from 'preact-iso/router'

import { incidentsKnown, readIncidents } from '../../data/incidents.ts'
import { useResource } from '../../data/resource.ts'
import { commonZone } from '../../data/sites.ts'
import { t } from '../../i18n/i18n.ts'
import { readIncidentList } from '../../model/incident-list.ts'
import { FailureNotice, Skeleton } from '../../parts/notices.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { WorkHeading } from '../../parts/work-heading.tsx'
import { ClosedList } from './closed-list.tsx'
import { IncidentFilters } from './filters.tsx'
import { OpenList } from './open-list.tsx'

/** All incidents: what is wrong, how the promises stand, who is on it. */
export function IncidentsPage() {
  const { query } = useLocation()
  const view = readIncidentList(query)
  const read = useResource('incidents', readIncidents)
  const known = incidentsKnown()
  return (
    <>
      <PageHead title={t('incidents.title')} zone={commonZone()}>
        {known ? <WorkHeading /> : <h1>{t('incidents.title')}</h1>}
      </PageHead>
      {known ? (
        <>
          <IncidentFilters view={view} />
          {view.state === 'closed' ? <ClosedList view={view} /> : <OpenList view={view} />}
        </>
      ) : (
        <section class="panel" aria-busy={read.failure === undefined}>
          {read.failure === undefined ? (
            <Skeleton lines={9} />
          ) : (
            <FailureNotice failure={read.failure} retry={read.reload} />
          )}
        </section>
      )}
    </>
  )
}
