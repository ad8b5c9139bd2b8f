import { NONE, bytesText, formatCount, percentText } from '../../../format/number.ts'
import { formatMoment } from '../../../format/time.ts'
import { t } from '../../../i18n/i18n.ts'
import { instancesOf, type Instance } from '../../../model/instances.ts'
import { DataTable, type Column } from '../../../parts/data-table.tsx'
import { Mark } from '../../../parts/mark.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { hasAny, type Matter, type Section } from '../section.ts'
import { nameColumn } from './named.tsx'

const METRICS = [
  'forewarn.program.instances',
  'forewarn.program.uptime',
  'forewarn.program.restarts',
  'forewarn.program.cpu.utilization',
  'forewarn.program.memory.usage',
  'forewarn.program.handles',
  'forewarn.program.hung',
] as const

/** The programs this site watches: whether they run, since when, and what they use. */
export const programs: Section = {
  id: 'programs',
  metrics: METRICS,
  isPresent: ({ readings }) => hasAny(readings, METRICS),
  draw(matter) {
    const rows = instancesOf(matter.readings, METRICS, attributes => attributes['forewarn.program'])
    return (
      <Panel anchor="programs" title={t('section.programs')} count={String(rows.length)}>
        <DataTable label={t('section.programs')} columns={columnsFor(matter)} rows={rows} keyOf={row => row.name} />
      </Panel>
    )
  },
}

const columnsFor = (matter: Matter): Column<Instance>[] => [
  nameColumn(matter, { head: t('programs.name') }),
  { key: 'state', head: t('programs.state'), place: 'beside', cell: row => stateOf(row) },
  { key: 'since', head: t('programs.since'), figures: true, cell: row => sinceOf(row, matter) },
  {
    key: 'restarts',
    head: t('programs.restarts'),
    figures: true,
    cell: row => count(row.total('forewarn.program.restarts')),
  },
  {
    key: 'cpu',
    head: t('device.cpu'),
    figures: true,
    cell: row => percentText(row.value('forewarn.program.cpu.utilization')),
  },
  {
    key: 'memory',
    head: t('device.memory'),
    figures: true,
    cell: row => bytesText(row.value('forewarn.program.memory.usage')),
  },
  {
    key: 'handles',
    head: t('programs.handles'),
    figures: true,
    cell: row => count(row.value('forewarn.program.handles')),
  },
]

const count = (value: number | null) => (value === null ? NONE : formatCount(value))

function stateOf(row: Instance) {
  const [instances, hung] = [row.value('forewarn.program.instances'), row.value('forewarn.program.hung')]
  if (instances === null) return <Mark standing="unk">{t('programs.unknown')}</Mark>
  // Not every program runs all day: that one does not is told, and is no fault by itself.
  if (instances === 0) return <Mark standing="off">{t('programs.notRunning')}</Mark>
  if (hung === 1) return <Mark standing="late">{t('programs.hung')}</Mark>
  return (
    <Mark standing="ok">
      {instances === 1 ? t('programs.running') : t('programs.runningTimes', { count: instances })}
    </Mark>
  )
}

function sinceOf(row: Instance, { zone, now }: Matter): string {
  const uptime = row.value('forewarn.program.uptime')
  if (uptime === null || row.value('forewarn.program.instances') === 0) return NONE
  return formatMoment(row.at - uptime * 1000, { zone, now })
}
