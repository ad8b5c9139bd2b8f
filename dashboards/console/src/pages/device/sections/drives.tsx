import { bytesText, formatCount, percentText } from '../../../format/number.ts'
import { celsiusText, secondsText } from '../../../format/reading.ts'
import { t } from '../../../i18n/i18n.ts'
import { smartTerm } from '../../../i18n/terms.ts'
import { reasonText } from '../../../model/drive-reasons.ts'
import { driveRows, type DriveRow } from '../../../model/drives.ts'
import { DataTable, type Column } from '../../../parts/data-table.tsx'
import { Mark, type Standing } from '../../../parts/mark.tsx'
import { Panel } from '../../../parts/panel.tsx'
import type { Matter, Section } from '../section.ts'
import { nameColumn } from './named.tsx'

/** The drives' health, and what each verdict rests on. */
export const drives: Section = {
  id: 'drives',
  metrics: [
    'forewarn.drive.healthy',
    'forewarn.drive.power_on',
    'hw.physical_disk.smart',
    'hw.physical_disk.endurance_utilization',
    'hw.errors',
  ],
  subjects: ['drive:'],
  isPresent: ({ readings, inventory }) => driveRows(readings, inventory).length > 0,
  draw(matter) {
    const rows = driveRows(matter.readings, matter.inventory)
    return (
      <Panel anchor="drives" title={t('section.drives')} count={String(rows.length)}>
        <DataTable label={t('section.drives')} columns={columnsFor(matter)} rows={rows} keyOf={row => row.name} />
      </Panel>
    )
  },
}

const STANDINGS: Record<DriveRow['verdict'], Standing> = {
  healthy: 'ok',
  degraded: 'risk',
  failing: 'late',
  unknown: 'unk',
}

const columnsFor = (matter: Matter): Column<DriveRow>[] => [
  nameColumn(matter, {
    head: t('drives.name'),
    note: ({ model, bytes, kind }) =>
      [model, bytes === null ? null : bytesText(bytes), kind === null ? null : t(`drives.kind.${kind}`)]
        .filter(text => text !== null)
        .join(' · '),
  }),
  {
    key: 'verdict',
    head: t('drives.verdict'),
    place: 'beside',
    cell: ({ verdict }) => <Mark standing={STANDINGS[verdict]}>{t(`drives.verdicts.${verdict}`)}</Mark>,
  },
  {
    key: 'temperature',
    head: t('drives.temperature'),
    figures: true,
    cell: ({ instance }) => celsiusText(instance?.value('hw.temperature') ?? null),
  },
  {
    key: 'endurance',
    head: t('drives.endurance'),
    figures: true,
    cell: ({ instance }) => percentText(instance?.value('hw.physical_disk.endurance_utilization') ?? null),
  },
  {
    key: 'powerOn',
    head: t('drives.powerOn'),
    figures: true,
    cell: ({ instance }) => secondsText(instance?.value('forewarn.drive.power_on') ?? null),
  },
  { key: 'counts', head: t('drives.counts'), place: 'whole', cell: row => linesOf(countsOf(row)) },
  { key: 'evidence', head: t('drives.evidence'), place: 'whole', cell: row => linesOf(evidenceOf(row)) },
]

/** What speaks against the drive, then what the verdict rests on. */
function evidenceOf({ reasons, advice, level, note, selfTest }: DriveRow): string[] {
  return [
    ...reasons.map(reasonText),
    ...advice.map(one => t(`drives.advice.${one}`)),
    // That nothing is known is said better by the reason why.
    ...(level === null || (level === 'none' && note !== null) ? [] : [t(`drives.level.${level}`)]),
    ...(selfTest === null ? [] : [t(`drives.selfTest.${selfTest}`)]),
    ...(note === null ? [] : [reasonText(note)]),
  ]
}

/** The attributes worth knowing with their counts. */
function countsOf({ counts }: DriveRow): string[] {
  return counts.map(({ name, value }) => {
    const term = smartTerm(name)
    // Of all attributes this one is a share.
    return `${term} ${name === 'Available Spare' ? percentText(value) : value === null ? '–' : formatCount(value)}`
  })
}

function linesOf(lines: readonly string[]) {
  return lines.length === 0 ? null : <span class="name lines-4">{lines.join(' · ')}</span>
}
