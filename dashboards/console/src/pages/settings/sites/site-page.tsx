import { useRoute } from 'preact-iso/router'
import { useState } from 'preact/hooks'

import { readDevices } from '../../../data/console.ts'
import { useResource } from '../../../data/resource.ts'
import { mayAdminister } from '../../../data/save.ts'
import { siteOf } from '../../../data/sites.ts'
import { t } from '../../../i18n/i18n.ts'
import { Icon } from '../../../parts/icon.tsx'
import { Notice } from '../../../parts/notices.tsx'
import { sitePath } from '../../../routes.ts'
import { Frame, Pending } from '../parts/frame.tsx'
import { usePlaces } from '../parts/places.ts'
import { SITE_SECTIONS } from '../sections.ts'
import { SiteDevices } from './devices.tsx'
import { Rooms } from './rooms.tsx'
import { SiteForm } from './site-form.tsx'

/** One school: its name and zone, what it decides for itself, its rooms and devices. */
export function SitePage() {
  const { site: id = '' } = useRoute().params
  const places = usePlaces()
  useResource('devices', readDevices)
  const [isChanging, change] = useState(false)
  const site = siteOf(id)
  if (site === undefined)
    return (
      <Frame title={t('settings.sites.title')} site={id}>
        {places.data !== undefined ? (
          <section class="panel">
            <Notice icon="unk" title={t('settings.sites.missing')} />
          </section>
        ) : (
          <Pending resource={places} />
        )}
      </Frame>
    )
  return (
    <Frame
      title={site.name}
      site={id}
      lead={t('settings.sites.zoneOf', { zone: site.timeZone })}
      actions={
        mayAdminister() && (
          <button type="button" class="btn" onClick={() => change(true)}>
            {t('settings.sites.change')}
          </button>
        )
      }
    >
      <div class="grid">
        {SITE_SECTIONS.length > 0 && (
          <nav class="of-site" aria-label={t('settings.sites.parts')}>
            {SITE_SECTIONS.map(part => (
              <a key={part} class="panel" href={sitePath(id, part)}>
                <b>{t(`settings.${part}.title`)}</b>
                <span>{t(`settings.${part}.lead`)}</span>
                <Icon name="right" />
              </a>
            ))}
          </nav>
        )}
        <Rooms siteId={id} />
        <SiteDevices siteId={id} />
      </div>
      {isChanging && <SiteForm site={site} close={() => change(false)} />}
    </Frame>
  )
}
