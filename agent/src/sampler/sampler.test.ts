import type { Block, EventBody, InventoryBody, Layout, Reading } from '@forewarn/shared/record.ts'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'

import { createFakeClock } from '../testing/fake-clock.ts'
import { createSampler, nextDelay } from './sampler.ts'
import type { Source, SourceAnswer } from './source.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  return () => vi.useRealTimers()
})

const INTERVAL = 10_000

function source(name: string, read: Source['read'], options: Partial<Source> = {}): Source {
  return { name, everyMs: null, deadlineMs: 2_000, read, ...options }
}

const reading = (value: Reading): SourceAnswer => ({ series: [['test.value']], values: [value] })

/** A sampler on a fake clock; what it hands over is named by source. */
function start(sources: Source[], isClass = (_now: number) => false, onTick = (): unknown => undefined) {
  const clock = createFakeClock(1_800_000_000_000)
  const samples: { at: number; blocks: Record<string, Reading[]> }[] = []
  const events: EventBody[] = []
  const layouts: Layout[] = []
  const facts: InventoryBody[] = []
  const sampler = createSampler({
    sources,
    clock,
    intervalMs: INTERVAL,
    offsetMs: 0,
    layoutId(layout) {
      layouts.push(layout)
      return layouts.length - 1
    },
    onSample(blocks: Block[], at) {
      const named = blocks.map(([id, ...values]) => [layouts[id]!.source, values] as const)
      samples.push({ at: at.now, blocks: Object.fromEntries(named) })
    },
    onEvent: event => events.push(event),
    onFacts: body => facts.push(body),
    isClass: ({ now }) => isClass(now),
    onTick: () => onTick(),
  })
  onTestFinished(() => sampler.stop())
  sampler.start()
  return {
    sampler,
    samples,
    events,
    facts,
    layouts,
    clock,
    /** Lets time pass for clock and timers alike. */
    async pass(ms: number, step = 1_000) {
      await vi.advanceTimersByTimeAsync(0)
      for (let passed = 0; passed < ms; passed += step) {
        clock.advance(step)
        await vi.advanceTimersByTimeAsync(step)
      }
    },
  }
}

test.each([
  [0, 10_000, 0, 10_000],
  [9_999, 10_000, 0, 10_001],
  [1, 10_000, 0, 9_999],
  [3_500, 10_000, 4_000, 10_500],
  [14_500, 10_000, 4_000, 9_500],
  [-1, 10_000, 0, 10_001],
])('at %i ms with interval %i and offset %i the next tick is in %i ms', (now, interval, offset, delay) => {
  expect(nextDelay(now, interval, offset)).toBe(delay)
})

test('reads at once, then at every multiple of the interval, one sample of all sources a tick', async () => {
  let count = 0
  const { samples, clock, pass } = start([source('a', () => reading(++count)), source('b', () => reading(7))])
  const began = clock.now()
  await pass(35_000)
  expect(samples.map(({ at }) => at - began)).toEqual([0, 10_000, 20_000, 30_000])
  expect(samples.map(({ blocks }) => [blocks['a'], blocks['b']])).toEqual([1, 2, 3, 4].map(n => [[n], [7]]))
})

test('a slower source is read on its own cadence', async () => {
  const { samples, pass } = start([
    source('fast', () => reading(1)),
    source('slow', () => reading(2), { everyMs: 30_000 }),
  ])
  await pass(65_000)
  expect(samples.map(({ blocks }) => 'slow' in blocks)).toEqual([true, false, false, true, false, false, true])
})

test('another cadence holds from then on', async () => {
  const { samples, sampler, pass } = start([source('a', () => reading(1))])
  await pass(11_000)
  sampler.setInterval(2_000)
  await pass(10_000)
  expect(samples).toHaveLength(7)
})

test('a source that throws hurts no other and is not in the sample', async () => {
  const { samples } = start([
    source('bad', () => {
      throw new Error('no')
    }),
    source('good', () => reading(1)),
  ])
  await vi.advanceTimersByTimeAsync(0)
  expect(samples[0]!.blocks).toMatchObject({ good: [1] })
  expect(samples[0]!.blocks['bad']).toBeUndefined()
})

