import type { Reading } from '@forewarn/shared/record.ts'
import { METRICS } from '@forewarn/shared/metrics.ts'
import fc from 'fast-check'
import { beforeEach, describe, expect, test, vi } from 'vitest'

import { systemFiles } from '../files.ts'
import type { Source, SourceReading } from '../sampler/source.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { fakeParts } from '../testing/source-parts.ts'
import { createCpuSource, parseLoadAverage, parseProcStat, utilization } from './cpu.ts'
import { createSources } from './index.ts'
import { createMemorySource, memoryValues, parseMeminfo } from './memory.ts'
import { localMounts } from './mounts.ts'
import { createNetworkSource, parseNetDev } from './network.ts'
import { createSelfSource } from './self.ts'
import { createVolumesSource, volumeValues } from './volumes.ts'

async function read(source: Source, up = 0): Promise<Record<string, Reading>> {
  const answer = (await source.read({ now: 0, up }, AbortSignal.timeout(60_000))) as SourceReading
  expect(answer.values).toHaveLength(answer.series.length)
  return Object.fromEntries(
    answer.series.map(([metric, attributes], i) => [
      [metric, ...Object.values(attributes ?? {})].join(' '),
      answer.values[i]!,
    ]),
  )
}

describe('cpu', () => {
  const stat = (...lines: string[]) => `cpu  0 0 0 0\n${lines.join('\n')}\nintr 5 6\nctxt 7\n`

  test('time waiting for disks is not work, stolen time is, and guests are counted once', () => {
    const times = parseProcStat(stat('cpu0 100 10 40 800 50 5 5 20 70 3'))
    expect(times).toEqual(new Map([['cpu0', { total: 1030, busy: 180 }]]))
  })

  test.each([
    ['both half busy', stat('cpu0 0 0 0 0', 'cpu1 0 0 0 0'), stat('cpu0 50 0 0 50', 'cpu1 50 0 0 50'), [0.5, 0.5]],
    ['one busy, one idle', stat('cpu0 0 0 0 0', 'cpu1 0 0 0 0'), stat('cpu0 100 0 0 0', 'cpu1 0 0 0 100'), [0.5, 1]],
    ['one gone', stat('cpu0 0 0 0 0', 'cpu1 0 0 0 0'), stat('cpu0 25 0 0 75'), [0.25, 0.25]],
    [
      'one back and counting anew',
      stat('cpu0 90 0 0 10', 'cpu1 9 0 0 99'),
      stat('cpu0 1 0 0 1', 'cpu1 10 0 0 199'),
      [0.0099, 0.0099],
    ],
    ['nothing passed', stat('cpu0 5 0 0 5'), stat('cpu0 5 0 0 5'), [null, null]],
    ['the first time', '', stat('cpu0 5 0 0 5'), [null, null]],
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
    await read(source)
    expect(await read(source)).toEqual({ 'system.cpu.utilization': 0.5, 'forewarn.cpu.busiest.utilization': 0.5 })
  })

  test('a /proc/stat without processors is a failure', () => {
    expect(() =>
      createCpuSource(fakeFiles({ '/proc/stat': 'intr 1\n' })).read({ now: 0, up: 0 }, AbortSignal.abort()),
    ).toThrow('no processor times')
  })
})

describe('memory', () => {
  const kernel5 =
    'MemTotal:       1000 kB\nMemFree:  100 kB\nMemAvailable:    600 kB\nSwapTotal: 200 kB\nSwapFree: 150 kB\n'

  test('used is what is not available; swap beside it', async () => {
    expect(await read(createMemorySource(fakeFiles({ '/proc/meminfo': kernel5 })))).toEqual({
      'system.memory.limit': 1_024_000,
      'system.memory.usage': 409_600,
      'system.memory.utilization': 0.4,
      'system.linux.memory.available': 614_400,
      'system.paging.usage': 51_200,
      'system.paging.utilization': 0.25,
    })
  })

  test('an old kernel that does not say what is available; no swap, no swap series', () => {
    const levels = parseMeminfo('MemTotal: 100 kB\nMemFree: 10 kB\nBuffers: 5 kB\nCached: 15 kB\n')!
    expect(levels.available).toBe(30 * 1024)
    expect(memoryValues(levels)).toEqual([102_400, 71_680, 0.7, 30_720])
  })

  test.each(['', 'MemTotal: 0 kB\nMemAvailable: 0 kB\n', 'MemTotal: lots kB', 'MemAvailable: 5 kB', 'XMemTotal: 5 kB'])(
    '%j says nothing',
    text => {
      expect(parseMeminfo(text)).toBeNull()
    },
  )

  test('without /proc the runtime is asked', async () => {
    const source = createMemorySource(fakeFiles({}), { totalmem: () => 100, freemem: () => 25 })
    expect(await read(source)).toMatchObject({ 'system.memory.usage': 75, 'system.memory.utilization': 0.75 })
  })
})

