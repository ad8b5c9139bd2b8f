import { formatCount, rateText } from '../../../format/number.ts'
import { linkText } from '../../../format/reading.ts'
import { t } from '../../../i18n/i18n.ts'
import { instancesOf, type Instance } from '../../../model/instances.ts'
import { DataTable, type Column } from '../../../parts/data-table.tsx'
import { Mark } from '../../../parts/mark.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { hasAny, type Matter, type Section } from '../section.ts'
import { nameColumn } from './named.tsx'

const METRICS = [
  'hw.network.up',
  'hw.network.bandwidth.limit',
  'system.network.io',
  'system.network.errors',
  'system.network.packet.dropped',
  'forewarn.network.carrier.changes',
] as const
const RECEIVE = { 'network.io.direction': 'receive' }
const TRANSMIT = { 'network.io.direction': 'transmit' }

/** The network cards: whether there is a link, how fast, and what is lost on it. */
export const network: Section = {
  id: 'network',
  metrics: METRICS,
  isPresent: ({ readings }) => hasAny(readings, METRICS),
  draw(matter) {
    const rows = instancesOf(matter.readings, METRICS, attributes => attributes['network.interface.name'])
    return (
      <Panel
        anchor="network"
        title={t('section.network')}
        count={String(rows.length)}
        aside={<span>{t('network.sinceBoot')}</span>}
      >
        <DataTable label={t('section.network')} columns={columnsFor(matter)} rows={rows} keyOf={row => row.name} />
      </Panel>
    )
  },
}

const columnsFor = (matter: Matter): Column<Instance>[] => [
  nameColumn(matter, { head: t('network.name') }),
  { key: 'link', head: t('network.link'), place: 'beside', cell: row => linkOf(row.value('hw.network.up')) },
  {
    key: 'speed',
    head: t('network.speed'),
    figures: true,
    cell: row => linkText(row.value('hw.network.bandwidth.limit')),
  },
  {
    key: 'in',
    head: t('device.received'),
    figures: true,
    cell: row => rateText(row.value('system.network.io', RECEIVE)),
  },
  {
    key: 'out',
    head: t('device.sent'),
    figures: true,
    cell: row => rateText(row.value('system.network.io', TRANSMIT)),
  },
  { key: 'errors', head: t('network.errors'), figures: true, cell: row => totalOf(row, 'system.network.errors') },
  { key: 'drops', head: t('network.drops'), figures: true, cell: row => totalOf(row, 'system.network.packet.dropped') },
  {
    key: 'changes',
    head: t('network.changes'),
    figures: true,
    cell: row => totalOf(row, 'forewarn.network.carrier.changes'),
  },
]

function linkOf(up: number | null) {
  if (up === null) return null
  // A socket without a cable is no fault; that a device cannot be reached is told elsewhere.
  return up === 1 ? <Mark standing="ok">{t('network.up')}</Mark> : <Mark standing="off">{t('network.down')}</Mark>
}

/** What was counted in both directions. */
function totalOf(row: Instance, metric: (typeof METRICS)[number]): string | null {
  const totals = row.all(metric).flatMap(({ total }) => (total === null || total === undefined ? [] : [total]))
  return totals.length === 0 ? null : formatCount(totals.reduce((sum, total) => sum + total, 0))
}
