import type { SeriesColumns } from '@forewarn/shared/api.ts'

import { formatDuration } from '../format/duration.ts'
import { percentFigure, percentText, rateText } from '../format/number.ts'
import { t } from '../i18n/i18n.ts'
import type { Range } from './range.ts'
import { factsOf } from './series.ts'
import type { Gap } from './series.ts'

/** Below a change of half a per cent a level is called steady. */
const STEADY = 0.005

/** What a chart of a load shows: what is usual, and the highest with its time. `when` writes a moment. */
export function loadFinding(series: SeriesColumns, when: (at: number) => string): string {
  const facts = factsOf(series)
  if (facts === null) return t('chart.noData')
  return t('chart.loadFinding', {
    mean: percentText(facts.mean),
    max: percentText(facts.max),
    when: when(facts.maxAt),
  })
}

/** What a chart of a level shows: where it is, and how far it has come. */
export function levelFinding(series: SeriesColumns): string {
  const facts = factsOf(series)
  if (facts === null) return t('chart.noData')
  const change = facts.last - facts.first
  const last = percentText(facts.last)
  if (Math.abs(change) < STEADY) return t('chart.levelSteady', { last })
  const size = percentFigure(Math.abs(change)).value
  return change > 0 ? t('chart.levelUp', { last, change: size }) : t('chart.levelDown', { last, change: size })
}

/** What a chart of traffic shows: the highest of each direction. */
export function rateFinding(received: SeriesColumns | null, sent: SeriesColumns | null): string {
  const [down, up] = [received && factsOf(received), sent && factsOf(sent)]
  if (!down && !up) return t('chart.noData')
  return t('chart.rateFinding', { received: rateText(down?.max ?? null), sent: rateText(up?.max ?? null) })
}

/** The sentence that stands for a chart where it cannot be seen. */
export function chartSentence(title: string, range: Range, finding: string, gaps: readonly Gap[]): string {
  const missing = gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0)
  const said = { title, range: t(`chart.${range}`), finding }
  if (missing === 0) return t('chart.sentence', said)
  return t('chart.sentenceGaps', {
    ...said,
    gaps: t('chart.gaps', { count: gaps.length, duration: formatDuration(missing) }),
  })
}
