import type { Clock } from '@forewarn/shared/clock.ts'
import type { Block, InventoryBody, Layout, Reading, Series } from '@forewarn/shared/record.ts'

import { createQueue } from './queue.ts'
import { seconds } from './round.ts'
import { createRunner, type Cadence, type Outcome, type Runner } from './runner.ts'
import type { Happening, Source, Tick } from './source.ts'

/** The sampler reports on its sources this often, and whenever one begins to fail or recovers, ms. */
const REPORT_EVERY_MS = 60_000
/** What is not read with the tick comes this long after the start, so that the first sample waits for nothing, ms. */
const SLOW_AFTER_MS = 1_000
/** A machine that just started has enough to do; heavy sources follow so long after, each a little later than the one before, ms. */
const HEAVY_AFTER_MS = 30_000
const HEAVY_SPREAD_MS = 5_000

export interface SamplerOptions {
  sources: readonly Source[]
  clock: Clock
  /** Time between ticks, ms. */
  intervalMs: number
  /** Shifts this device's ticks against those of others, so that a fleet does not beat in step, ms. */
  offsetMs: number
  layoutId: (layout: Layout) => number
  onSample: (blocks: Block[], tick: Tick) => void
  onEvent: (event: Happening, tick: Tick) => void
  onFacts: (facts: InventoryBody, tick: Tick) => void
  /** Called first thing in every tick. */
  onTick?: (tick: Tick) => void
  /** Whether heavy sources must stay out now. */
  isClass?: (tick: Tick) => boolean
}

/** Milliseconds to the next tick: multiples of the interval plus the offset, and not right after the one just done. */
export function nextDelay(now: number, intervalMs: number, offsetMs: number): number {
  const phase = (((now - offsetMs) % intervalMs) + intervalMs) % intervalMs
  const delay = intervalMs - phase
  return delay < intervalMs / 10 ? delay + intervalMs : delay
}

/** Reads the sources on their cadence and hands over one sample a tick, and one whenever a source beside the tick is done. */
export function createSampler(options: SamplerOptions) {
  const { clock, layoutId } = options
  const runners = options.sources.map(createRunner)
  const reportSeries: Series[] = [
    ['forewarn.sampler.lag'],
    ['forewarn.agent.slowdown'],
    ...runners.flatMap(({ name }): Series[] => [
      ['forewarn.source.duration', { source: name }],
      ['forewarn.source.success', { source: name }],
    ]),
  ]
  const heavy = createQueue()
  let cadence: Cadence = { intervalMs: options.intervalMs, slowdown: 1 }
  let timer: NodeJS.Timeout | null = null
  let slowTimer: NodeJS.Timeout | null = null
  let stopped = true
  let nextReport = Number.NEGATIVE_INFINITY
  let expectedUp: number | null = null
  /** The latest a tick came since the last report, ms. */
  let lagMs = 0

  function interval(): number {
    return cadence.intervalMs * cadence.slowdown
  }

  function moment(): Tick {
    return { now: clock.now(), up: clock.up() }
  }

  async function tick(): Promise<void> {
    const at = moment()
    if (expectedUp !== null) lagMs = Math.max(lagMs, at.up - expectedUp)
    options.onTick?.(at)
    startBeside(at)
    const due = runners.filter(runner => runner.pace === 'quick' && runner.isDue(at, interval()))
    const outcomes = await Promise.all(due.map(async runner => [runner, await read(runner, at)] as const))
    if (stopped) return
    const changed = outcomes.some(([, outcome]) => outcome.change !== null)
    const blocks = outcomes.flatMap(([runner, outcome]) => blockOf(runner, outcome))
    if (at.up >= nextReport || changed) {
      nextReport = at.up + REPORT_EVERY_MS - interval() / 2
      blocks.push(report())
    }
    if (blocks.length > 0) options.onSample(blocks, at)
    for (const [runner, outcome] of outcomes) tell(runner, outcome, at)
  }

  /** Starts what is due beside the tick; nothing waits for it. */
  function startBeside(at: Tick): void {
    const inClass = options.isClass?.(at) ?? false
    for (const runner of runners) {
      if (runner.pace === 'quick' || !runner.isDue(at, interval())) continue
      if (runner.pace === 'slow') void readBeside(runner)
      else if (!inClass) heavy.add(runner, () => (stopped ? Promise.resolve() : readBeside(runner)))
    }
  }

  async function readBeside(runner: Runner): Promise<void> {
    const at = moment()
    const outcome = await read(runner, at)
    if (stopped) return
    const blocks = blockOf(runner, outcome)
    if (blocks.length > 0) options.onSample(blocks, at)
    tell(runner, outcome, at)
  }

  function read(runner: Runner, at: Tick): Promise<Outcome> {
    return runner.run(at, clock, { intervalMs: interval(), slowdown: cadence.slowdown })
  }

  function blockOf(runner: Runner, outcome: Outcome): Block[] {
    if (outcome.kind !== 'read' || outcome.series.length === 0) return []
    return [[layoutId({ source: runner.name, series: outcome.series }), ...outcome.values]]
  }

  function tell(runner: Runner, outcome: Outcome, at: Tick): void {
    const change = changeOf(runner.name, outcome)
    if (change !== null) options.onEvent(change, at)
    if (outcome.kind !== 'read') return
    for (const event of outcome.events ?? []) options.onEvent(event, at)
    for (const facts of outcome.facts ?? []) options.onFacts(facts, at)
  }

  function report(): Block {
    const values = [seconds(lagMs, 3), cadence.slowdown, ...runners.flatMap(reportOf)]
    lagMs = 0
    return [layoutId({ source: 'sampler', series: reportSeries }), ...values]
  }

  function schedule(): void {
    const delay = nextDelay(clock.now(), interval(), options.offsetMs % interval())
    expectedUp = clock.up() + delay
    timer = setTimeout(run, delay)
  }

  function run(): void {
    timer = null
    void tick().then(() => {
      if (!stopped) schedule()
    })
  }

  /** Takes over another cadence from the next tick on. */
  function change(next: Cadence): void {
    cadence = next
    if (timer === null || stopped) return
    clearTimeout(timer)
    schedule()
  }

  return {
    start(): void {
      stopped = false
      const { up } = moment()
      for (const [i, runner] of runners.entries()) {
        if (runner.pace === 'slow') runner.notBefore(up + SLOW_AFTER_MS + interval() / 2)
        if (runner.pace === 'heavy') runner.notBefore(up + HEAVY_AFTER_MS + i * HEAVY_SPREAD_MS)
      }
      slowTimer = setTimeout(() => startBeside(moment()), SLOW_AFTER_MS)
      run()
    },
    setInterval: (intervalMs: number): void => change({ ...cadence, intervalMs }),
    setSlowdown: (slowdown: number): void => change({ ...cadence, slowdown }),
    stop(): void {
      stopped = true
      if (timer !== null) clearTimeout(timer)
      if (slowTimer !== null) clearTimeout(slowTimer)
      timer = slowTimer = null
    },
  }
}

function reportOf(runner: Runner): Reading[] {
  const { longestMs, success } = runner.takeReport()
  return [longestMs === null ? null : seconds(longestMs, 4), success]
}

function changeOf(source: string, outcome: Outcome): Happening | null {
  switch (outcome.change) {
    case null:
      return null
    case 'failed':
      return { name: 'source.failed', severity: 'warning', attributes: { source, reason: outcome.reason } }
    case 'recovered':
      return { name: 'source.recovered', severity: 'info', attributes: { source } }
  }
}
