import { bytesText, percentText } from '../../../format/number.ts'
import { t } from '../../../i18n/i18n.ts'
import { LIMITS } from '../../../model/concerns.ts'
import { instancesOf, type Instance } from '../../../model/instances.ts'
import { volumeName } from '../../../model/readings.ts'
import { Bar } from '../../../parts/bar.tsx'
import { DataTable, type Column } from '../../../parts/data-table.tsx'
import { Mark } from '../../../parts/mark.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { hasAny, type Matter, type Section } from '../section.ts'
import { nameColumn } from './named.tsx'

const METRICS = [
  'system.filesystem.utilization',
  'system.filesystem.limit',
  'system.filesystem.usage',
  'forewarn.filesystem.inodes.utilization',
  'forewarn.filesystem.readonly',
] as const

/** How full the volumes are, and whether they can be written. */
export const volumes: Section = {
  id: 'volumes',
  half: true,
  metrics: METRICS,
  isPresent: ({ readings }) => hasAny(readings, METRICS),
  draw(matter) {
    const rows = instancesOf(matter.readings, METRICS, volumeName)
    return (
      <Panel anchor="volumes" title={t('section.volumes')} count={String(rows.length)}>
        <DataTable label={t('section.volumes')} columns={columnsFor(matter)} rows={rows} keyOf={row => row.name} />
      </Panel>
    )
  },
}

const columnsFor = (matter: Matter): Column<Instance>[] => [
  nameColumn(matter, { head: t('volumes.name') }),
  {
    key: 'used',
    head: t('volumes.used'),
    figures: true,
    cell: row => <Used share={row.value('system.filesystem.utilization')} />,
  },
  { key: 'free', head: t('volumes.free'), figures: true, cell: row => bytesText(freeOf(row)) },
  {
    key: 'size',
    head: t('volumes.size'),
    figures: true,
    cell: row => bytesText(row.value('system.filesystem.limit')),
  },
  {
    key: 'inodes',
    head: t('volumes.inodes'),
    figures: true,
    cell: row => percentText(row.value('forewarn.filesystem.inodes.utilization')),
  },
  {
    key: 'writes',
    head: t('volumes.writes'),
    place: 'beside',
    cell: row => writesOf(row.value('forewarn.filesystem.readonly')),
  },
]

function writesOf(readonly: number | null) {
  if (readonly === null) return null
  if (readonly === 1) return <Mark standing="late">{t('volumes.readonly')}</Mark>
  return <Mark standing="ok">{t('volumes.writable')}</Mark>
}

function freeOf(row: Instance): number | null {
  const [size, used] = [row.value('system.filesystem.limit'), row.value('system.filesystem.usage')]
  return size === null || used === null ? null : size - used
}

function Used({ share }: { share: number | null }) {
  if (share === null) return <>{percentText(share)}</>
  return (
    <span class={share >= LIMITS.volume ? 'high' : ''}>
      {percentText(share)}
      <Bar share={share} />
    </span>
  )
}