test('a source that hangs is cut at its deadline, told so, not started again while it runs, and the others go on', async () => {
  let started = 0
  let aborted = 0
  const release: (() => void)[] = []
  const hanging = source('hanging', (_tick, signal) => {
    started++
    signal.addEventListener('abort', () => aborted++)
    return new Promise(resolve => release.push(() => resolve(reading(5))))
  })
  const { samples, events, pass } = start([hanging, source('good', () => reading(1))])
  await pass(45_000)
  expect([started, aborted]).toEqual([1, 1])
  expect(samples.filter(({ blocks }) => 'good' in blocks)).toHaveLength(5)
  expect(events).toEqual([
    { name: 'source.failed', severity: 'warning', attributes: { source: 'hanging', reason: 'still running' } },
  ])
  release[0]!()
  await pass(600_000)
  expect(started).toBeGreaterThan(1)
})

test('a source that keeps failing is tried less and less often, and says once that it fails and once that it works again', async () => {
  let broken = true
  let tries = 0
  const flaky = source('flaky', () => {
    tries++
    if (broken) throw new Error('broken')
    return reading(1)
  })
  const { events, samples, pass } = start([flaky])
  await pass(3_600_000)
  expect(tries).toBeGreaterThan(6)
  expect(tries).toBeLessThan(20)
  expect(events.map(({ name }) => name)).toEqual(['source.failed'])
  broken = false
  await pass(700_000)
  expect(events.map(({ name }) => name)).toEqual(['source.failed', 'source.recovered'])
  const before = samples.length
  await pass(30_000)
  expect(samples.slice(before).every(({ blocks }) => 'flaky' in blocks)).toBe(true)
})

test('what is absent is no failure and is looked for again later', async () => {
  let present = false
  let tries = 0
  const { events, samples, pass } = start([
    source('optional', () => {
      tries++
      return present ? reading(1) : { absent: 'not here' }
    }),
  ])
  await pass(300_000)
  expect(tries).toBe(1)
  present = true
  await pass(600_000)
  expect(events).toEqual([])
  expect(samples.some(({ blocks }) => 'optional' in blocks)).toBe(true)
})

describe('the report on the sources', () => {
  test('comes once a minute with the longest time and the worst result, nulls for what was not read', async () => {
    let broken = false
    const { samples, layouts, pass } = start([
      source('steady', () => reading(1)),
      source('rare', () => reading(2), { everyMs: 300_000 }),
      source('flaky', () => {
        if (broken) throw new Error('no')
        return reading(3)
      }),
    ])
    await pass(20_000)
    broken = true
    await pass(10_000)
    broken = false
    await pass(95_000)
    const reports = samples.flatMap(({ blocks }) => (blocks['sampler'] === undefined ? [] : [blocks['sampler']]))
    const results = reports.map(values => [values[3], values[5], values[7]])
    expect(results).toEqual([
      [1, 1, 1],
      [1, null, 0],
      [1, null, 1],
    ])
    expect(layouts.find(layout => layout.source === 'sampler')!.series.slice(0, 4)).toEqual([
      ['forewarn.sampler.lag'],
      ['forewarn.agent.slowdown'],
      ['forewarn.source.duration', { source: 'steady' }],
      ['forewarn.source.success', { source: 'steady' }],
    ])
  })
})

