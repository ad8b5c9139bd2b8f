import { me } from '../../data/session.ts'
import { commonZone } from '../../data/sites.ts'
import { t } from '../../i18n/i18n.ts'
import { Icon } from '../../parts/icon.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { PATHS } from '../../routes.ts'

/** The sections of the settings, each with who may open it. */
const SECTIONS = [
  { path: PATHS.account, text: 'account', hint: 'accountHint', admin: false },
  { path: PATHS.users, text: 'users', hint: 'usersHint', admin: true },
  { path: PATHS.audit, text: 'audit', hint: 'auditHint', admin: true },
] as const

/** What can be set, as far as this person may. */
export function SettingsPage() {
  const isAdmin = me()?.role === 'admin'
  return (
    <>
      <PageHead title={t('settings.title')} zone={commonZone()}>
        <h1>{t('settings.title')}</h1>
      </PageHead>
      <ul class="panel sections">
        {SECTIONS.filter(({ admin }) => isAdmin || !admin).map(({ path, text, hint }) => (
          <li key={path}>
            <a href={path}>
              <span>
                <b>{t(`settings.${text}`)}</b>
                <small>{t(`settings.${hint}`)}</small>
              </span>
              <Icon name="right" />
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}
