import type { PeripheralKind } from '@forewarn/shared/protocol.ts'

import { t } from '../../../i18n/i18n.ts'
import { peripheralRows, type PeripheralRow } from '../../../model/peripherals.ts'
import { DataTable, type Column } from '../../../parts/data-table.tsx'
import { Icon, type IconName } from '../../../parts/icon.tsx'
import { Mark } from '../../../parts/mark.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { hasAny, type Matter, type Section } from '../section.ts'
import { nameColumn } from './named.tsx'

const METRICS = ['forewarn.peripheral.present', 'forewarn.peripheral.count'] as const

/** The parts around the machine: those a lesson needs first, and loud where one of them is missing. */
export const peripherals: Section = {
  id: 'peripherals',
  half: true,
  metrics: METRICS,
  subjects: ['peripherals'],
  isPresent: ({ readings }) => hasAny(readings, METRICS),
  draw(matter) {
    const rows = peripheralRows(matter.readings, matter.inventory, matter.watchList)
    const missing = rows.filter(({ state }) => state === 'missing').length
    const required = rows.filter(({ isRequired }) => isRequired).length
    return (
      <Panel
        anchor="peripherals"
        title={t('section.peripherals')}
        count={String(rows.length)}
        {...(required === 0 ? {} : { aside: <Sum missing={missing} required={required} /> })}
      >
        {rows.length > 0 && (
          <DataTable
            label={t('section.peripherals')}
            columns={columnsFor(matter)}
            rows={rows}
            keyOf={({ key }) => key}
          />
        )}
      </Panel>
    )
  },
}

function Sum({ missing, required }: { missing: number; required: number }) {
  return missing === 0 ? (
    <span>{t('peripherals.allPresent', { count: required })}</span>
  ) : (
    <Mark standing="late">{t('peripherals.someMissing', { count: required, missing })}</Mark>
  )
}

const SHAPES: Record<PeripheralKind, IconName> = {
  camera: 'camera',
  microphone: 'microphone',
  speaker: 'speaker',
  display: 'dev',
  touch: 'touch',
  usb: 'usb',
}

const columnsFor = (matter: Matter): Column<PeripheralRow>[] => [
  nameColumn(matter, {
    head: t('peripherals.name'),
    shape: ({ kind }) => <Icon name={SHAPES[kind ?? 'usb']} tone="dim before" />,
  }),
  {
    key: 'kind',
    head: t('peripherals.kind'),
    cell: ({ kind, isRequired }) =>
      [kind === null ? null : t(`peripherals.kinds.${kind}`), isRequired ? t('peripherals.required') : null]
        .filter(text => text !== null)
        .join(' · ') || null,
  },
  {
    key: 'state',
    head: t('peripherals.state'),
    place: 'beside',
    cell: ({ state }) => {
      switch (state) {
        case 'present':
          return <Mark standing="ok">{t('peripherals.present')}</Mark>
        case 'missing':
          return <Mark standing="late">{t('peripherals.missing')}</Mark>
        case 'unknown':
          return <Mark standing="unk">{t('peripherals.unknown')}</Mark>
      }
    },
  },
]