describe('beside the tick', () => {
  test('the first sample does not wait for slow sources, which come a second later in a sample of their own', async () => {
    let answer = (_value: SourceAnswer): void => undefined
    const slow = source('slow', () => new Promise(resolve => (answer = resolve)), {
      pace: 'slow',
      everyMs: 60_000,
      deadlineMs: 30_000,
    })
    const { samples, clock, pass } = start([source('quick', () => reading(1)), slow])
    const began = clock.now()
    await pass(12_000)
    answer(reading(2))
    await pass(1_000)
    const slowSamples = samples.filter(({ blocks }) => 'slow' in blocks)
    expect(samples[0]).toMatchObject({ at: began, blocks: { quick: [1] } })
    expect(slowSamples).toMatchObject([{ at: began + 1_000, blocks: { slow: [2] } }])
    expect(samples.filter(({ blocks }) => 'quick' in blocks)).toHaveLength(2)
  })

  test('heavy sources run one after the other, a while after the start', async () => {
    const begun: string[] = []
    const release: (() => void)[] = []
    const heavy = (name: string): Source =>
      source(
        name,
        () => {
          begun.push(name)
          return new Promise(resolve => release.push(() => resolve(reading(1))))
        },
        { pace: 'heavy', everyMs: 600_000, deadlineMs: 300_000 },
      )
    const { pass } = start([heavy('first'), heavy('second')])
    await pass(20_000)
    expect(begun).toEqual([])
    await pass(60_000)
    expect(begun).toEqual(['first'])
    release[0]!()
    await pass(1_000)
    expect(begun).toEqual(['first', 'second'])
  })

  test('heavy sources stay out of class and make up for it afterwards', async () => {
    const times: number[] = []
    const heavy = source('heavy', ({ now }) => (times.push(now), reading(1)), { pace: 'heavy', everyMs: 600_000 })
    const began = createFakeClock(1_800_000_000_000).now()
    const { pass } = start([heavy], now => now < began + 2_700_000)
    await pass(3_000_000)
    expect(times).toEqual([began + 2_700_000])
  })

  test('events and facts are handed on; a source without numbers makes no block', async () => {
    const { samples, events, facts, pass } = start([
      source('teller', () => ({
        series: [],
        values: [],
        events: [{ name: 'service.failed', severity: 'warning', attributes: { unit: 'a' } }],
        facts: [{ subject: 'os', facts: { name: 'x' } }],
      })),
    ])
    await pass(1_000)
    expect(events).toEqual([{ name: 'service.failed', severity: 'warning', attributes: { unit: 'a' } }])
    expect(facts).toEqual([{ subject: 'os', facts: { name: 'x' } }])
    expect(Object.keys(samples[0]!.blocks)).toEqual(['sampler'])
  })
})

test('slowed down, ticks and cadences of their own stretch alike, and go back', async () => {
  const { samples, sampler, pass } = start([
    source('quick', () => reading(1)),
    source('minute', () => reading(2), { everyMs: 60_000 }),
  ])
  await pass(1_000)
  sampler.setSlowdown(4)
  await pass(480_000)
  expect(samples.filter(({ blocks }) => 'quick' in blocks)).toHaveLength(13)
  expect(samples.filter(({ blocks }) => 'minute' in blocks)).toHaveLength(3)
  sampler.setSlowdown(1)
  await pass(60_000)
  expect(samples.filter(({ blocks }) => 'quick' in blocks)).toHaveLength(19)
})

test('a cadence changed in the middle of a tick makes no second row of ticks', async () => {
  let ticks = 0
  const { samples, sampler, pass } = start(
    [source('quick', () => reading(1))],
    () => false,
    () => ++ticks === 2 && sampler.setSlowdown(2),
  )
  await pass(101_000)
  expect(samples.filter(({ blocks }) => 'quick' in blocks)).toHaveLength(7)
})

test('a tick that comes late is told', async () => {
  const { samples, layouts, clock, pass } = start([source('a', () => reading(1))])
  await pass(55_000)
  clock.advance(7_000)
  await pass(15_000)
  const at = layouts.findIndex(layout => layout.source === 'sampler')
  expect(layouts[at]!.series[0]).toEqual(['forewarn.sampler.lag'])
  const lags = samples.flatMap(({ blocks }) => (blocks['sampler'] === undefined ? [] : [blocks['sampler'][0]]))
  expect(lags).toEqual([0, 7])
})

test('nothing is handed over after a stop, not even by a source that answers late', async () => {
  let answer = (_value: SourceAnswer): void => undefined
  const { sampler, samples, pass } = start([source('late', () => new Promise(resolve => (answer = resolve)))])
  sampler.stop()
  answer(reading(1))
  await pass(30_000)
  expect(samples).toEqual([])
})
