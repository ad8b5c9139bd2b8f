import { siteOf } from '../../../data/sites.ts'
import { t } from '../../../i18n/i18n.ts'

/** Up to so many are named, the rest are counted. */
const NAMED = 2

/** Which schools somebody sees. */
export function SiteNames({ sites }: { sites: readonly string[] | null }) {
  if (sites === null) return <>{t('users.allSites')}</>
  if (sites.length === 0) return <>{t('users.noSites')}</>
  const named = sites.slice(0, NAMED).map(id => siteOf(id)?.name ?? id)
  return (
    <span>
      <bdi>{named.join(t('separator'))}</bdi>
      {sites.length > NAMED && ` ${t('users.moreSites', { count: sites.length })}`}
    </span>
  )
}
