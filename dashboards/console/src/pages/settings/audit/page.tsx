import { useLocation } from 'preact-iso/router'
import { useState } from 'preact/hooks'

import { instant } from '../../../data/clock.ts'
import { peopleApi, type AuditQuery } from '../../../data/people-api.ts'
import { useResource } from '../../../data/resource.ts'
import { commonZone } from '../../../data/sites.ts'
import { t } from '../../../i18n/i18n.ts'
import { auditAddress, readAuditView, SPANS, type AuditView } from '../../../model/audit-list.ts'
import { FailureNotice, Notice, Skeleton } from '../../../parts/notices.tsx'
import { PageHead } from '../../../parts/page-head.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { PATHS } from '../../../routes.ts'
import { SettingsCrumb } from '../crumb.tsx'
import { AuditFilters } from './filters.tsx'
import { AuditTable } from './table.tsx'

const STEP = 50
/** The most the collector answers at once. */
const MOST = 1000

/** Who did what, when and on what. What is shown lives in the address. */
export function AuditPage() {
  const view = readAuditView(useLocation().query)
  const [limit, setLimit] = useState(STEP)
  const { data, failure, outdated, reload } = useResource(`audit ${limit} ${JSON.stringify(view)}`, signal =>
    peopleApi.audit(queryOf(view, limit), signal),
  )
  const isFiltered = auditAddress('', view) !== ''
  return (
    <>
      <PageHead title={t('audit.title')} zone={commonZone()}>
        <SettingsCrumb />
        <h1>{t('audit.heading')}</h1>
        <p>{t('audit.lead')}</p>
      </PageHead>
      <AuditFilters view={view} actions={data?.actions ?? []} />
      <Panel title={t('audit.title')} aside={t('audit.newest')}>
        {data === undefined ? (
          failure === undefined ? (
            <Skeleton lines={8} />
          ) : (
            <FailureNotice failure={failure} retry={reload} />
          )
        ) : data.entries.length === 0 && !outdated ? (
          <Notice icon="find" title={t(isFiltered ? 'audit.none' : 'audit.none0')}>
            {isFiltered && (
              <a class="link" href={PATHS.audit}>
                {t('devices.clear')}
              </a>
            )}
          </Notice>
        ) : (
          <AuditTable entries={data.entries} view={view} />
        )}
        {data !== undefined && data.next !== null && limit < MOST && (
          <p class="pf">
            <button type="button" class="link" onClick={() => setLimit(Math.min(MOST, limit * 4))}>
              {t('audit.older')}
            </button>
          </p>
        )}
      </Panel>
    </>
  )
}

function queryOf({ span, ...chosen }: AuditView, limit: number): AuditQuery {
  const query: AuditQuery = { limit }
  for (const name of ['actor', 'action', 'subject', 'outcome'] as const) {
    const value = chosen[name]
    if (value !== null) query[name] = value
  }
  const back = SPANS[span]
  if (back !== null) query.from = new Date(instant() - back).toISOString()
  return query
}