describe('network', () => {
  const HEAD = 'Inter-|   Receive  |  Transmit\n face |bytes packets |bytes\n'
  const line = (name: string, first = 1) =>
    `${name}:${Array.from({ length: 16 }, (_, i) => ` ${first + i}`).join('')}\n`

  test('bytes, errors and drops by direction', () => {
    expect(parseNetDev(`${HEAD}${line('  eth0', 100)}`)).toEqual([
      {
        name: 'eth0',
        receive: { bytes: 100, errors: 102, dropped: 103 },
        transmit: { bytes: 108, errors: 110, dropped: 111 },
      },
    ])
  })

  test('an alias with a colon in its name, and lines that are none', () => {
    expect(parseNetDev(`${HEAD}${line('eth0:1')}eth2: 1 2 3\n: 1\n\n`).map(({ name }) => name)).toEqual(['eth0:1'])
  })

  test('physical interfaces only; one that appears later joins', async () => {
    const table = {
      '/proc/net/dev': HEAD + line('lo') + line('docker0') + line('eth0'),
      '/sys/class/net/eth0/device/vendor': '',
      '/sys/class/net/wlan0/device/vendor': '',
    }
    const source = createNetworkSource(fakeFiles(table))
    expect(Object.keys(await read(source)).filter(key => key.startsWith('system.network.io'))).toEqual([
      'system.network.io eth0 receive',
      'system.network.io eth0 transmit',
    ])
    table['/proc/net/dev'] += line('wlan0')
    expect(Object.keys(await read(source)).filter(key => key.includes('wlan0'))).toHaveLength(6)
  })

  test('inside a container, where no interface has hardware, the ones that are not made up', async () => {
    const source = createNetworkSource(fakeFiles({ '/proc/net/dev': HEAD + line('lo') + line('veth1') + line('eth0') }))
    expect(Object.keys(await read(source)).every(key => key.includes('eth0'))).toBe(true)
  })

  test.each([
    ['no /proc', {}],
    ['only loopback', { '/proc/net/dev': HEAD + line('lo') }],
  ])('%s: absent', (_name, table) => {
    expect(createNetworkSource(fakeFiles(table)).read({ now: 0, up: 0 }, AbortSignal.abort())).toHaveProperty('absent')
  })
})

describe('mounts', () => {
  const mount = (device: string, path: string, type: string, options = '') =>
    `36 35 ${device} / ${path} rw,noatime ${options}- ${type} /dev/x rw\n`

  test.each([
    ['local file systems', mount('8:1', '/', 'ext4') + mount('8:2', '/data', 'xfs'), ['/', '/data']],
    [
      'no network, kernel or memory ones',
      mount('0:5', '/net', 'nfs4') + mount('0:6', '/proc', 'proc') + mount('0:7', '/tmp', 'tmpfs'),
      [],
    ],
    ['no compressed images', mount('7:0', '/snap/core', 'squashfs'), []],
    [
      'one device mounted twice: the shortest path',
      mount('8:1', '/var/lib/bind', 'ext4') + mount('8:1', '/', 'ext4'),
      ['/'],
    ],
    ['the root of a container', mount('0:9', '/', 'overlay') + mount('0:10', '/other', 'overlay'), ['/']],
    ['optional fields before the dash', mount('8:1', '/a', 'ext4', 'shared:1 master:2 '), ['/a']],
    [
      'spaces and Chinese in a path',
      mount('8:3', '/media/\\040\\346\\225\\231\\345\\255\\246', 'vfat'),
      ['/media/ 教学'],
    ],
    ['lines that are none', `nonsense\n\n- - - -\n36 35 8:1 / /x rw\n${mount('8:1', '/ok', 'ext4')}`, ['/ok']],
    ['a path no attribute can hold', mount('8:1', `/${'x'.repeat(300)}`, 'ext4'), []],
  ])('%s', (_name, text, expected) => {
    expect(localMounts(text)).toEqual(expected)
  })
})

