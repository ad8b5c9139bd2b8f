import { weekdayName } from '../../../format/days.ts'
import { formatCount } from '../../../format/number.ts'
import { t } from '../../../i18n/i18n.ts'
import { nextPeriod, type TimetableFaults } from '../../../model/timetable.ts'
import { Panel } from '../../../parts/panel.tsx'
import { EditRow, withRow } from '../parts/edit-row.tsx'
import { TextField } from '../parts/fields.tsx'
import { faultText } from './fault-text.ts'
import type { PartProps } from './page.tsx'

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7]

/** The lessons of a week. */
export function PeriodsPanel({ timetable, change, faults }: PartProps & { faults: TimetableFaults }) {
  const { periods } = timetable
  const set = (next: typeof periods) => change?.({ ...timetable, periods: next })
  return (
    <Panel
      title={t('settings.timetable.periods')}
      count={formatCount(periods.length)}
      aside={
        change !== null && (
          <button type="button" class="btn sm" onClick={() => set([...periods, nextPeriod(periods)])}>
            {t('settings.timetable.addPeriod')}
          </button>
        )
      }
    >
      <ul class="edit-rows periods">
        {periods.map((period, at) => (
          <EditRow
            key={at}
            label={t('settings.timetable.period', { name: period.name.slice(0, 40) })}
            fault={faultText(faults.periods[at])}
            remove={change && (() => set(withRow(periods, at, null)))}
          >
            <TextField
              label={t('settings.timetable.name')}
              value={period.name}
              longest={60}
              change={name => set(withRow(periods, at, { ...period, name }))}
            />
            {(['from', 'to'] as const).map(side => (
              <TextField
                key={side}
                type="time"
                label={t(`settings.timetable.${side}`)}
                value={period[side]}
                change={value => set(withRow(periods, at, { ...period, [side]: value }))}
              />
            ))}
            <div class="weekdays" role="group" aria-label={t('settings.timetable.weekdays')}>
              {WEEKDAYS.map(day => (
                <label key={day} class="opt">
                  <input
                    type="checkbox"
                    checked={period.weekdays.includes(day)}
                    onChange={({ currentTarget }) => {
                      const others = period.weekdays.filter(one => one !== day)
                      set(
                        withRow(periods, at, {
                          ...period,
                          weekdays: currentTarget.checked
                            ? WEEKDAYS.filter(one => one === day || others.includes(one))
                            : others,
                        }),
                      )
                    }}
                  />
                  <span>{weekdayName(day, 'narrow')}</span>
                </label>
              ))}
            </div>
          </EditRow>
        ))}
      </ul>
    </Panel>
  )
}
