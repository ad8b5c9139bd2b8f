import { CAUSES, GRADES, type Grade } from '@forewarn/shared/incidents.ts'
import { useLocation } from 'preact-iso/router'

import { allRooms, allSites } from '../../data/sites.ts'
import { language, t } from '../../i18n/i18n.ts'
import { archiveQuery, type ArchiveView } from '../../model/archive-view.ts'
import { PATHS } from '../../routes.ts'

const ALL_GRADES: readonly Grade[] = [1, 2, 3, 4]

/** What is looked for. Words are looked for when they are sent, everything else when it is chosen. */
export function ArchiveFilters({ view }: { view: ArchiveView }) {
  const { route } = useLocation()
  const show = (change: Partial<ArchiveView>): void => {
    const query = archiveQuery({ ...view, ...change })
    route(query === '' ? PATHS.archive : `${PATHS.archive}?${query}`)
  }
  const rooms = allRooms().filter(({ siteId }) => siteId === view.site)
  const select = (name: 'site' | 'room' | 'grade' | 'cause' | 'state', options: [string, string][]) => (
    <label class="field">
      <span>{t(`archive.${name}`)}</span>
      <select
        value={view[name]}
        onChange={event => show({ [name]: event.currentTarget.value, ...(name === 'site' ? { room: '' } : {}) })}
      >
        <option value="">{t('archive.any')}</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <form
      class="panel search"
      role="search"
      onSubmit={event => {
        event.preventDefault()
        const words = new FormData(event.currentTarget).get('q')
        show({ q: typeof words === 'string' ? words.trim() : '' })
      }}
    >
      <div class="field words">
        <label for="words">{t('archive.words')}</label>
        <div class="with-button">
          <input
            key={view.q}
            id="words"
            name="q"
            type="search"
            maxLength={200}
            defaultValue={view.q}
            autocomplete="off"
          />
          <button type="submit" class="btn pri">
            {t('archive.find')}
          </button>
        </div>
      </div>
      {select(
        'site',
        allSites().map(({ id, name }) => [id, name]),
      )}
      {rooms.length > 0 &&
        select(
          'room',
          rooms.map(({ id, name }) => [id, name]),
        )}
      {select(
        'grade',
        ALL_GRADES.map(grade => [String(grade), GRADES[grade][language()]]),
      )}
      {select(
        'cause',
        CAUSES.map(cause => [cause, t(`cause.${cause}`)]),
      )}
      {select('state', [
        ['open', t('archive.open')],
        ['closed', t('archive.closed')],
      ])}
      {(['from', 'to'] as const).map(name => (
        <label key={name} class="field">
          <span>{t(`archive.${name}`)}</span>
          <input
            type="date"
            value={view[name]}
            max="2999-12-31"
            onChange={event => show({ [name]: event.currentTarget.value })}
          />
        </label>
      ))}
      {archiveQuery(view) !== '' && (
        <a class="link" href={PATHS.archive}>
          {t('devices.clear')}
        </a>
      )}
    </form>
  )
}
