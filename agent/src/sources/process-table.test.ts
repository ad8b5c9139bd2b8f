import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { systemFiles } from '../files.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { hostileText } from '../testing/hostile-text.ts'
import { createProcessTable, parsePageBytes, parseProcessStat, readableName } from './process-table.linux.ts'

/** A line as the kernel writes it, by the numbers of proc_pid_stat(5). */
function line(comm: string, given: Record<number, string | number> = {}): string {
  const usual: Record<number, string | number> = {
    3: 'S',
    4: 1,
    9: 4194304,
    14: 120,
    15: 30,
    20: 3,
    22: 5_000,
    24: 700,
  }
  const fields = Array.from({ length: 50 }, (_, i) => given[i + 3] ?? usual[i + 3] ?? 0)
  return `42 (${comm}) ${fields.join(' ')}\n`
}

describe('one process', () => {
  test('is told in milliseconds and pages', () => {
    expect(parseProcessStat(line('board'))).toEqual({
      pid: 42,
      parent: 1,
      comm: 'board',
      state: 'S',
      threads: 3,
      startMs: 50_000,
      cpuMs: 1_500,
      rssPages: 700,
      exitStatus: 0,
      kernel: false,
    })
  })

  test.each([['a) R 1 (b'], ['with space'], [')'], ['('], ['line\nend'], ['']])('may be called %j', comm => {
    expect(parseProcessStat(line(comm))).toMatchObject({ comm, parent: 1, rssPages: 700 })
  })

  test('a thread of the kernel is told by its flag; a zombie says how it ended', () => {
    expect(parseProcessStat(line('kworker/0:1', { 9: 69238880 }))).toMatchObject({ kernel: true })
    expect(parseProcessStat(line('board', { 3: 'Z', 52: 139 }))).toMatchObject({ state: 'Z', exitStatus: 139 })
  })

  test('a kernel that says less says nothing of the end', () => {
    const old = line('board').split(' ').slice(0, 46).join(' ')
    expect(parseProcessStat(old)).toMatchObject({ comm: 'board', exitStatus: 0 })
  })

  test.each([
    ['nothing', ''],
    ['no name', '42 S 1 2 3'],
    ['half a line', '42 (board) S 1 42'],
    ['a state that is none', line('board', { 3: '7' })],
    ['a start before the boot', line('board', { 22: -1 })],
    ['a start beyond all time', line('board', { 22: '18446744073709551615' })],
    ['words for numbers', line('board', { 14: 'lots' })],
    ['an id that is none', line('board').replace('42', 'self')],
  ])('%s is no process', (_name, text) => {
    expect(parseProcessStat(text)).toBeNull()
  })
})

test.each([
  ['board', 'board'],
  ['npm exec forewar', 'npm'],
  ['nginx: worker', 'nginx'],
  [Buffer.from('白板助手').toString('latin1'), '白板助手'],
  [Buffer.from('白板助手程').subarray(0, 14).toString('latin1'), '白板助手'],
  ['\u0007bell\u009b', 'bell'],
  ['   ', '?'],
  ['\u00ff\u00fe', '?'],
])('the kernel’s name %j reads %j', (comm, expected) => {
  expect(readableName(comm)).toBe(expected)
})

describe('the page size', () => {
  const auxv = (...pairs: [number, number][]) => {
    const bytes = Buffer.alloc(pairs.length * 16)
    for (const [i, [type, value]] of pairs.entries()) {
      bytes.writeBigUInt64LE(BigInt(type), i * 16)
      bytes.writeBigUInt64LE(BigInt(value), i * 16 + 8)
    }
    return bytes.toString('latin1')
  }

  test.each([
    ['as on most machines', auxv([33, 5], [6, 4096], [0, 0]), 4096],
    ['as on some Arm ones', auxv([6, 65_536]), 65_536],
    ['not said', auxv([33, 5], [0, 0]), null],
    ['nonsense', auxv([6, 12_345]), null],
    ['too large', auxv([6, 2 ** 40]), null],
    ['cut short', auxv([6, 4096]).slice(0, 15), null],
  ])('%s', (_name, text, expected) => {
    expect(parsePageBytes(text)).toBe(expected)
  })

  test('4 KiB where nobody says', () => {
    expect(createProcessTable(fakeFiles({})).pageBytes).toBe(4096)
  })
})

describe('the table', () => {
  const files = fakeFiles(
    {
      '/proc/1/stat': line('init').replace('42', '1'),
      '/proc/42/stat': line('board'),
      '/proc/42/status': 'Name:\tboard\nvoluntary_ctxt_switches:\t99\nnonvoluntary_ctxt_switches:\t5\n',
      '/proc/42/fd/0': '',
      '/proc/42/fd/1': '',
      '/proc/42/task/42/stat': '',
      '/proc/42/task/43/stat': '',
      '/proc/77/stat': line('somebody else'),
      '/proc/self/stat': '',
      '/proc/loadavg': '0.0 0.1 0.2 1/99 4711\n',
    },
    { '/proc/42/exe': '/opt/白板/board (deleted)' },
  )
  const table = createProcessTable(files)

  test('lists numbers only, and reads what is there', () => {
    expect(table.pids()).toEqual([1, 42, 77])
    expect(table.read(42)).toMatchObject({ comm: 'board' })
    expect(table.lastId()).toBe(4711)
    expect([table.handles(42), table.threads(42), table.switches(42)]).toEqual([2, [42, 43], 99])
  })

  test('a file that was replaced by an update keeps its name; a path is never told', () => {
    expect(table.executable(42)).toBe('board')
  })

  test('what is gone, may not be read or tells of another process is null', () => {
    expect([table.read(5), table.read(77)]).toEqual([null, null])
    expect([table.executable(1), table.handles(1), table.switches(1)]).toEqual([null, null, null])
    expect(createProcessTable(fakeFiles({})).lastId()).toBeNull()
  })

  test.runIf(process.platform === 'linux')('on this machine it finds this very process', () => {
    const real = createProcessTable(systemFiles)
    expect(real.pids()).toContain(process.pid)
    expect(real.read(process.pid)).toMatchObject({ pid: process.pid, parent: process.ppid })
    expect(real.threads(process.pid)).toContain(process.pid)
    expect(real.handles(process.pid)).toBeGreaterThan(2)
    const { rssPages } = real.read(process.pid)!
    expect(rssPages * real.pageBytes).toBeGreaterThan(process.memoryUsage.rss() / 2)
    expect(rssPages * real.pageBytes).toBeLessThan(process.memoryUsage.rss() * 2)
  })
})

test('no text breaks the parsers, and what they take is in range', () => {
  const text = hostileText('42 (', ') S', '18446744073709551615', '(', ')', 'Z', '0 '.repeat(20))
  fc.assert(
    fc.property(text, hostile => {
      const stat = parseProcessStat(hostile)
      if (stat !== null)
        for (const value of [stat.pid, stat.startMs, stat.cpuMs, stat.rssPages]) expect(value).toBeGreaterThanOrEqual(0)
      const pageBytes = parsePageBytes(hostile)
      expect(pageBytes === null || (pageBytes >= 1024 && pageBytes <= 1024 * 1024)).toBe(true)
      expect(readableName(hostile)).toMatch(/^[^\s\p{Cc}]+$/u)
    }),
    { numRuns: 200 },
  )
})
