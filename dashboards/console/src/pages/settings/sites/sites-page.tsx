import type { Site } from '@forewarn/shared/api.ts'
import { useState } from 'preact/hooks'

import { mayAdminister } from '../../../data/save.ts'
import { allSites, roomsOf } from '../../../data/sites.ts'
import { formatCount } from '../../../format/number.ts'
import { t } from '../../../i18n/i18n.ts'
import { DataTable } from '../../../parts/data-table.tsx'
import { Notice } from '../../../parts/notices.tsx'
import { sitePath } from '../../../routes.ts'
import { Frame, Pending } from '../parts/frame.tsx'
import { usePlaces } from '../parts/places.ts'
import { SiteForm } from './site-form.tsx'

/** Every school, and a form for another. */
export function SitesPage() {
  const places = usePlaces()
  const [isCreating, create] = useState(false)
  const sites = allSites()
  return (
    <Frame
      title={t('settings.sites.title')}
      lead={t('settings.sites.lead')}
      actions={
        mayAdminister() && (
          <button type="button" class="btn pri" onClick={() => create(true)}>
            {t('settings.sites.create')}
          </button>
        )
      }
    >
      {sites.length === 0 && places.data === undefined ? (
        <Pending resource={places} />
      ) : (
        <section class="panel" aria-label={t('settings.sites.title')}>
          {sites.length === 0 ? (
            <Notice icon="school" title={t('settings.sites.none')} />
          ) : (
            <DataTable<Site>
              label={t('settings.sites.title')}
              rows={sites}
              keyOf={({ id }) => id}
              columns={[
                {
                  key: 'name',
                  head: t('settings.sites.name'),
                  cell: site => (
                    <a class="link" href={sitePath(site.id)}>
                      <bdi class="name">{site.name}</bdi>
                    </a>
                  ),
                },
                { key: 'zone', head: t('settings.sites.zone'), cell: site => site.timeZone },
                {
                  key: 'rooms',
                  head: t('settings.sites.rooms'),
                  figures: true,
                  cell: site => formatCount(roomsOf(site.id).length),
                },
                {
                  key: 'devices',
                  head: t('settings.sites.devices'),
                  figures: true,
                  cell: site => formatCount(site.devices),
                },
              ]}
            />
          )}
        </section>
      )}
      {isCreating && <SiteForm close={() => create(false)} />}
    </Frame>
  )
}
