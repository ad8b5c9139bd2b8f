import type { ComponentChildren } from 'preact'
import { useComputed } from '@preact/signals'
import { useLocation } from 'preact-iso/router'
import { useEffect, useRef, useState } from 'preact/hooks'

import { now } from '../data/clock.ts'
import { allIncidents } from '../data/incidents.ts'
import { formatCount } from '../format/number.ts'
import { t } from '../i18n/i18n.ts'
import { isUnsolved } from '../model/incident-order.ts'
import { urgentCount } from '../model/incident-sentence.ts'
import { DESTINATIONS, PATHS } from '../routes.ts'
import { CollectorBadge } from './collector-badge.tsx'
import { requestFind } from './find.ts'
import { Icon } from './icon.tsx'
import { KeysHelp } from './keys-help.tsx'
import { LinkBanner } from './link-banner.tsx'
import { Prefs } from './prefs.tsx'
import { Toasts } from './toasts.tsx'
import { isTaken } from './typing.ts'

/** The frame of every page: skip link, navigation, collector, choices, and the page itself. */
export function Shell({ children }: { children: ComponentChildren }) {
  const { path, route } = useLocation()
  const main = useRef<HTMLElement>(null)
  const lastPath = useRef(path)
  const [showsKeys, setShowsKeys] = useState(false)

  const find = () => {
    requestFind()
    // Asked of the browser, because a key may come between the way to a page and its drawing.
    if (location.pathname !== PATHS.devices) route(PATHS.devices)
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTaken(event)) return
      if (event.key === '?') setShowsKeys(true)
      if (event.key !== '/') return
      event.preventDefault()
      find()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  useEffect(() => {
    // A new page starts at its beginning for the keyboard and the screen reader, too, unless a part of it asked for the focus.
    if (lastPath.current !== path && main.current?.contains(document.activeElement) === false) main.current.focus()
    lastPath.current = path
  }, [path])

  return (
    <>
      <a class="skip" href="#main">
        {t('skip')}
      </a>
      <div class="app">
        <header class="side">
          <a class="brand" href={PATHS.home} aria-label={t('nav.home')}>
            <Icon name="logo" />
            <b>{t('product')}</b>
          </a>
          <button type="button" class="find" aria-label={t('nav.findDevice')} onClick={find}>
            <Icon name="find" />
            <span>{t('nav.find')}</span>
            <kbd>/</kbd>
          </button>
          <nav aria-label={t('nav.label')}>
            <ul>
              {DESTINATIONS.map(place => (
                <li key={place.path} class={place.tabOnly ? 'tab-only' : ''}>
                  <a
                    href={place.path}
                    title={t(`nav.${place.text}`)}
                    {...(isWithin(path, place.path) ? { 'aria-current': path === place.path ? 'page' : 'true' } : {})}
                  >
                    <Icon name={place.icon} />
                    <span>{t(`nav.${place.text}`)}</span>
                    {place.text === 'now' && <UrgentCount />}
                    {place.text === 'incidents' && <OpenCount />}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <CollectorBadge />
          <Prefs />
        </header>
        <main id="main" ref={main} tabIndex={-1}>
          <LinkBanner />
          {children}
        </main>
        <Toasts />
        {showsKeys && <KeysHelp close={() => setShowsKeys(false)} />}
      </div>
    </>
  )
}

/** How many incidents are not solved. */
function OpenCount() {
  const count = useComputed(() => allIncidents().filter(isUnsolved).length).value
  return count === 0 ? null : <b>{formatCount(count)}</b>
}

/** How many press. */
function UrgentCount() {
  const count = useComputed(() => urgentCount(allIncidents().filter(isUnsolved), now())).value
  return count === 0 ? null : <b class="late">{formatCount(count)}</b>
}

const isWithin = (path: string, place: string) => path === place || path.startsWith(`${place}/`)
