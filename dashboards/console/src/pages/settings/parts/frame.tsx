import type { ComponentChildren } from 'preact'

import { commonZone, siteOf, siteZone } from '../../../data/sites.ts'
import { t } from '../../../i18n/i18n.ts'
import { FailureNotice, Notice, Skeleton } from '../../../parts/notices.tsx'
import { Icon } from '../../../parts/icon.tsx'
import { PageHead } from '../../../parts/page-head.tsx'
import type { Resource } from '../../../data/resource.ts'
import { PATHS, sitePath } from '../../../routes.ts'

interface FrameProps {
  title: string
  /** What the page is for, in a sentence. */
  lead?: string
  /** The site it is about. */
  site?: string
  /** What can be done here, at the right of the title. */
  actions?: ComponentChildren
  children: ComponentChildren
}

/** The frame of a page of settings: the way back to all of them, its title, and what it is for. */
export function Frame({ title, lead, site, actions, children }: FrameProps) {
  const known = site === undefined ? undefined : siteOf(site)
  return (
    <>
      <PageHead title={title} zone={site === undefined ? commonZone() : siteZone(site)}>
        <nav class="crumb" aria-label={t('settings.crumb')}>
          <a href={PATHS.settings}>{t('nav.settings')}</a>
          {site !== undefined && (
            <>
              <Icon name="right" />
              <a href={`${PATHS.settings}/sites`}>{t('settings.sites.title')}</a>
            </>
          )}
          {known !== undefined && title !== known.name && (
            <>
              <Icon name="right" />
              <a href={sitePath(known.id)}>
                <bdi class="name">{known.name}</bdi>
              </a>
            </>
          )}
        </nav>
        <h1>
          <bdi class="name">{title}</bdi>
        </h1>
        {lead !== undefined && <p>{lead}</p>}
        {actions !== undefined && <div class="actions set-actions">{actions}</div>}
      </PageHead>
      {children}
    </>
  )
}

/** What stands where something that is read has not come, or cannot. */
export function Pending({
  resource,
  lines = 5,
}: {
  resource: Pick<Resource<unknown>, 'failure' | 'reload'>
  lines?: number
}) {
  const { failure, reload } = resource
  return (
    <section class="panel" aria-busy={failure === undefined}>
      {failure === undefined ? (
        <Skeleton lines={lines} />
      ) : failure.status === 404 ? (
        <Notice icon="unk" title={t('settings.sites.missing')} />
      ) : (
        <FailureNotice failure={failure} retry={reload} />
      )}
    </section>
  )
}
