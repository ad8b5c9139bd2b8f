import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { fakeFiles } from '../testing/fake-files.ts'
import { hostileText } from '../testing/hostile-text.ts'
import { readSource } from '../testing/read-source.ts'
import { createDisksSource, diskLoad, parseDiskstats, type DiskCounters } from './disks.ts'

/** A line of /proc/diskstats as Linux 4.18 and later write it, with 17 fields. */
function line(name: string, counters: Partial<DiskCounters> = {}): string {
  const c = { ...ZERO, ...counters }
  const fields = [c.reads, 0, c.sectorsRead, c.readingMs, c.writes, 0, c.sectorsWritten, c.writingMs]
  return `   8       0 ${name} ${[...fields, c.inFlight, c.busyMs, c.weightedMs, 1, 2, 3, 4, 5, 6].join(' ')}\n`
}

const ZERO: DiskCounters = {
  reads: 0,
  sectorsRead: 0,
  readingMs: 0,
  writes: 0,
  sectorsWritten: 0,
  writingMs: 0,
  inFlight: 0,
  busyMs: 0,
  weightedMs: 0,
}

describe('load since the reading before', () => {
  const SOME: DiskCounters = { ...ZERO, reads: 100, writes: 50, busyMs: 1_000, weightedMs: 3_000, readingMs: 200 }
  const later = (change: Partial<DiskCounters>): DiskCounters => ({ ...SOME, ...change })

  test.each<[string, DiskCounters | undefined, DiskCounters, number, ReturnType<typeof diskLoad>]>([
    ['the first reading', undefined, SOME, 10_000, [null, null, null]],
    ['no time passed', SOME, SOME, 0, [null, null, null]],
    ['idle', SOME, SOME, 10_000, [0, null, 0]],
    [
      'at work: a quarter busy, 6 ms an operation, 1.2 waiting',
      SOME,
      later({ reads: 150, writes: 100, readingMs: 400, writingMs: 400, busyMs: 3_500, weightedMs: 15_000 }),
      10_000,
      [0.25, 0.006, 1.2],
    ],
    ['a little more busy than time passed', SOME, later({ busyMs: 11_010 }), 10_000, [1, null, 0]],
    [
      'a disk that hangs: busy, nothing done, two waiting',
      SOME,
      later({ busyMs: 11_000, inFlight: 2 }),
      10_000,
      [1, null, 2],
    ],
    [
      'milliseconds that wrapped at 2^32',
      later({ busyMs: 4_294_967_000, readingMs: 4_294_967_200, weightedMs: 4_294_967_290 }),
      later({ busyMs: 704, reads: 200, readingMs: 904, weightedMs: 994 }),
      10_000,
      [0.1, 0.01, 0.1],
    ],
    ['another disk under the same name', SOME, later({ reads: 3, writes: 60 }), 10_000, [null, null, null]],
    [
      'the same by its sectors',
      later({ sectorsRead: 9 }),
      later({ sectorsRead: 8, reads: 101 }),
      10_000,
      [null, null, null],
    ],
    ['times that went back for no reason', SOME, later({ busyMs: 500, reads: 101 }), 10_000, [null, null, null]],
  ])('%s', (_name, before, after, elapsed, expected) => {
    expect(diskLoad(before, after, elapsed)).toEqual(expected)
  })
})

const DISK = { '/sys/block/sda/device/type': '0', '/sys/block/sda/size': '1000\n' }

test('bytes and operations by direction, load beside them', async () => {
  const table = { '/proc/diskstats': line('sda', { sectorsRead: 4, sectorsWritten: 6, reads: 2, writes: 3 }), ...DISK }
  const source = createDisksSource(fakeFiles(table))
  await readSource(source, 0)
  table['/proc/diskstats'] = line('sda', { sectorsRead: 4, sectorsWritten: 6, reads: 2, writes: 3, busyMs: 5_000 })
  expect(await readSource(source, 10_000)).toEqual({
    'system.disk.io sda read': 2_048,
    'system.disk.io sda write': 3_072,
    'system.disk.operations sda read': 2,
    'system.disk.operations sda write': 3,
    'forewarn.disk.utilization sda': 0.5,
    'forewarn.disk.latency sda': null,
    'forewarn.disk.queue sda': 0,
  })
})

