import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'

import { now } from '../data/clock.ts'
import { linkState } from '../data/live.ts'
import { formatClock, formatDay, zoneName } from '../format/time.ts'
import { t } from '../i18n/i18n.ts'

/** The head of a page. What it is called in the window's title comes from `title`; the children are its answer. */
export function PageHead({ title, zone, children }: { title: string; zone: string; children: ComponentChildren }) {
  const windowTitle = `${title} · ${t('product')}`
  useEffect(() => void (document.title = windowTitle), [windowTitle])
  return (
    <div class="head">
      <div>{children}</div>
      <SideNote zone={zone} />
    </div>
  )
}

/** Whether the page is live, and the site's date, time and zone. */
function SideNote({ zone }: { zone: string }) {
  const state = linkState()
  const at = now()
  return (
    <div class={`side-note ${state}`}>
      <div>
        {t(`link.${state}`)} · {formatDay(at, zone)} <b>{formatClock(at, zone)}</b>
      </div>
      <span>{zoneName(zone, at)}</span>
    </div>
  )
}
