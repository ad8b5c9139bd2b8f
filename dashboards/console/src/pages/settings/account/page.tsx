import { peopleApi } from '../../../data/people-api.ts'
import { useResource } from '../../../data/resource.ts'
import { me } from '../../../data/session.ts'
import { commonZone } from '../../../data/sites.ts'
import { tell } from '../../../data/toasts.ts'
import { t } from '../../../i18n/i18n.ts'
import { PageHead } from '../../../parts/page-head.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { SettingsCrumb } from '../crumb.tsx'
import { PasswordForm } from './password-form.tsx'
import { Sessions } from './sessions.tsx'

/** One's own account: who one is here, the password, and where one is signed in. */
export function AccountPage() {
  const sessions = useResource('own sessions', peopleApi.sessions)
  const who = me()
  if (!who) return null
  const { user, role, sites } = who
  return (
    <>
      <PageHead title={t('account.title')} zone={commonZone()}>
        <SettingsCrumb />
        <h1>
          <span class="name">{t('account.heading', { user, role: t(`roleOf.${role}`) })}</span>
        </h1>
        <p>{sites === undefined ? t('account.seesAll') : t('account.sees', { count: sites.length })}</p>
      </PageHead>
      <div class="grid">
        <Sessions title={t('account.sessions')} list={sessions} />
        <Panel title={t('account.password')}>
          <div class="pb narrow">
            <PasswordForm
              user={user}
              asksCurrent
              done={() => {
                tell('ok', t('account.saved'))
                sessions.reload()
              }}
            />
          </div>
        </Panel>
      </div>
    </>
  )
}
