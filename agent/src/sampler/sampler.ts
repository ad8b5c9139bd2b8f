import type { Clock } from '@forewarn/shared/clock.ts'
import type { Block, EventBody, Layout, Reading, Series } from '@forewarn/shared/record.ts'

import { createRunner, type Outcome } from './runner.ts'
import { seconds } from './round.ts'
import type { Source, Tick } from './source.ts'

/** The sampler reports on its sources this often, and whenever one begins to fail or recovers, ms. */
const REPORT_EVERY_MS = 60_000

export interface SamplerOptions {
  sources: readonly Source[]
  clock: Clock
  /** Time between ticks, ms. */
  intervalMs: number
  /** Shifts this device's ticks against those of others, so that a fleet does not beat in step, ms. */
  offsetMs: number
  layoutId: (layout: Layout) => number
  onSample: (blocks: Block[], tick: Tick) => void
  onEvent: (event: EventBody, tick: Tick) => void
  /** Called first thing in every tick. */
  onTick?: (tick: Tick) => void
}

/** Milliseconds to the next tick: multiples of the interval plus the offset, and not right after the one just done. */
export function nextDelay(now: number, intervalMs: number, offsetMs: number): number {
  const phase = (((now - offsetMs) % intervalMs) + intervalMs) % intervalMs
  const delay = intervalMs - phase
  return delay < intervalMs / 10 ? delay + intervalMs : delay
}

/** Reads the sources on their cadence and hands over one sample a tick. */
export function createSampler(options: SamplerOptions) {
  const { clock, layoutId } = options
  const runners = options.sources.map(createRunner)
  const reportSeries: Series[] = runners.flatMap(({ name }): Series[] => [
    ['forewarn.source.duration', { source: name }],
    ['forewarn.source.success', { source: name }],
  ])
  let intervalMs = options.intervalMs
  let timer: NodeJS.Timeout | null = null
  let stopped = true
  let nextReport = Number.NEGATIVE_INFINITY

  async function tick(): Promise<void> {
    const at: Tick = { now: clock.now(), up: clock.up() }
    options.onTick?.(at)
    const due = runners.filter(runner => runner.isDue(at, intervalMs))
    const outcomes = await Promise.all(
      due.map(async runner => [runner.name, await runner.run(at, clock, intervalMs)] as const),
    )
    if (stopped) return
    const blocks: Block[] = []
    for (const [source, outcome] of outcomes) {
      if (outcome.kind === 'read') blocks.push([layoutId({ source, series: outcome.series }), ...outcome.values])
    }
    const changes = outcomes.flatMap(([source, outcome]) => changeOf(source, outcome))
    if (at.up >= nextReport || changes.length > 0) {
      nextReport = at.up + REPORT_EVERY_MS - intervalMs / 2
      blocks.push([layoutId({ source: 'sampler', series: reportSeries }), ...runners.flatMap(report)])
    }
    if (blocks.length > 0) options.onSample(blocks, at)
    for (const event of changes) options.onEvent(event, at)
  }

  function schedule(): void {
    timer = setTimeout(run, nextDelay(clock.now(), intervalMs, options.offsetMs % intervalMs))
  }

  function run(): void {
    void tick().then(() => {
      if (!stopped) schedule()
    })
  }

  return {
    start(): void {
      stopped = false
      run()
    },
    /** Takes over another cadence from the next tick on. */
    setInterval(ms: number): void {
      if (ms === intervalMs) return
      intervalMs = ms
      if (timer === null || stopped) return
      clearTimeout(timer)
      schedule()
    },
    stop(): void {
      stopped = true
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}

type Runner = ReturnType<typeof createRunner>

function report(runner: Runner): Reading[] {
  const { longestMs, success } = runner.takeReport()
  return [longestMs === null ? null : seconds(longestMs, 4), success]
}

function changeOf(source: string, outcome: Outcome): EventBody[] {
  switch (outcome.change) {
    case null:
      return []
    case 'failed':
      return [{ name: 'source.failed', severity: 'warning', attributes: { source, reason: outcome.reason } }]
    case 'recovered':
      return [{ name: 'source.recovered', severity: 'info', attributes: { source } }]
  }
}
