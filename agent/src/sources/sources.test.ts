import { METRICS } from '@forewarn/shared/metrics.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { systemFiles } from '../files.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { hostileText } from '../testing/hostile-text.ts'
import { readSource } from '../testing/read-source.ts'
import { fakeParts } from '../testing/source-parts.ts'
import { createCpuSource, parseLoadAverage, parseProcStat, utilization } from './cpu.ts'
import { createSources } from './index.ts'
import { createMemorySource, memoryValues, parseMeminfo } from './memory.ts'
import { createSelfSource } from './self.ts'

describe('cpu', () => {
  const stat = (...lines: string[]) => `cpu  0 0 0 0\n${lines.join('\n')}\nintr 5 6\nctxt 7\n`

  test('time waiting for disks is not work, stolen time is, and guests are counted once', () => {
    const times = parseProcStat(stat('cpu0 100 10 40 800 50 5 5 20 70 3'))
    expect(times).toEqual(new Map([['cpu0', { total: 1030, busy: 180, stolen: 20 }]]))
  })

  const of = (all: number | null, busiest: number | null, stolen: number | null) => ({ all, busiest, stolen })
  const NULLS = of(null, null, null)

  test.each([
    [
      'both half busy',
      stat('cpu0 0 0 0 0', 'cpu1 0 0 0 0'),
      stat('cpu0 50 0 0 50', 'cpu1 50 0 0 50'),
      of(0.5, 0.5, null),
    ],
    [
      'one busy, one idle',
      stat('cpu0 0 0 0 0', 'cpu1 0 0 0 0'),
      stat('cpu0 100 0 0 0', 'cpu1 0 0 0 100'),
      of(0.5, 1, null),
    ],
    ['one gone', stat('cpu0 0 0 0 0', 'cpu1 0 0 0 0'), stat('cpu0 25 0 0 75'), of(0.25, 0.25, null)],
    [
      'one back and counting anew',
      stat('cpu0 90 0 0 10', 'cpu1 9 0 0 99'),
      stat('cpu0 1 0 0 1', 'cpu1 10 0 0 199'),
      of(0.0099, 0.0099, null),
    ],
    [
      'a host that takes a quarter',
      stat('cpu0 0 0 0 0 0 0 0 7', 'cpu1 0 0 0 0 0 0 0 0'),
      stat('cpu0 10 0 0 40 0 0 0 57', 'cpu1 0 0 0 100 0 0 0 0'),
      of(0.3, 0.6, 0.25),
    ],
    [
      'a host that takes time back, as some do after a move',
      stat('cpu0 10 0 0 10 0 0 0 10'),
      stat('cpu0 30 0 0 40 0 0 0 5'),
      of(0.3333, 0.3333, null),
    ],
    ['nothing passed', stat('cpu0 5 0 0 5'), stat('cpu0 5 0 0 5'), NULLS],
    ['the first time', '', stat('cpu0 5 0 0 5'), NULLS],
  ])('%s', (_name, before, after, expected) => {
    expect(utilization(parseProcStat(before), parseProcStat(after))).toEqual(expected)
  })

  test.each([
    ['0.52 0.58 0.59 2/345 1234\n', 0.52],
    ['', null],
    ['x', null],
  ])('load average of %j', (text, expected) => {
    expect(parseLoadAverage(text)).toBe(expected)
  })

  test('without /proc the runtime is asked, and there is no load average', async () => {
    const times = [
      { user: 10, nice: 0, sys: 10, idle: 80, irq: 0 },
      { user: 40, nice: 0, sys: 30, idle: 130, irq: 0 },
    ]
    let i = 0
    const source = createCpuSource(fakeFiles({}), () => [{ model: '', speed: 0, times: times[i++]! }])
    await readSource(source)
    expect(await readSource(source)).toEqual({ 'system.cpu.utilization': 0.5, 'forewarn.cpu.busiest.utilization': 0.5 })
  })

  test('a /proc/stat without processors is a failure', () => {
    expect(() =>
      createCpuSource(fakeFiles({ '/proc/stat': 'intr 1\n' })).read({ now: 0, up: 0 }, AbortSignal.abort()),
    ).toThrow('no processor times')
  })
})