test('whole disks with something in them, and none of their parts, paths and combinations', async () => {
  const has = (name: string, size = '1000\n') => ({
    [`/sys/block/${name}/device/x`]: '',
    [`/sys/block/${name}/size`]: size,
  })
  const names =
    'sda sda1 sdb sr0 fd0 loop0 ram1 zram0 dm-0 md127 mmcblk0 mmcblk0boot0 nvme0n1 nvme0n1p1 nvme0c0n1 cciss/c0d0'
  const files = fakeFiles({
    '/proc/diskstats': names
      .split(' ')
      .map(name => line(name))
      .join(''),
    ...has('sda'),
    // An empty slot of a card reader.
    ...has('sdb', '0\n'),
    ...has('sr0'),
    ...has('fd0'),
    ...has('mmcblk0'),
    ...has('mmcblk0boot0'),
    ...has('nvme0n1'),
    ...has('nvme0c0n1'),
    ...has('cciss!c0d0'),
  })
  const keys = Object.keys(await readSource(createDisksSource(files)))
  const disks = keys.flatMap(key => /^forewarn.disk.queue (.+)$/.exec(key)?.[1] ?? [])
  expect(disks).toEqual(['sda', 'mmcblk0', 'nvme0n1', 'cciss/c0d0'])
})

test('a card put into its reader is a disk within a minute', async () => {
  const table = {
    '/proc/diskstats': line('sda') + line('sdb'),
    ...DISK,
    '/sys/block/sdb/device/x': '',
    '/sys/block/sdb/size': '0\n',
  }
  const source = createDisksSource(fakeFiles(table))
  await readSource(source, 0)
  table['/sys/block/sdb/size'] = '64\n'
  expect(Object.keys(await readSource(source, 60_000))).toContain('forewarn.disk.queue sdb')
})

test('a disk that vanishes is gone from the next reading on; back under its name it counts anew', async () => {
  const table: Record<string, string> = { '/proc/diskstats': line('sda', { reads: 9 }), ...DISK }
  const source = createDisksSource(fakeFiles(table))
  await readSource(source, 0)
  table['/proc/diskstats'] = ''
  expect(await readSource(source, 10_000)).toEqual({})
  table['/proc/diskstats'] = line('sda', { reads: 1 })
  expect(await readSource(source, 20_000)).toMatchObject({
    'system.disk.operations sda read': 1,
    'forewarn.disk.utilization sda': null,
  })
})

test('a server’s worth of disks does not fill a sample', async () => {
  const names = Array.from({ length: 60 }, (_, i) => `sd${i}x`)
  const files = fakeFiles({
    '/proc/diskstats': names.map(name => line(name)).join(''),
    ...Object.fromEntries(names.map(name => [`/sys/block/${name}/device/x`, ''])),
  })
  expect(Object.keys(await readSource(createDisksSource(files)))).toHaveLength(16 * 7)
})

test.each([
  ['no /proc', {}],
  ['nothing but what is made up', { '/proc/diskstats': line('loop0') + line('ram0') }],
])('%s: absent', (_name, table) => {
  expect(createDisksSource(fakeFiles(table)).read({ now: 0, up: 0 }, AbortSignal.abort())).toHaveProperty('absent')
})

test('no text breaks the parser, and no load comes out negative', () => {
  const text = hostileText('8 0 sda', '1 2 3 4 5 6 7 8 9 10 11', '\n8 0 sda 9 9 9 9 9 9 9 9 9 9 9')
  fc.assert(
    fc.property(text, text, (a, b) => {
      const before = parseDiskstats(a)
      for (const [name, now] of parseDiskstats(b))
        for (const value of diskLoad(before.get(name), now, 10_000)) expect(value === null || value >= 0).toBe(true)
    }),
    { numRuns: 200 },
  )
})
