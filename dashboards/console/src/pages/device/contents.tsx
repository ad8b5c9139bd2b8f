import { t } from '../../i18n/i18n.ts'
import { Icon } from '../../parts/icon.tsx'
import type { SectionId } from './section.ts'

/** The page's own index: a link to every section there is, marked where something in it is wrong. */
export function Contents({ ids, troubled }: { ids: readonly SectionId[]; troubled: ReadonlySet<SectionId> }) {
  return (
    <nav class="contents" aria-label={t('section.contents')}>
      <ul>
        {ids.map(id => (
          <li key={id}>
            <a href={`#${id}`}>
              {troubled.has(id) && <Icon name="late" tone="late" />}
              {t(`section.${id}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
