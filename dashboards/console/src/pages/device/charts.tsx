import type { SeriesColumns } from '@forewarn/shared/api.ts'
import { useLocation } from 'preact-iso/router'

import { formatMoment } from '../../format/time.ts'
import { percentText, rateText } from '../../format/number.ts'
import { t } from '../../i18n/i18n.ts'
import { LIMITS } from '../../model/concerns.ts'
import { chartSentence, levelFinding, loadFinding, rateFinding } from '../../model/findings.ts'
import { RANGE_NAMES, readRange } from '../../model/range.ts'
import { alignSeries, axisEnd, factsOf, gapsOf } from '../../model/series.ts'
import type { Resource } from '../../data/resource.ts'
import { Chart } from '../../parts/chart.tsx'
import { FailureNotice, Skeleton } from '../../parts/notices.tsx'
import { ChartLegend } from './legend.tsx'
import type { History } from './series.ts'

interface ChartsProps {
  history: Resource<History>
  zone: string
  /** When the device was enrolled, Unix ms: before that nothing is missing. */
  since: number
}

/** The trends of one device over the range the address names. */
export function Charts({ history, zone, since }: ChartsProps) {
  const { path, query } = useLocation()
  const range = readRange(query['range'])
  return (
    <section class="panel" id="trends" aria-label={t('section.trends')}>
      <div class="ph">
        <h2>{t('section.trends')}</h2>
        <span class="r">
          <span class="seg" role="group" aria-label={t('chart.range')}>
            {RANGE_NAMES.map(name => (
              <a key={name} href={`${path}?range=${name}`} {...(name === range ? { 'aria-current': 'true' } : {})}>
                {t(`chart.${name}`)}
              </a>
            ))}
          </span>
        </span>
      </div>
      {history.data !== undefined ? (
        <div class={history.outdated ? 'is-outdated' : ''} aria-busy={history.outdated}>
          <div class="charts">
            <ChartsOf history={history.data} zone={zone} since={since} />
          </div>
          <ChartLegend joined={history.data.joined} />
        </div>
      ) : history.failure !== undefined ? (
        <FailureNotice failure={history.failure} title={t('chart.failed')} retry={history.reload} />
      ) : (
        <Skeleton lines={6} />
      )}
    </section>
  )
}

function ChartsOf({ history, zone, since }: { history: History; zone: string; since: number }) {
  const { cpu, memory, volumes } = history
  const when = (at: number) => formatMoment(at, { zone, now: history.to })
  const share = { history, zone, since }
  return (
    <>
      {cpu && (
        <ShareChart {...share} title={t('chart.cpu')} series={cpu} finding={loadFinding(cpu, when)} limit={null} />
      )}
      {memory && (
        <ShareChart
          {...share}
          title={t('chart.memory')}
          series={memory}
          finding={levelFinding(memory)}
          limit={LIMITS.memory}
        />
      )}
      <TrafficChart {...share} />
      {volumes.map(({ name, series }) => (
        <ShareChart
          key={name}
          {...share}
          title={t('chart.volume', { name })}
          series={series}
          finding={levelFinding(series)}
          limit={LIMITS.volume}
        />
      ))}
    </>
  )
}

interface ShareChartProps {
  history: History
  zone: string
  since: number
  title: string
  series: SeriesColumns
  finding: string
  limit: number | null
}

/** A chart of a share of one, always on the whole scale. */
function ShareChart({ history, zone, since, title, series, finding, limit }: ShareChartProps) {
  const { from, to, range } = history
  const gaps = gapsOf(series, from, to, since)
  const { min, max } = series
  const text = (index: number) => {
    const value = series.mean[index] ?? null
    const said = { time: formatMoment(series.time[index]!, { zone, now: to }), value: percentText(value) }
    if (value === null) return t('chart.pointNone', said)
    const [low, high] = [min?.[index] ?? null, max?.[index] ?? null]
    if (low === null || high === null) return t('chart.point', said)
    return t('chart.pointBand', { ...said, min: percentText(low), max: percentText(high) })
  }
  return (
    <Chart
      title={title}
      zone={zone}
      finding={finding}
      sentence={chartSentence(title, range, finding, gaps)}
      axisText={value => percentText(value)}
      pointText={text}
      model={{
        from,
        to,
        time: series.time,
        lines: [{ values: series.mean, color: '--series' }],
        band: min === undefined || max === undefined ? null : { min, max },
        end: 1,
        limit,
        gaps,
      }}
    />
  )
}

/** What came in and went out over all network cards. */
function TrafficChart({ history, zone, since }: { history: History; zone: string; since: number }) {
  const { received, sent, from, to, range } = history
  if (received === null && sent === null) return null
  const none: SeriesColumns = { metric: '', attributes: {}, unit: '', time: [], mean: [] }
  const { time, first, second } = alignSeries(received ?? none, sent ?? none)
  const gaps = gapsOf(received ?? sent!, from, to, since)
  const finding = rateFinding(received, sent)
  const highest = Math.max(1024, ...[received, sent].map(series => (series && factsOf(series)?.max) ?? 0))
  const title = t('chart.network')
  return (
    <Chart
      title={title}
      zone={zone}
      finding={finding}
      sentence={chartSentence(title, range, finding, gaps)}
      axisText={value => rateText(value)}
      pointText={index =>
        t('chart.pointRates', {
          time: formatMoment(time[index]!, { zone, now: to }),
          received: rateText(first[index] ?? null),
          sent: rateText(second[index] ?? null),
        })
      }
      model={{
        from,
        to,
        time,
        lines: [
          { values: second, color: '--ink-3' },
          { values: first, color: '--series' },
        ],
        band: null,
        end: axisEnd(highest),
        limit: null,
        gaps,
      }}
    />
  )
}
