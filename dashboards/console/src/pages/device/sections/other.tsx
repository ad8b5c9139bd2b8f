import type { Latest } from '@forewarn/shared/api.ts'
import { describeMetric } from '@forewarn/shared/metrics.ts'

import { frequencyText, readingText } from '../../../format/reading.ts'
import { formatMoment } from '../../../format/time.ts'
import { language, t } from '../../../i18n/i18n.ts'
import { attributeTerm } from '../../../i18n/terms.ts'
import { seriesKey } from '../../../model/readings.ts'
import { DataTable, type Column } from '../../../parts/data-table.tsx'
import { Panel } from '../../../parts/panel.tsx'
import type { Matter } from '../section.ts'

/** Rows beyond are counted only; an agent may send thousands. */
const MOST_ROWS = 200

/** Readings that no section knows, such as those of a newer agent, each as well as its name and unit let it be told. */
export function otherPanel(matter: Matter, rest: readonly Latest[]) {
  const rows = [...rest]
    .sort((a, b) => (seriesKey(a.metric, a.attributes) < seriesKey(b.metric, b.attributes) ? -1 : 1))
    .slice(0, MOST_ROWS)
  return (
    <Panel anchor="other" title={t('section.other')} count={String(rest.length)}>
      <DataTable
        label={t('section.other')}
        columns={columnsFor(matter)}
        rows={rows}
        keyOf={({ metric, attributes }) => seriesKey(metric, attributes)}
      />
      {rest.length > MOST_ROWS && <p class="pf">{t('section.more', { count: rest.length - MOST_ROWS })}</p>}
    </Panel>
  )
}

const columnsFor = ({ zone, now }: Matter): Column<Latest>[] => [
  {
    key: 'metric',
    head: t('other.reading'),
    cell: ({ metric }) => <span class="name">{describeMetric(metric)[language()]}</span>,
  },
  {
    key: 'of',
    head: t('other.of'),
    cell: ({ attributes }) => {
      const texts = Object.entries(attributes).map(([key, value]) => `${attributeTerm(key)} ${value}`)
      return texts.length === 0 ? null : <bdi class="name">{texts.join(' · ')}</bdi>
    },
  },
  { key: 'value', head: t('other.value'), figures: true, cell: valueOf },
  {
    key: 'at',
    head: t('other.at'),
    figures: true,
    cell: ({ at }) => formatMoment(Date.parse(at), { zone, now, seconds: true }),
  },
]

/** Of a counter what it stands at, with the rate beside it; of a level its value. */
function valueOf({ metric, unit, value, total }: Latest): string {
  if (total === undefined) return readingText(metric, unit, value)
  const counted = readingText(metric, unit.replace(/\/s$/, ''), total)
  return value === null
    ? counted
    : `${counted} (${unit === 'By/s' ? readingText(metric, unit, value) : frequencyText(value)})`
}
