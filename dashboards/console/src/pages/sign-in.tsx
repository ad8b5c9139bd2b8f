import { useLocation } from 'preact-iso/router'
import { useEffect, useRef, useState } from 'preact/hooks'

import { api } from '../data/api.ts'
import { RequestFailure } from '../data/http.ts'
import { sessionLapsed, signedIn } from '../data/session.ts'
import { formatDuration } from '../format/duration.ts'
import { t } from '../i18n/i18n.ts'
import { Icon } from '../parts/icon.tsx'
import { Prefs } from '../parts/prefs.tsx'
import { PATHS, backAddress } from '../routes.ts'

/** Sign-in by password, or by the one-time link `#ticket=…` that the first start of the collector prints. */
export function SignInPage() {
  const { query, route } = useLocation()
  const [busy, setBusy] = useState<'password' | 'link' | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const user = useRef<HTMLInputElement>(null)
  const password = useRef<HTMLInputElement>(null)
  const title = `${t('signIn.title')} · ${t('product')}`
  useEffect(() => void (document.title = title), [title])

  async function attempt(by: 'password' | 'link', exchange: () => ReturnType<typeof api.whoAmI>): Promise<void> {
    setBusy(by)
    setFault(null)
    try {
      signedIn(await exchange())
      route(backAddress(query['back']), true)
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error
      setFault(faultText(error, by))
      setBusy(null)
      password.current?.focus()
      password.current?.select()
    }
  }

  useEffect(() => {
    const ticket = takeTicket()
    if (ticket === null) user.current?.focus()
    else void attempt('link', () => api.signInByLink(ticket))
  }, [])

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
        <h1>{t('signIn.title')}</h1>
        <p class="lead">{t(sessionLapsed() ? 'signIn.ended' : 'signIn.lead')}</p>
        <form
          onSubmit={event => {
            event.preventDefault()
            void attempt('password', () => api.signIn(user.current!.value.trim(), password.current!.value))
          }}
        >
          <div class="field">
            <label for="user">{t('signIn.user')}</label>
            <input
              ref={user}
              id="user"
              name="username"
              type="text"
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              required
              maxLength={200}
            />
          </div>
          <div class="field">
            <label for="password">{t('signIn.password')}</label>
            <input
              ref={password}
              id="password"
              name="password"
              type="password"
              autocomplete="current-password"
              required
              maxLength={1024}
              aria-invalid={fault !== null}
              {...(fault === null ? {} : { 'aria-describedby': 'fault' })}
            />
          </div>
          {fault !== null && (
            <p class="fault" id="fault" role="alert">
              <Icon name="late" />
              <span class="name">{fault}</span>
            </p>
          )}
          <button type="submit" class="btn pri" disabled={busy !== null}>
            {t(busy === null ? 'signIn.submit' : busy === 'link' ? 'signIn.linkWorking' : 'signIn.working')}
          </button>
        </form>
        <p class="note">{t('signIn.first')}</p>
      </main>
    </div>
  )
}

/** The ticket of a one-time link. It is taken out of the address at once, so that it stays in no history. */
function takeTicket(): string | null {
  const ticket = new URLSearchParams(location.hash.slice(1)).get('ticket')
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search)
  return ticket === '' ? null : ticket
}

function faultText(failure: RequestFailure, by: 'password' | 'link'): string {
  const { status, retryAfterMs, message } = failure
  if (status === 0) return t('signIn.unreachable')
  if (status === 429)
    return retryAfterMs === null || retryAfterMs === 0
      ? t('signIn.limitedSoon')
      : t('signIn.limited', { wait: formatDuration(retryAfterMs) })
  if (by === 'link' && status < 500) return t('signIn.linkSpent')
  if (status === 401) return t('signIn.wrong')
  return t('signIn.failed', { message })
}
