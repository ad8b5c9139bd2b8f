import { useLocation } from 'preact-iso/router'

import { archiveApi, termRecordAddress } from '../../data/archive-api.ts'
import { useResource } from '../../data/resource.ts'
import { language, t } from '../../i18n/i18n.ts'
import { archiveQuery, type ArchiveView } from '../../model/archive-view.ts'
import { Icon } from '../../parts/icon.tsx'
import { PATHS } from '../../routes.ts'

/** A school's terms to choose from, and the record of the time that is chosen. Without a school there is no such record. */
export function TermRecord({ view }: { view: ArchiveView }) {
  return view.site === '' ? <p class="dim hint">{t('archive.termHint')}</p> : <OfSite key={view.site} view={view} />
}

function OfSite({ view }: { view: ArchiveView }) {
  const { route } = useLocation()
  const { site, from, to } = view
  const { data } = useResource(`terms ${site}`, signal => archiveApi.timetable(site, signal))
  const terms = data?.terms ?? []
  const isWhole = from !== '' && to !== '' && from <= to
  return (
    <div class="terms">
      {terms.length > 0 && (
        <div class="chips" role="group" aria-label={t('archive.terms')}>
          {terms.map(term => (
            <button
              key={term.from}
              type="button"
              class="chip"
              aria-pressed={term.from === from && term.to === to}
              onClick={() => route(`${PATHS.archive}?${archiveQuery({ ...view, from: term.from, to: term.to })}`)}
            >
              {t('archive.span', term)}
            </button>
          ))}
        </div>
      )}
      {isWhole ? (
        <a class="btn" href={termRecordAddress({ site, from, to, lang: language() })} target="_blank" rel="noopener">
          <Icon name="doc" />
          {t('archive.printTerm')}
        </a>
      ) : (
        <p class="dim">{t('archive.spanHint')}</p>
      )}
    </div>
  )
}
