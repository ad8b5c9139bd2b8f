import '../../styles/request.css'

import { useLocation } from 'preact-iso/router'
import { useEffect } from 'preact/hooks'

import { t } from '../../i18n/i18n.ts'
import { Icon } from '../../parts/icon.tsx'
import { Prefs } from '../../parts/prefs.tsx'
import { FollowPage } from './follow.tsx'
import { FormPage } from './form-page.tsx'

/** What stands behind a site's request link, for people without an account: `/r/TOKEN` is the form, `/r/TOKEN/KEY` what became of it. */
export default function RequestPages() {
  const { path, query } = useLocation()
  const [, , token = '', key = ''] = path.split('/').map(decoded)
  const title = `${t('rq.title')} · ${t('product')}`
  useEffect(() => void (document.title = title), [title])
  return (
    <div class="p-request">
      <a class="skip" href="#main">
        {t('skip')}
      </a>
      <header class="rq-top">
        <span class="brand">
          <Icon name="logo" />
          <b>{t('product')}</b>
          <span class="dim">{t('rq.title')}</span>
        </span>
        <Prefs />
      </header>
      <main id="main" tabIndex={-1}>
        {key === '' ? (
          <FormPage key={token} token={token} device={query['d'] ?? null} />
        ) : (
          <FollowPage key={key} token={token} id={key} />
        )}
      </main>
    </div>
  )
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
