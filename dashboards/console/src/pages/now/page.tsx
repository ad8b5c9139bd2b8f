import { readDevices } from '../../data/console.ts'
import { devicesKnown } from '../../data/devices.ts'
import { incidentsKnown, readIncidents } from '../../data/incidents.ts'
import { useResource } from '../../data/resource.ts'
import { commonZone } from '../../data/sites.ts'
import { t } from '../../i18n/i18n.ts'
import { FailureNotice, Skeleton } from '../../parts/notices.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { WorkHeading } from '../../parts/work-heading.tsx'
import { CollectorToday } from './collector-today.tsx'
import { OpenWork } from './open-work.tsx'
import { Schools } from './schools.tsx'
import { WorkCounts } from './work-counts.tsx'

/** The landing page: what needs me, which promise breaks next, which schools have trouble. */
export function NowPage() {
  const incidents = useResource('incidents', readIncidents)
  const devices = useResource('devices', readDevices)
  const known = incidentsKnown() && devicesKnown()
  const failed = incidents.failure === undefined ? devices : incidents
  return (
    <>
      <PageHead title={t('now.title')} zone={commonZone()}>
        {incidentsKnown() ? <WorkHeading /> : <h1>{t('now.title')}</h1>}
      </PageHead>
      {known ? (
        <>
          <WorkCounts />
          <div class="grid">
            <OpenWork />
            <Schools />
            <CollectorToday />
          </div>
        </>
      ) : (
        <section class="panel" aria-busy={failed.failure === undefined}>
          {failed.failure === undefined ? (
            <Skeleton lines={9} />
          ) : (
            <FailureNotice failure={failed.failure} retry={failed.reload} />
          )}
        </section>
      )}
    </>
  )
}
