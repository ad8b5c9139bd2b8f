import fc from 'fast-check'
import { beforeEach, describe, expect, test, vi } from 'vitest'

import { fakeFiles } from '../testing/fake-files.ts'
import { hostileText } from '../testing/hostile-text.ts'
import { askSource, readSource } from '../testing/read-source.ts'
import { localMounts } from './mounts.ts'
import { createPatience } from './patience.ts'
import { createReadOnlyWatch } from './read-only.ts'
import { createVolumesSource, inodesUsed, volumeValues, type VolumeSize } from './volumes.ts'

/** A line of mountinfo; `own` are the file system's options, `view` the mount's. */
function mount(
  device: string,
  path: string,
  type: string,
  { optional = '', source = '/dev/x', view = 'rw', own = 'rw', id = 36 } = {},
): string {
  return `${id} 35 ${device} / ${path} ${view},noatime ${optional}- ${type} ${source} ${own}\n`
}

describe('mounts', () => {
  test.each([
    ['local file systems', mount('8:1', '/', 'ext4') + mount('8:2', '/data', 'xfs'), ['/', '/data']],
    [
      'no network, kernel or memory ones',
      mount('0:5', '/net', 'nfs4') + mount('0:6', '/proc', 'proc') + mount('0:7', '/tmp', 'tmpfs'),
      [],
    ],
    [
      'no images, which are always full, wherever they are mounted',
      mount('7:0', '/snap/core', 'squashfs', { source: '/dev/loop0', own: 'ro' }) +
        mount('7:1', '/mnt/iso', 'iso9660', { source: '/dev/loop1', own: 'ro' }) +
        mount('7:2', '/', 'squashfs', { own: 'ro' }) +
        mount('11:0', '/mnt/disc', 'udf', { source: '/dev/sr0', own: 'ro' }),
      [],
    ],
    [
      'one device mounted twice: the shortest path',
      mount('8:1', '/var/lib/bind', 'ext4') + mount('8:1', '/', 'ext4'),
      ['/'],
    ],
    ['the root of a container', mount('0:9', '/', 'overlay') + mount('0:10', '/other', 'overlay'), ['/']],
    ['optional fields before the dash', mount('8:1', '/a', 'ext4', { optional: 'shared:1 master:2 ' }), ['/a']],
    [
      'spaces and Chinese in a path',
      mount('8:3', '/data/\\040\\346\\225\\231\\345\\255\\246', 'vfat'),
      ['/data/ 教学'],
    ],
    ['lines that are none', `nonsense\n\n- - - -\n36 35 8:1 / /x rw\n${mount('8:1', '/ok', 'ext4')}`, ['/ok']],
    ['a path no attribute can hold', mount('8:1', `/${'x'.repeat(300)}`, 'ext4'), []],
  ])('%s', (_name, text, expected) => {
    expect(localMounts(text).map(({ path }) => path)).toEqual(expected)
  })

  test.each([
    ['a stick with its owner’s name', '/media/wang/张三的U盘', '/dev/sdb1', '/media/sdb1'],
    ['the same under systemd', '/run/media/wang/USB', '/dev/sdb1', '/run/media/sdb1'],
    ['a home of one’s own', '/home/wang', '/dev/mapper/home-wang', '/home/8:17'],
    ['all homes', '/home', '/dev/sda3', '/home'],
    ['a folder that only begins like one', '/homework', '/dev/sda3', '/homework'],
  ])('no names of people: %s', (_name, path, source, name) => {
    const asRead = Buffer.from(path).toString('latin1')
    expect(localMounts(mount('8:17', asRead, 'ext4', { source }))).toMatchObject([{ path, name }])
  })

  test.each([
    ['rw,errors=remount-ro', 'writable'],
    ['ro,errors=remount-ro', 'read-only'],
    ['rw,errors=remount-ro,emergency_ro', 'failed'],
    ['rw,norecovery,root=ro', 'writable'],
  ])('a file system with the options %s is %s', (own, state) => {
    expect(localMounts(mount('8:1', '/', 'ext4', { own }))).toMatchObject([{ state }])
  })

  test('a read-only view of a writable file system, as a service may have of it, is writable', () => {
    expect(localMounts(mount('8:1', '/', 'ext4', { view: 'ro' }))).toMatchObject([{ state: 'writable' }])
  })
})

describe('read-only', () => {
  const OK = mount('8:1', '/', 'ext4', { source: '/dev/sda1' })
  const RO = mount('8:1', '/', 'ext4', { source: '/dev/sda1', own: 'ro' })
  const FAILED = mount('8:1', '/', 'ext4', { source: '/dev/sda1', own: 'rw,emergency_ro' })
  const ANOTHER = mount('8:1', '/', 'ext4', { source: '/dev/sda1', own: 'ro', id: 99 })
  const READ_ONLY = { name: 'filesystem.read-only', severity: 'error' }
  const WRITABLE = { name: 'filesystem.writable', severity: 'info' }

  test.each([
    ['mounted read-only from the start', [RO, RO], [[], []]],
    ['turned read-only, told once', [OK, RO, RO], [[], [READ_ONLY], []]],
    ['and back', [OK, RO, OK, OK], [[], [READ_ONLY], [WRITABLE], []]],
    ['failed before the agent came', [FAILED, FAILED], [[READ_ONLY], []]],
    ['failed, then remounted read-only by hand', [OK, FAILED, RO], [[], [READ_ONLY], []]],
    ['read-only at boot until it was checked', [RO, OK, OK], [[], [], []]],
    ['taken out, and another put in its place', [OK, ANOTHER], [[], []]],
    ['gone and back', [OK, '', RO], [[], [], []]],
  ])('%s', (_name, texts, expected) => {
    const watch = createReadOnlyWatch()
    const attributes = { mountpoint: '/', device: 'sda1', type: 'ext4' }
    expect(texts.map(text => watch(localMounts(text)))).toEqual(
      expected.map(events => events.map(event => ({ ...event, attributes }))),
    )
  })
})

