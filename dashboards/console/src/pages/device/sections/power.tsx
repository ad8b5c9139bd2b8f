import { percentText } from '../../../format/number.ts'
import { secondsText } from '../../../format/reading.ts'
import { t } from '../../../i18n/i18n.ts'
import { instancesOf, type Instance } from '../../../model/instances.ts'
import { textOf } from '../../../model/inventory.ts'
import { DataTable, type Column } from '../../../parts/data-table.tsx'
import { Mark } from '../../../parts/mark.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { hasAny, type Matter, type Section } from '../section.ts'
import { nameColumn } from './named.tsx'

const BATTERY = ['hw.battery.charge', 'hw.battery.time_left', 'forewarn.battery.health'] as const
const MAINS = 'forewarn.power.mains'

/** Batteries, and whether the machine runs on mains. */
export const power: Section = {
  id: 'power',
  half: true,
  metrics: [...BATTERY, MAINS],
  subjects: ['battery', 'battery.'],
  isPresent: ({ readings }) => hasAny(readings, [...BATTERY, MAINS]),
  draw(matter) {
    const { readings } = matter
    const rows = instancesOf(readings, BATTERY, attributes => attributes['hw.id'])
    const mains = readings.value(MAINS)
    return (
      <Panel
        anchor="power"
        title={t('section.power')}
        {...(mains === null ? {} : { aside: <Mains isOn={mains === 1} /> })}
      >
        {rows.length > 0 && (
          <DataTable
            label={t('section.power')}
            columns={columnsFor(matter, rows)}
            rows={rows}
            keyOf={row => row.name}
          />
        )}
      </Panel>
    )
  },
}

function Mains({ isOn }: { isOn: boolean }) {
  return isOn ? <Mark standing="ok">{t('power.mains')}</Mark> : <Mark standing="risk">{t('power.battery')}</Mark>
}

const columnsFor = (matter: Matter, rows: readonly Instance[]): Column<Instance>[] => [
  nameColumn(matter, { head: t('power.name'), note: row => modelOf(matter, rows.indexOf(row)) }),
  { key: 'charge', head: t('power.charge'), figures: true, cell: row => percentText(row.value('hw.battery.charge')) },
  { key: 'left', head: t('power.left'), figures: true, cell: row => secondsText(row.value('hw.battery.time_left')) },
  {
    key: 'health',
    head: t('power.health'),
    figures: true,
    cell: row => percentText(row.value('forewarn.battery.health')),
  },
]

/** Agents number the facts of batteries in the order in which they list their readings. */
function modelOf({ inventory }: Matter, index: number): string | null {
  const { manufacturer, model, technology } = inventory.of(index === 0 ? 'battery' : `battery.${index + 1}`)
  return [manufacturer, model, technology]
    .map(textOf)
    .filter(text => text !== null)
    .join(' ')
}
