import { formatCount } from '../../../format/number.ts'
import { t } from '../../../i18n/i18n.ts'
import type { TimetableFaults } from '../../../model/timetable.ts'
import { Panel } from '../../../parts/panel.tsx'
import { EditRow, withRow } from '../parts/edit-row.tsx'
import { TextField } from '../parts/fields.tsx'
import { faultText } from './fault-text.ts'
import type { PartProps } from './page.tsx'

/** The terms; between them there are no lessons. */
export function TermsPanel({ timetable, change, faults }: PartProps & { faults: TimetableFaults }) {
  const { terms } = timetable
  const set = (next: typeof terms) => change?.({ ...timetable, terms: next })
  return (
    <Panel
      title={t('settings.timetable.terms')}
      count={formatCount(terms.length)}
      aside={
        change !== null && (
          <button type="button" class="btn sm" onClick={() => set([...terms, { from: '', to: '' }])}>
            {t('settings.timetable.addTerm')}
          </button>
        )
      }
    >
      <ul class="edit-rows">
        {terms.map((term, at) => (
          <EditRow
            key={at}
            label={t('settings.timetable.term', { n: at + 1 })}
            fault={faultText(faults.terms[at])}
            remove={change && (() => set(withRow(terms, at, null)))}
          >
            {(['from', 'to'] as const).map(side => (
              <TextField
                key={side}
                type="date"
                label={t(`settings.timetable.${side}`)}
                value={term[side]}
                change={value => set(withRow(terms, at, { ...term, [side]: value }))}
              />
            ))}
          </EditRow>
        ))}
      </ul>
    </Panel>
  )
}
