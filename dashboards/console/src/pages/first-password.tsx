import { useEffect } from 'preact/hooks'

import { api } from '../data/api.ts'
import { me, signedIn } from '../data/session.ts'
import { t } from '../i18n/i18n.ts'
import { Icon } from '../parts/icon.tsx'
import { Prefs } from '../parts/prefs.tsx'
import { PATHS } from '../routes.ts'
import { PasswordForm } from './settings/account/password-form.tsx'

/** Stands before every page for somebody who came in with a one-time password or link: the collector answers nothing else yet. */
export function FirstPasswordPage() {
  const title = `${t('account.mustTitle')} · ${t('product')}`
  useEffect(() => void (document.title = title), [title])
  const user = me()?.user ?? ''
  return (
    <div class="sign-in">
      <header class="top">
        <a class="brand" href={PATHS.home} aria-label={t('nav.home')}>
          <Icon name="logo" />
          <b>{t('product')}</b>
        </a>
        <Prefs />
      </header>
      <main id="main">
        <h1>{t('account.mustTitle')}</h1>
        <p class="lead">{t('account.mustLead', { user })}</p>
        <PasswordForm
          user={user}
          asksCurrent={false}
          done={() => {
            // What the collector says now decides; where it cannot be asked, the password is set all the same.
            api.whoAmI().then(signedIn, () => location.reload())
          }}
        />
      </main>
    </div>
  )
}
