import { describeMetric, type MetricName } from '@forewarn/shared/metrics.ts'

import { NONE, formatCount } from '../../../format/number.ts'
import { readingText } from '../../../format/reading.ts'
import { language, t } from '../../../i18n/i18n.ts'
import { Mark } from '../../../parts/mark.tsx'
import { Pairs, type Pair } from '../../../parts/pairs.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { hasAny, type Matter, type Section } from '../section.ts'
import { AgentSources } from './agent-sources.tsx'

/** Levels of the agent itself, in the order they are told. */
const LEVELS: readonly MetricName[] = [
  'process.cpu.utilization',
  'process.memory.usage',
  'process.uptime',
  'forewarn.spool.size',
  'forewarn.spool.records',
  'forewarn.sampler.lag',
]
/** Counts of what it had to leave out. */
const COUNTS: readonly MetricName[] = ['forewarn.spool.dropped', 'forewarn.events.suppressed']
const SLOWDOWN = 'forewarn.agent.slowdown'
const SOURCES = ['forewarn.source.duration', 'forewarn.source.success'] as const

/** The agent itself: what it costs, whether it keeps up, and how long each of its readings takes. */
export const agent: Section = {
  id: 'agent',
  metrics: [...LEVELS, ...COUNTS, SLOWDOWN, ...SOURCES],
  isPresent: ({ readings }) => hasAny(readings, [...LEVELS, ...SOURCES]),
  draw(matter) {
    return (
      <Panel
        anchor="agent"
        title={t('section.agent')}
        {...(matter.device.agentVersion === null
          ? {}
          : { aside: <bdi class="name">{matter.device.agentVersion}</bdi> })}
      >
        <div class="pb">
          <Pairs pairs={pairsOf(matter)} wide />
        </div>
        {hasAny(matter.readings, SOURCES) && <AgentSources {...matter} />}
      </Panel>
    )
  },
}

function pairsOf({ readings }: Matter): Pair[] {
  const term = (metric: MetricName) => describeMetric(metric)[language()]
  const slowdown = readings.value(SLOWDOWN)
  return [
    ...LEVELS.map(metric => ({
      key: metric,
      label: term(metric),
      value:
        metric === 'forewarn.spool.records'
          ? countOf(readings.value(metric))
          : readingText(metric, describeMetric(metric).unit, readings.value(metric)),
    })),
    ...COUNTS.map(metric => ({
      key: metric,
      label: term(metric),
      value: countOf(readings.all(metric)[0]?.total ?? null),
    })),
    {
      key: SLOWDOWN,
      label: t('agent.pace'),
      value:
        slowdown === null ? null : slowdown === 1 ? (
          t('agent.fullPace')
        ) : (
          <Mark standing="risk">{t('agent.slowed', { factor: slowdown })}</Mark>
        ),
    },
  ]
}

const countOf = (count: number | null) => (count === null ? NONE : formatCount(count))