describe('volumes', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    return () => vi.useRealTimers()
  })

  const size = { bsize: 4096, blocks: 1000, bfree: 400, bavail: 350 }
  const mountinfo = (...paths: string[]) =>
    fakeFiles({
      '/proc/self/mountinfo': paths.map((path, i) => `36 35 8:${i} / ${path} rw - ext4 /dev/x rw\n`).join(''),
    })
  const KEY = 'system.filesystem.utilization'

  test('the share used is of what users may fill, as df counts it', () => {
    expect(volumeValues(size)).toEqual([4_096_000, 2_457_600, 0.6316])
    expect(volumeValues({ bsize: 0, blocks: 0, bfree: 0, bavail: 0 })).toEqual([0, 0, null])
  })

  test('one that hangs hurts no other, is not asked again, and comes back when it answers', async () => {
    const asked: string[] = []
    let release = (): void => undefined
    const source = createVolumesSource(mountinfo('/a', '/hung', '/z'), 'linux', path => {
      asked.push(path)
      return path === '/hung' ? new Promise(resolve => (release = () => resolve(size))) : Promise.resolve(size)
    })
    const first = read(source)
    await vi.advanceTimersByTimeAsync(1_100)
    expect(await first).toMatchObject({ [`${KEY} /a`]: 0.6316, [`${KEY} /hung`]: null, [`${KEY} /z`]: 0.6316 })
    expect(await read(source)).toMatchObject({ [`${KEY} /hung`]: null })
    expect(asked).toEqual(['/a', '/hung', '/z', '/a', '/z'])
    release()
    await vi.advanceTimersByTimeAsync(0)
    const third = read(source)
    await vi.advanceTimersByTimeAsync(0)
    release()
    expect(await third).toMatchObject({ [`${KEY} /hung`]: 0.6316 })
  })

  test('however many hang, a thread is left for the rest of the agent', async () => {
    let asked = 0
    const source = createVolumesSource(mountinfo('/a', '/b', '/c', '/d', '/e'), 'linux', () => {
      asked++
      return new Promise(() => undefined)
    })
    const reading = read(source)
    await vi.advanceTimersByTimeAsync(10_000)
    await reading
    expect(asked).toBe(3)
  })

  test('one that fails is null, the others are read', async () => {
    const source = createVolumesSource(mountinfo('/a', '/b'), 'linux', path =>
      path === '/a' ? Promise.reject(new Error('EIO')) : Promise.resolve(size),
    )
    expect(await read(source)).toMatchObject({ [`${KEY} /a`]: null, [`${KEY} /b`]: 0.6316 })
  })

  test('Windows: the letters that are there', async () => {
    const source = createVolumesSource(fakeFiles({}), 'win32', path =>
      path === 'C:\\' || path === 'E:\\' ? Promise.resolve(size) : Promise.reject(new Error('ENOENT')),
    )
    expect(Object.keys(await read(source)).filter(key => key.startsWith(KEY))).toEqual([`${KEY} C:\\`, `${KEY} E:\\`])
  })
})

test('the agent itself: processor time between two readings, memory, age, spool', async () => {
  let cpu = { user: 1_000_000, system: 0 }
  const spool = { bytes: 5, records: 6, dropped: 7 }
  const source = createSelfSource(() => spool, { cpuUsage: () => cpu, rss: () => 50_000_000 })
  expect(await read(source, 1_000)).toMatchObject({ 'process.cpu.utilization': null, 'process.uptime': 0 })
  cpu = { user: 1_200_000, system: 100_000 }
  expect(await read(source, 61_000)).toEqual({
    'process.cpu.utilization': 0.005,
    'process.memory.usage': 50_000_000,
    'process.uptime': 60,
    'forewarn.spool.size': 5,
    'forewarn.spool.records': 6,
    'forewarn.spool.dropped': 7,
  })
})

test('no text a kernel or a hostile /proc may show breaks a parser', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc
      .array(
        fc.constantFrom(
          'cpu0',
          'cpu',
          ' ',
          '\n',
          ':',
          '-',
          '1',
          '99999999999999999999',
          '-5',
          'kB',
          'MemTotal',
          'ext4',
          '\\999',
          '/',
        ),
        {
          maxLength: 60,
        },
      )
      .map(parts => parts.join('')),
  )
  fc.assert(
    fc.property(text, text, (a, b) => {
      for (const value of utilization(parseProcStat(a), parseProcStat(b)))
        expect(value === null || (value >= 0 && value <= 1)).toBe(true)
      parseNetDev(a)
      localMounts(a)
      parseLoadAverage(a)
      const levels = parseMeminfo(a)
      if (levels !== null) for (const value of memoryValues(levels)) expect(value === null || value >= 0).toBe(true)
    }),
    { numRuns: 300 },
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
