import { momentOf, wallTime } from '@forewarn/shared/wall-clock.ts'

import { formatCount } from '../../../format/number.ts'
import { t } from '../../../i18n/i18n.ts'
import type { TimetableFaults } from '../../../model/timetable.ts'
import { Panel } from '../../../parts/panel.tsx'
import { EditRow, withRow } from '../parts/edit-row.tsx'
import { TextField } from '../parts/fields.tsx'
import { faultText } from './fault-text.ts'
import type { PartProps } from './page.tsx'

/** Planned work: what happens within is recorded and not raised. */
export function MaintenancePanel({
  timetable,
  change,
  faults,
  zone,
}: PartProps & { faults: TimetableFaults; zone: string }) {
  const { maintenance } = timetable
  const set = (next: typeof maintenance) => change?.({ ...timetable, maintenance: next })
  const shown = (moment: string) => (moment === '' ? '' : wallTime(Date.parse(moment), zone))
  const taken = (wall: string) => {
    const at = momentOf(wall, zone)
    return at === null ? '' : new Date(at).toISOString()
  }
  return (
    <Panel
      title={t('settings.timetable.maintenance')}
      count={formatCount(maintenance.length)}
      aside={
        change !== null && (
          <button type="button" class="btn sm" onClick={() => set([...maintenance, { from: '', to: '', why: '' }])}>
            {t('settings.timetable.addMaintenance')}
          </button>
        )
      }
    >
      <p class="pb dim tight">{t('settings.timetable.maintenanceHint')}</p>
      <ul class="edit-rows wide">
        {maintenance.map((window, at) => (
          <EditRow
            key={at}
            label={`${t('settings.timetable.maintenance')} ${at + 1}`}
            fault={faultText(faults.maintenance[at])}
            remove={change && (() => set(withRow(maintenance, at, null)))}
          >
            {(['from', 'to'] as const).map(side => (
              <TextField
                key={side}
                type="datetime-local"
                label={t(`settings.timetable.${side}`)}
                value={shown(window[side])}
                change={value => set(withRow(maintenance, at, { ...window, [side]: taken(value) }))}
              />
            ))}
            <TextField
              label={t('settings.timetable.why')}
              value={window.why}
              longest={200}
              change={why => set(withRow(maintenance, at, { ...window, why }))}
            />
          </EditRow>
        ))}
      </ul>
    </Panel>
  )
}