describe('memory', () => {
  const kernel5 =
    'MemTotal:       1000 kB\nMemFree:  100 kB\nMemAvailable:    600 kB\nSwapTotal: 200 kB\nSwapFree: 150 kB\n' +
    'CommitLimit:     700 kB\nCommitted_AS:    900 kB\n'

  test('used is what is not available; what is committed, which may pass its limit, and swap beside it', async () => {
    expect(await readSource(createMemorySource(fakeFiles({ '/proc/meminfo': kernel5 })))).toEqual({
      'system.memory.limit': 1_024_000,
      'system.memory.usage': 409_600,
      'system.memory.utilization': 0.4,
      'system.linux.memory.available': 614_400,
      'forewarn.memory.commit.usage': 921_600,
      'forewarn.memory.commit.limit': 716_800,
      'system.paging.usage': 51_200,
      'system.paging.utilization': 0.25,
    })
  })

  test('an old kernel that does not say what is available; no swap, no swap series', () => {
    const levels = parseMeminfo('MemTotal: 100 kB\nMemFree: 10 kB\nBuffers: 5 kB\nCached: 15 kB\n')!
    expect(levels.available).toBe(30 * 1024)
    expect(memoryValues(levels)).toEqual([102_400, 71_680, 0.7, 30_720, null, null])
  })

  test.each(['', 'MemTotal: 0 kB\nMemAvailable: 0 kB\n', 'MemTotal: lots kB', 'MemAvailable: 5 kB', 'XMemTotal: 5 kB'])(
    '%j says nothing',
    text => {
      expect(parseMeminfo(text)).toBeNull()
    },
  )

  test('without /proc the runtime is asked', async () => {
    const source = createMemorySource(fakeFiles({}), { totalmem: () => 100, freemem: () => 25 })
    expect(await readSource(source)).toEqual({
      'system.memory.limit': 100,
      'system.memory.usage': 75,
      'system.memory.utilization': 0.75,
      'system.linux.memory.available': 25,
    })
  })
})

test('the agent itself: processor time between two readings, memory, age, spool', async () => {
  let cpuMs = 1_000
  const spool = { bytes: 5, records: 6, dropped: 7 }
  const source = createSelfSource(
    () => ({ cpuMs, rssBytes: 50_000_000 }),
    () => spool,
  )
  expect(await readSource(source, 1_000)).toMatchObject({ 'process.cpu.utilization': null, 'process.uptime': 0 })
  cpuMs = 1_300
  expect(await readSource(source, 61_000)).toEqual({
    'process.cpu.utilization': 0.005,
    'process.memory.usage': 50_000_000,
    'process.uptime': 60,
    'forewarn.spool.size': 5,
    'forewarn.spool.records': 6,
    'forewarn.spool.dropped': 7,
  })
})

test('no text a kernel or a hostile /proc may show breaks a parser', () => {
  const text = hostileText('cpu0', 'cpu', 'kB', 'MemTotal', 'MemAvailable', 'S', ')')
  fc.assert(
    fc.property(text, text, (a, b) => {
      for (const value of Object.values(utilization(parseProcStat(a), parseProcStat(b))))
        expect(value === null || (value >= 0 && value <= 1)).toBe(true)
      parseLoadAverage(a)
      const levels = parseMeminfo(a)
      if (levels !== null) for (const value of memoryValues(levels)) expect(value === null || value >= 0).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('on this machine every source answers in the catalogue’s names', async () => {
  const sources = createSources(fakeParts({ files: systemFiles }))
  for (const source of sources) {
    const answer = await source.read({ now: 0, up: 1 }, AbortSignal.timeout(60_000))
    if ('absent' in answer) continue
    expect(answer.series.map(([metric]) => metric).filter(metric => !(metric in METRICS))).toEqual([])
  }
})
