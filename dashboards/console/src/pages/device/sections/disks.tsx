import { percentText, rateText, shortNumber } from '../../../format/number.ts'
import { frequencyText, secondsText } from '../../../format/reading.ts'
import { t } from '../../../i18n/i18n.ts'
import { instancesOf, type Instance } from '../../../model/instances.ts'
import { DataTable, type Column } from '../../../parts/data-table.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { hasAny, type Matter, type Section } from '../section.ts'
import { nameColumn } from './named.tsx'

const METRICS = [
  'forewarn.disk.utilization',
  'forewarn.disk.latency',
  'forewarn.disk.queue',
  'system.disk.io',
  'system.disk.operations',
] as const
const READ = { 'disk.io.direction': 'read' }
const WRITE = { 'disk.io.direction': 'write' }

/** What the disks have to do, and how long they take for it. */
export const disks: Section = {
  id: 'disks',
  metrics: METRICS,
  isPresent: ({ readings }) => hasAny(readings, METRICS),
  draw(matter) {
    const rows = instancesOf(matter.readings, METRICS, attributes => attributes['system.device'])
    return (
      <Panel anchor="disks" title={t('section.disks')} count={String(rows.length)}>
        <DataTable label={t('section.disks')} columns={columnsFor(matter)} rows={rows} keyOf={row => row.name} />
      </Panel>
    )
  },
}

const columnsFor = (matter: Matter): Column<Instance>[] => [
  nameColumn(matter, { head: t('disks.name') }),
  {
    key: 'busy',
    head: t('disks.busy'),
    figures: true,
    cell: row => percentText(row.value('forewarn.disk.utilization')),
  },
  {
    key: 'latency',
    head: t('disks.latency'),
    figures: true,
    cell: row => secondsText(row.value('forewarn.disk.latency')),
  },
  {
    key: 'queue',
    head: t('disks.queue'),
    figures: true,
    cell: row => numberOrNull(row.value('forewarn.disk.queue')),
  },
  { key: 'read', head: t('disks.read'), figures: true, cell: row => rateText(row.value('system.disk.io', READ)) },
  {
    key: 'written',
    head: t('disks.written'),
    figures: true,
    cell: row => rateText(row.value('system.disk.io', WRITE)),
  },
  {
    key: 'operations',
    head: t('disks.operations'),
    figures: true,
    cell: row =>
      frequencyText(sumOf(row.value('system.disk.operations', READ), row.value('system.disk.operations', WRITE))),
  },
]

const numberOrNull = (value: number | null) => (value === null ? null : shortNumber(value))

/** The sum of what is known. */
function sumOf(...values: (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}
