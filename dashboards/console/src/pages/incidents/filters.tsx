import { GRADES, type Grade } from '@forewarn/shared/incidents.ts'
import { useLocation } from 'preact-iso/router'

import { allIncidents } from '../../data/incidents.ts'
import { allSites } from '../../data/sites.ts'
import { formatCount } from '../../format/number.ts'
import { language, t } from '../../i18n/i18n.ts'
import { countGrades, incidentListAddress, STATE_GROUPS, type IncidentListState } from '../../model/incident-list.ts'
import { GRADE_ICONS } from '../../parts/grade-tag.tsx'
import { Icon } from '../../parts/icon.tsx'
import { PATHS } from '../../routes.ts'

const ALL_GRADES: readonly Grade[] = [1, 2, 3, 4]

/** Which incidents are listed: by grade with its count, by how far they are, by site. Every choice is an address. */
export function IncidentFilters({ view }: { view: IncidentListState }) {
  const address = (change: Partial<IncidentListState>) => incidentListAddress(PATHS.incidents, { ...view, ...change })
  const byGrade = countGrades(allIncidents(), view)
  return (
    <div class="filters">
      <div class="chips" role="group" aria-label={t('incidents.byGrade')}>
        {ALL_GRADES.map(grade => (
          <a
            key={grade}
            class="chip"
            href={address({ grade: view.grade === grade ? null : grade })}
            {...current(view.grade === grade)}
          >
            <Icon name={GRADE_ICONS[grade]} tone={`g${grade}`} />
            {GRADES[grade][language()]}
            {view.state !== 'closed' && <b>{formatCount(byGrade[grade])}</b>}
          </a>
        ))}
      </div>
      <span class="seg" role="group" aria-label={t('incidents.byState')}>
        <a href={address({ state: null })} {...current(view.state === null)}>
          {t('incidents.unsolved')}
        </a>
        {STATE_GROUPS.map(group => (
          <a key={group} href={address({ state: group })} {...current(view.state === group)}>
            {t(`incidents.group.${group}`)}
          </a>
        ))}
      </span>
      <SiteChoice view={view} />
    </div>
  )
}

/** The school, where there are several. */
function SiteChoice({ view }: { view: IncidentListState }) {
  const { route } = useLocation()
  const sites = allSites()
  if (sites.length < 2 && view.site === null) return null
  return (
    <select
      aria-label={t('incidents.bySite')}
      value={view.site ?? ''}
      onChange={event => {
        const site = event.currentTarget.value === '' ? null : event.currentTarget.value
        route(incidentListAddress(PATHS.incidents, { ...view, site }))
      }}
    >
      <option value="">{t('incidents.allSites')}</option>
      {view.site !== null && sites.every(({ id }) => id !== view.site) && (
        <option value={view.site}>{view.site}</option>
      )}
      {sites.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  )
}

const current = (is: boolean): { 'aria-current'?: 'true' } => (is ? { 'aria-current': 'true' } : {})
