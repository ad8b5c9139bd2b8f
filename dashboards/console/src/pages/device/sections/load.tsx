import { describeMetric, type MetricName } from '@forewarn/shared/metrics.ts'

import { percentText } from '../../../format/number.ts'
import { readingText } from '../../../format/reading.ts'
import { language, t } from '../../../i18n/i18n.ts'
import { instancesOf, type Instance } from '../../../model/instances.ts'
import { DataTable, type Column } from '../../../parts/data-table.tsx'
import { Pairs, type Pair } from '../../../parts/pairs.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { hasAny, type Matter, type Section } from '../section.ts'
import { nameColumn } from './named.tsx'

/** Levels that say more about a machine under load than its mean does. */
const LEVELS: readonly MetricName[] = [
  'forewarn.cpu.busiest.utilization',
  'forewarn.cpu.steal.utilization',
  'system.cpu.load_average.1m',
  'system.linux.memory.available',
  'system.paging.utilization',
  'system.paging.usage',
  'forewarn.memory.commit.usage',
  'forewarn.memory.commit.limit',
]
const PRESSURE = ['forewarn.pressure.stall'] as const
const RESOURCES = ['cpu', 'memory', 'io'] as const

/** How hard processor and memory are pressed, and how much of the time programs wait for them. */
export const load: Section = {
  id: 'load',
  half: true,
  metrics: [...LEVELS, ...PRESSURE],
  isPresent: ({ readings }) => hasAny(readings, [...LEVELS, ...PRESSURE]),
  draw(matter) {
    const rows = instancesOf(matter.readings, PRESSURE, attributes => attributes['forewarn.resource'])
    return (
      <Panel anchor="load" title={t('section.load')}>
        {hasAny(matter.readings, LEVELS) && (
          <div class="pb">
            <Pairs pairs={pairsOf(matter)} />
          </div>
        )}
        {rows.length > 0 && (
          <DataTable label={t('load.waits')} columns={columnsFor(matter)} rows={rows} keyOf={row => row.name} />
        )}
      </Panel>
    )
  },
}

const pairsOf = ({ readings }: Matter): Pair[] =>
  LEVELS.map(metric => {
    const described = describeMetric(metric)
    return {
      key: metric,
      label: described[language()],
      value: readingText(metric, described.unit, readings.value(metric)),
    }
  })

const columnsFor = (matter: Matter): Column<Instance>[] => {
  const share = (row: Instance, stall: string) =>
    percentText(row.value('forewarn.pressure.stall', { 'forewarn.stall': stall }))
  return [
    nameColumn(matter, {
      head: t('load.waits'),
      title({ name }) {
        const known = RESOURCES.find(one => one === name)
        return known === undefined ? name : t(`load.${known}`)
      },
    }),
    { key: 'some', head: t('load.some'), figures: true, cell: row => share(row, 'some') },
    { key: 'full', head: t('load.full'), figures: true, cell: row => share(row, 'full') },
  ]
}
