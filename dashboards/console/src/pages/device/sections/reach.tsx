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

const METRICS = ['forewarn.network.round_trip', 'forewarn.network.loss', 'forewarn.network.jitter'] as const

/** The machines this one depends on: how far they are, and what is lost on the way. */
export const reach: Section = {
  id: 'reach',
  half: true,
  metrics: METRICS,
  subjects: ['reach'],
  isPresent: ({ readings }) => hasAny(readings, METRICS),
  draw(matter) {
    const rows = instancesOf(matter.readings, METRICS, attributes => attributes['forewarn.target']).sort(
      (a, b) => rankOf(a.name) - rankOf(b.name),
    )
    return (
      <Panel anchor="reach" title={t('section.reach')} count={String(rows.length)}>
        <DataTable label={t('section.reach')} columns={columnsFor(matter)} rows={rows} keyOf={row => row.name} />
      </Panel>
    )
  },
}

/** From near to far: the gateway, the collector, the peers in the order of their names. */
const NEAR = ['gateway', 'collector'] as const
const rankOf = (name: string) => (NEAR as readonly string[]).indexOf(name) >>> 0

const columnsFor = (matter: Matter): Column<Instance>[] => [
  nameColumn(matter, {
    head: t('reach.name'),
    title: ({ name }) => (name === 'gateway' || name === 'collector' ? t(`reach.${name}`) : name),
    note: ({ name }) => wayOf(textOf(matter.inventory.of('reach')[name])),
  }),
  { key: 'state', head: t('reach.state'), place: 'beside', cell: row => stateOf(row) },
  {
    key: 'roundTrip',
    head: t('reach.roundTrip'),
    figures: true,
    cell: row => secondsText(row.value('forewarn.network.round_trip')),
  },
  { key: 'loss', head: t('reach.loss'), figures: true, cell: row => percentText(row.value('forewarn.network.loss')) },
  {
    key: 'jitter',
    head: t('reach.jitter'),
    figures: true,
    cell: row => secondsText(row.value('forewarn.network.jitter')),
  },
]

function stateOf(row: Instance) {
  const [roundTrip, loss] = [row.value('forewarn.network.round_trip'), row.value('forewarn.network.loss')]
  if (loss !== null && loss >= 1) return <Mark standing="late">{t('reach.silent')}</Mark>
  if (roundTrip === null) return <Mark standing="unk">{t('reach.unknown')}</Mark>
  return <Mark standing="ok">{t('reach.answers')}</Mark>
}

/** By which protocol it was asked; `none` means that nothing has answered yet. */
const wayOf = (way: string | null) => (way === null || way === 'none' ? null : way.toUpperCase())
