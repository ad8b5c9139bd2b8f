import type { SeriesAnswer } from '@forewarn/shared/api.ts'

import { api } from '../../../data/api.ts'
import { instant } from '../../../data/clock.ts'
import { useResource } from '../../../data/resource.ts'
import { percentText } from '../../../format/number.ts'
import { secondsText } from '../../../format/reading.ts'
import { t } from '../../../i18n/i18n.ts'
import { sourceTerm } from '../../../i18n/terms.ts'
import { sourceRows, type SourceRow } from '../../../model/sources.ts'
import { DataTable, type Column } from '../../../parts/data-table.tsx'
import { Mark } from '../../../parts/mark.tsx'
import { FailureNotice, Skeleton } from '../../../parts/notices.tsx'
import type { Matter } from '../section.ts'

const DAY_MS = 86_400_000
const POINTS = 24
const REFRESH_MS = 300_000

/** How long each of the agent's readings took over the last day, and whether it succeeded. Many are taken once an hour, so the newest alone says little. */
export function AgentSources({ device }: Matter) {
  const { id } = device
  const { data, failure, reload } = useResource(
    `sources ${id}`,
    async signal => {
      const to = instant()
      const read = (metric: string): Promise<SeriesAnswer> =>
        api.series(id, { metric, from: to - DAY_MS, to, maxPoints: POINTS }, signal)
      const [durations, successes] = await Promise.all([
        read('forewarn.source.duration'),
        read('forewarn.source.success'),
      ])
      return sourceRows(durations.series, successes.series)
    },
    REFRESH_MS,
  )
  if (data === undefined)
    return failure === undefined ? (
      <Skeleton lines={4} />
    ) : (
      <FailureNotice failure={failure} title={t('chart.failed')} retry={reload} />
    )
  if (data.length === 0) return null
  const columns: Column<SourceRow>[] = [
    { key: 'name', head: t('agent.source'), cell: ({ name }) => <bdi class="name">{sourceTerm(name)}</bdi> },
    { key: 'state', head: t('agent.state'), place: 'beside', cell: stateOf },
    { key: 'usual', head: t('agent.usual'), figures: true, cell: ({ usual }) => secondsText(usual) },
    { key: 'longest', head: t('agent.longest'), figures: true, cell: ({ longest }) => secondsText(longest) },
  ]
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={t('agent.sources')}>
      <DataTable label={t('agent.sources')} columns={columns} rows={data} keyOf={({ name }) => name} />
    </div>
  )
}

function stateOf({ success, lastSuccess }: SourceRow) {
  if (success === null || lastSuccess === null) return <Mark standing="off">{t('agent.absent')}</Mark>
  if (lastSuccess < 1) return <Mark standing="risk">{t('agent.failed')}</Mark>
  return (
    <Mark standing="ok">{success === 1 ? t('agent.read') : t('agent.readShare', { share: percentText(success) })}</Mark>
  )
}
