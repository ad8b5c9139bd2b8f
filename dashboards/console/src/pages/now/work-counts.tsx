import { GRADES, type Grade } from '@forewarn/shared/incidents.ts'
import { useComputed } from '@preact/signals'

import { allIncidents } from '../../data/incidents.ts'
import { formatCount } from '../../format/number.ts'
import { language, t } from '../../i18n/i18n.ts'
import { incidentListAddress } from '../../model/incident-list.ts'
import { isUnsolved } from '../../model/incident-order.ts'
import { listAddress, type ListFilter } from '../../model/list-state.ts'
import { countMarks, type Mark } from '../../model/marks.ts'
import { GRADE_ICONS } from '../../parts/grade-tag.tsx'
import { Icon } from '../../parts/icon.tsx'
import { PATHS } from '../../routes.ts'
import { gridsNow } from './grids.ts'
import { MARK_LOOKS } from './mark-looks.ts'

const ALL_GRADES: readonly Grade[] = [1, 2, 3, 4]
const TERMINALS: readonly { mark: Mark; filter: ListFilter }[] = [
  { mark: 'unk', filter: 'offline' },
  { mark: 'off', filter: 'offline' },
  { mark: 'never', filter: 'never' },
  { mark: 'ok', filter: 'online' },
]

/** Open incidents by grade, and terminals by how they stand; each leads to its list. */
export function WorkCounts() {
  const counted = useComputed(() => {
    const grades = { 1: 0, 2: 0, 3: 0, 4: 0 }
    for (const incident of allIncidents()) if (isUnsolved(incident)) grades[incident.grade]++
    return JSON.stringify({ grades, marks: countMarks(gridsNow.value.flatMap(({ places }) => places)) })
  }).value
  const { grades, marks } = JSON.parse(counted) as { grades: Record<Grade, number>; marks: Record<Mark, number> }
  const terminals = TERMINALS.filter(({ mark }) => marks[mark] > 0)
  return (
    <div class="counts" role="group" aria-label={t('now.counts')}>
      {ALL_GRADES.map(grade => (
        <a
          key={grade}
          href={incidentListAddress(PATHS.incidents, { state: null, grade, site: null })}
          class={grades[grade] === 0 ? 'none' : ''}
        >
          <Icon name={GRADE_ICONS[grade]} tone={`g${grade}`} />
          {GRADES[grade][language()]} <b>{formatCount(grades[grade])}</b>
        </a>
      ))}
      {terminals.length > 0 && <span class="sep" aria-hidden="true" />}
      {terminals.map(({ mark, filter }) => (
        <a key={mark} href={listAddress(PATHS.devices, { find: '', state: filter, sort: null, descending: false })}>
          <Icon name={MARK_LOOKS[mark].icon} tone={MARK_LOOKS[mark].tone} />
          {t(`mark.${mark as 'ok'}`)} <b>{formatCount(marks[mark])}</b>
        </a>
      ))}
    </div>
  )
}
