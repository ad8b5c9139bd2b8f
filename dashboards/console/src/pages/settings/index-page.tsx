import { mayAdminister } from '../../data/save.ts'
import { allSites } from '../../data/sites.ts'
import { formatCount } from '../../format/number.ts'
import { t } from '../../i18n/i18n.ts'
import { Icon } from '../../parts/icon.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { PATHS, sitePath } from '../../routes.ts'
import { commonZone } from '../../data/sites.ts'
import { SECTIONS, SITE_SECTIONS } from './sections.ts'

/** More schools than these are chosen from their own page. */
const MOST_SITES = 6

/** Everything that can be set, with a sentence on each. */
export function SettingsIndexPage() {
  const sites = allSites()
  return (
    <>
      <PageHead title={t('nav.settings')} zone={commonZone()}>
        <h1>{t('nav.settings')}</h1>
        <p>{t(mayAdminister() ? 'settings.lead' : 'settings.leadReading')}</p>
      </PageHead>
      <div class="cards-of">
        {SECTIONS.filter(({ adminOnly }) => !adminOnly || mayAdminister()).map(({ name, icon }) => (
          <section key={name} class="panel set-card">
            <h2>
              <Icon name={icon} />
              <a href={`${PATHS.settings}/${name}`}>{t(`settings.${name}.title`)}</a>
              {name === 'sites' && <span class="n">{formatCount(sites.length)}</span>}
            </h2>
            <p>{t(`settings.${name}.lead`)}</p>
            {name === 'sites' && sites.length <= MOST_SITES && (
              <ul class="of-sites">
                {sites.map(site => (
                  <li key={site.id}>
                    <a class="link" href={sitePath(site.id)}>
                      <bdi class="name">{site.name}</bdi>
                    </a>
                    {SITE_SECTIONS.map(part => (
                      <a key={part} class="link" href={sitePath(site.id, part)}>
                        {t(`settings.${part}.title`)}
                        <bdi class="sr"> {site.name}</bdi>
                      </a>
                    ))}
                  </li>
                ))}
              </ul>
            )}
          </section>
        ))}
      </div>
    </>
  )
}
