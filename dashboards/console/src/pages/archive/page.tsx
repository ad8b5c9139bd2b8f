import '../../styles/archive.css'

import { useLocation } from 'preact-iso/router'

import { commonZone, siteZone } from '../../data/sites.ts'
import { t } from '../../i18n/i18n.ts'
import { readArchiveView } from '../../model/archive-view.ts'
import { PageHead } from '../../parts/page-head.tsx'
import { ArchiveFilters } from './filters.tsx'
import { Found } from './found.tsx'
import { TermRecord } from './term-record.tsx'

/** The archive of handling records: found again by words, place and time, and printed. */
export default function ArchivePage() {
  const { query } = useLocation()
  const view = readArchiveView(query)
  return (
    <div class="p-archive">
      <PageHead title={t('archive.title')} zone={view.site === '' ? commonZone() : siteZone(view.site)}>
        <h1>{t('archive.title')}</h1>
        <p>{t('archive.lead')}</p>
      </PageHead>
      <ArchiveFilters view={view} />
      <TermRecord view={view} />
      <Found key={JSON.stringify(view)} view={view} />
    </div>
  )
}