describe('volumes', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    return () => vi.useRealTimers()
  })

  const size: VolumeSize = { bsize: 4096, blocks: 1000, bfree: 400, bavail: 350, files: 200, ffree: 50 }
  const mountinfo = (...paths: string[]) =>
    fakeFiles({ '/proc/self/mountinfo': paths.map((path, i) => mount(`8:${i}`, path, 'ext4')).join('') })
  const KEY = 'system.filesystem.utilization'

  function source(
    files = mountinfo('/'),
    measure: (path: string) => Promise<VolumeSize> = () => Promise.resolve(size),
  ) {
    return createVolumesSource(files, createPatience(), { platform: 'linux', measure })
  }

  test('the share used is of what users may fill, as df counts it', () => {
    expect(volumeValues(size)).toEqual([4_096_000, 2_457_600, 0.6316])
    expect(volumeValues({ ...size, bsize: 0, blocks: 0, bfree: 0, bavail: 0 })).toEqual([0, 0, null])
  })

  test('inodes count where a file system has a number of them', () => {
    expect(inodesUsed(size)).toBe(0.75)
    expect(inodesUsed({ files: 0, ffree: 0 })).toBeNull()
  })

  test('a volume turning read-only: its number and the event', async () => {
    const table = { '/proc/self/mountinfo': mount('8:1', '/', 'ext4') }
    const volumes = source(fakeFiles(table))
    const first = await askSource(volumes)
    expect(first.values['forewarn.filesystem.readonly /']).toBe(0)
    expect(first.events).toEqual([])
    table['/proc/self/mountinfo'] = mount('8:1', '/', 'ext4', { own: 'ro' })
    const second = await askSource(volumes)
    expect(second.values['forewarn.filesystem.readonly /']).toBe(1)
    expect(second.events).toMatchObject([{ name: 'filesystem.read-only' }])
  })

  test('one that hangs hurts no other, is not asked again, and comes back when it answers', async () => {
    const asked: string[] = []
    let release = (): void => undefined
    const volumes = source(mountinfo('/a', '/hung', '/z'), path => {
      asked.push(path)
      return path === '/hung' ? new Promise(resolve => (release = () => resolve(size))) : Promise.resolve(size)
    })
    const first = readSource(volumes)
    await vi.advanceTimersByTimeAsync(1_100)
    expect(await first).toMatchObject({ [`${KEY} /a`]: 0.6316, [`${KEY} /hung`]: null, [`${KEY} /z`]: 0.6316 })
    // What the mount table tells of it is known all the same.
    expect(await first).toMatchObject({ 'forewarn.filesystem.readonly /hung': 0 })
    expect(await readSource(volumes)).toMatchObject({ [`${KEY} /hung`]: null })
    expect(asked).toEqual(['/a', '/hung', '/z', '/a', '/z'])
    release()
    await vi.advanceTimersByTimeAsync(0)
    const third = readSource(volumes)
    await vi.advanceTimersByTimeAsync(0)
    release()
    expect(await third).toMatchObject({ [`${KEY} /hung`]: 0.6316 })
  })

  test('one that fails is null, the others are read', async () => {
    const volumes = source(mountinfo('/a', '/b'), path =>
      path === '/a' ? Promise.reject(new Error('EIO')) : Promise.resolve(size),
    )
    expect(await readSource(volumes)).toMatchObject({ [`${KEY} /a`]: null, [`${KEY} /b`]: 0.6316 })
  })

  test('Windows: the letters that are there, without what Windows does not have', async () => {
    const volumes = createVolumesSource(fakeFiles({}), createPatience(), {
      platform: 'win32',
      measure: path =>
        path === 'C:\\' || path === 'E:\\' ? Promise.resolve(size) : Promise.reject(new Error('ENOENT')),
    })
    const keys = Object.keys(await readSource(volumes))
    expect(keys.filter(key => key.startsWith(KEY))).toEqual([`${KEY} C:\\`, `${KEY} E:\\`])
    expect(keys).toHaveLength(6)
  })
})

test('no mount table breaks the parser, and no volume is named twice', () => {
  const text = hostileText('36 35 8:1 / /', '/media/a/b', 'rw', 'ro', '- ext4 /dev/sda1 rw', 'ext4', '\n36 35 8:1 / /')
  fc.assert(
    fc.property(text, text => {
      const names = localMounts(text).map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
    }),
    { numRuns: 200 },
  )
})
