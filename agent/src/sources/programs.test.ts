import { DEFAULT_AGENT_CONFIG, type WatchedProgram } from '@forewarn/shared/protocol.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Happening, SourceReading } from '../sampler/source.ts'
import { createFakeProcesses, type FakeProcess } from '../testing/fake-processes.ts'
import { createDeaths } from '../watchers/deaths.ts'
import { createCounter } from './events.ts'
import { createProgramsSource } from './programs.ts'
import { endingOf } from './programs/ending.ts'
import { createMatcher } from './programs/names.ts'

const NOW = 1_800_000_000_000
const UP = 1_000_000
const TICK_MS = 10_000
const BOARD: WatchedProgram = { name: '白板', executables: ['board', 'Board.exe'] }
const PLAYER: WatchedProgram = { name: 'Player', executables: ['classroom-player-helper'] }

/** A machine with watched programs, looked at tick by tick; what runs before `begin` ran before the agent. */
function machine(initial: Record<number, FakeProcess> = {}, watched: WatchedProgram[] = [BOARD, PLAYER]) {
  const fake = createFakeProcesses({ 1: { comm: 'init', parent: 0 }, ...initial })
  const deaths = createDeaths()
  let config = { ...DEFAULT_AGENT_CONFIG, watchedPrograms: watched }
  const source = createProgramsSource(fake.table, { config: () => config, deaths, suppressed: createCounter() })
  let up = UP - TICK_MS

  function look(): { events: string[]; told: Happening[]; of: (name: string) => Record<string, unknown> } {
    up += TICK_MS
    const answer = source.read({ now: NOW + up - UP, up }, AbortSignal.abort()) as SourceReading
    expect(answer.values).toHaveLength(answer.series.length)
    const told = answer.events ?? []
    return {
      told,
      events: told.map(({ name, attributes }) => `${name} ${attributes['program']} ${attributes['pid']}`),
      of: name =>
        Object.fromEntries(
          answer.series.flatMap(([metric, attributes], i) =>
            attributes?.['forewarn.program'] === name
              ? [[metric.replace('forewarn.program.', ''), answer.values[i]]]
              : [],
          ),
        ),
    }
  }

  return {
    ...fake,
    deaths,
    look,
    /** Many looks; what was told in all of them. */
    looks: (count: number): Happening[] => Array.from({ length: count }, look).flatMap(({ told }) => told),
    /** Time since boot at the last look, and so long after it, ms. */
    after: (ms: number): number => up + ms,
    wall: (): number => NOW + up - UP,
    watch: (programs: WatchedProgram[]): void => void (config = { ...config, watchedPrograms: programs }),
  }
}

describe('to which program a process belongs', () => {
  const match = createMatcher([BOARD, PLAYER, { name: '教学', executables: ['智慧课堂互动教学端'] }])
  const bytes = (text: string): string => Buffer.from(text).toString('latin1')

  test.each([
    ['by the kernel’s name', 'board', null, '白板'],
    ['whatever the case', 'BOARD.EXE', null, '白板'],
    ['by its file, where it calls itself otherwise', 'MainThread', 'board', '白板'],
    ['a name the kernel had to shorten, whose file agrees', 'classroom-playe', 'classroom-player-helper', 'Player'],
    ['a name the kernel had to shorten, whose file may not be known', 'classroom-playe', null, 'Player'],
    ['a name cut within a letter', bytes('智慧课堂互动教学端').slice(0, 15), null, '教学'],
    ['one that begins alike', 'classroom-playe', 'classroom-player', undefined],
    ['a part of the name', 'boar', 'boar', undefined],
    ['the interpreter of a script', 'python3', 'python3.11', undefined],
    ['nothing', '', null, undefined],
  ])('%s', (_name, comm, file, expected) => {
    expect(match(comm, () => file)?.program).toBe(expected)
  })
})

describe('why a program ended', () => {
  const death = { pid: 5, program: 'board', cause: 'segfault', signal: 'SIGSEGV', at: NOW } as const
  test.each([
    ['the log says so', death, 0, { crash: true, reason: 'segfault', signal: 'SIGSEGV', exitCode: null }],
    [
      'log and status',
      { ...death, cause: 'coredump', signal: null } as const,
      6 | 0x80,
      { crash: true, reason: 'coredump', signal: 'SIGABRT', exitCode: null },
    ],
    [
      'killed for want of memory',
      { ...death, cause: 'oom', signal: 'SIGKILL' } as const,
      0,
      { crash: true, reason: 'oom', signal: 'SIGKILL', exitCode: null },
    ],
    ['status of a crash', null, 11, { crash: true, reason: 'signal', signal: 'SIGSEGV', exitCode: null }],
    ['stopped by somebody', null, 15, { crash: false, reason: 'signal', signal: 'SIGTERM', exitCode: null }],
    ['killed by somebody', null, 9, { crash: false, reason: 'signal', signal: 'SIGKILL', exitCode: null }],
    ['an exit code', null, 3 << 8, { crash: false, reason: 'exit-code', signal: null, exitCode: 3 }],
    ['nothing known', null, 0, { crash: false, reason: 'unknown', signal: null, exitCode: null }],
  ])('%s', (_name, found, status, expected) => {
    expect(endingOf(found, status)).toEqual(expected)
  })
})

describe('a watched program', () => {
  test('that ran before the agent is followed without a word; what it uses is told', () => {
    const { look, set, after } = machine({ 50: { comm: 'board', startMs: 400_000, cpuMs: 9_000, rssPages: 1_000 } })
    expect(look().of('白板')).toMatchObject({
      instances: 1,
      uptime: 600,
      restarts: 0,
      'cpu.utilization': null,
      hung: 0,
    })
    set(50, { cpuMs: 14_000 })
    // A child shares the burden, and is no instance.
    set(51, { comm: 'board', parent: 50, startMs: after(2_000), cpuMs: 1_000, rssPages: 500 })
    const { of, events } = look()
    expect(events).toEqual([])
    expect(of('白板')).toEqual({
      instances: 1,
      uptime: 610,
      restarts: 0,
      'cpu.utilization': 0.6,
      'memory.usage': 1_500 * 4096,
      handles: 14,
      hung: 0,
    })
  })

  test('that does not run', () => {
    expect(machine().look().of('Player')).toEqual({
      instances: 0,
      uptime: null,
      restarts: 0,
      'cpu.utilization': null,
      'memory.usage': null,
      handles: null,
      hung: null,
    })
  })

  test('that starts is told with the moment it started', () => {
    const { look, set, after, wall } = machine()
    look()
    set(70, { comm: 'board', startMs: after(3_000) })
    const { told } = look()
    expect(told).toEqual([
      {
        name: 'program.started',
        severity: 'info',
        at: wall() - 7_000,
        attributes: { program: '白板', executable: 'board', pid: 70, uptimeSeconds: 7 },
      },
    ])
  })

  test('that its user closes has exited: told a while later, as of when it was missed', () => {
    const { look, end, wall } = machine({ 50: { comm: 'board', startMs: 400_000 } })
    look()
    end(50)
    expect(look().events).toEqual([])
    const noticed = wall()
    expect(look().events).toEqual([])
    expect(look().told).toEqual([
      {
        name: 'program.exited',
        severity: 'info',
        at: noticed,
        attributes: {
          program: '白板',
          executable: 'board',
          pid: 50,
          uptimeSeconds: 610,
          reason: 'unknown',
          signal: null,
          exitCode: null,
        },
      },
    ])
    expect(look().told).toEqual([])
  })

  test('that the kernel killed has crashed, though the log says so a tick later', () => {
    const { look, end, deaths, wall } = machine({ 50: { comm: 'board', startMs: 400_000 } })
    look()
    end(50)
    look()
    const noticed = wall()
    deaths.note({ pid: 50, program: 'board', cause: 'segfault', signal: 'SIGSEGV', at: noticed - 5_000 })
    expect(look().told).toMatchObject([
      { name: 'program.crash', severity: 'error', at: noticed, attributes: { reason: 'segfault', signal: 'SIGSEGV' } },
    ])
  })

  test('one of whose threads the kernel names has crashed', () => {
    const { look, end, deaths, wall } = machine({ 50: { comm: 'board', startMs: 400_000 } })
    look()
    end(50)
    deaths.note({ pid: 100_050, program: 'Compositor', cause: 'fault', signal: null, at: wall() + 100 })
    expect(look().events).toEqual(['program.crash 白板 50'])
  })

  test('is not blamed for the death of whoever had its id before', () => {
    const { look, end, set, deaths, after, wall } = machine()
    look()
    deaths.note({ pid: 50, program: 'other', cause: 'segfault', signal: null, at: wall() - 60_000 })
    set(50, { comm: 'board', startMs: after(1_000) })
    look()
    end(50)
    expect([look(), look(), look()].flatMap(({ events }) => events)).toEqual(['program.exited 白板 50'])
  })

  test('that is dead and not asked for says itself how it ended, and is followed no longer', () => {
    const { look, set, looks } = machine({ 50: { comm: 'board', startMs: 400_000 } })
    look()
    set(50, { state: 'Z', exitStatus: 11 })
    const { told, of } = look()
    expect(told).toMatchObject([{ name: 'program.crash', attributes: { reason: 'signal', signal: 'SIGSEGV' } }])
    expect(of('白板')).toMatchObject({ instances: 0 })
    expect(looks(20)).toEqual([])
  })

  test('that restarts within a tick has exited and started, in that order of time', () => {
    const { look, end, set, after } = machine({ 50: { comm: 'board', startMs: 400_000 } })
    look()
    end(50)
    set(60, { comm: 'board', startMs: after(4_000) })
    const first = look()
    expect(first.events).toEqual(['program.started 白板 60'])
    expect(first.of('白板')).toMatchObject({ instances: 1, restarts: 1, uptime: 6 })
    look()
    const [exited] = look().told
    expect(exited).toMatchObject({ name: 'program.exited', at: first.told[0]!.at! - 1 })
  })

  test('whose id was given to its successor at once has restarted', () => {
    const { look, looks, set, after } = machine({ 50: { comm: 'board', startMs: 400_000 } })
    look()
    set(50, { startMs: after(4_000) })
    expect(look().of('白板')).toMatchObject({ instances: 1, restarts: 1 })
    expect(looks(2)).toMatchObject([{ name: 'program.exited', attributes: { uptimeSeconds: 610 } }])
  })

  test('whose id was given to another program has exited', () => {
    const { look, looks, set, after } = machine({ 50: { comm: 'board', startMs: 400_000 } })
    look()
    set(50, { comm: 'other', startMs: after(4_000) })
    expect(look().of('白板')).toMatchObject({ instances: 0 })
    expect(looks(2).map(({ name }) => name)).toEqual(['program.exited'])
  })

  test('that puts itself into the background goes on as the child it left', () => {
    const { look, looks, end, set, after } = machine()
    look()
    set(50, { comm: 'board', startMs: after(1_000) })
    set(51, { comm: 'board', parent: 50, startMs: after(1_100) })
    expect(look().events).toEqual(['program.started 白板 50'])
    end(50)
    set(51, { parent: 1 })
    looks(2)
    expect(look().of('白板')).toMatchObject({ instances: 1 })
    end(51)
    expect(looks(3).map(({ attributes }) => attributes['pid'])).toEqual([51])
  })

  test('that takes its children along is told once', () => {
    const children = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [60 + i, { comm: 'board', parent: 50 }]))
    const { look, looks, end } = machine({ 50: { comm: 'board' }, ...children })
    look()
    end(50)
    for (const pid of Object.keys(children)) end(Number(pid))
    expect(looks(4).map(({ attributes }) => attributes['pid'])).toEqual([50])
  })

  test('a child that became another program does not count any more', () => {
    const { look, set } = machine({
      50: { comm: 'board', rssPages: 10 },
      51: { comm: 'board', parent: 50, rssPages: 10 },
    })
    expect(look().of('白板')).toMatchObject({ 'memory.usage': 20 * 4096 })
    set(51, { comm: 'sh' })
    expect(look().of('白板')).toMatchObject({ 'memory.usage': 10 * 4096 })
  })

  test('that is forked first and named later is found', () => {
    const { look, looks, set, after } = machine()
    looks(2)
    set(50, { comm: 'sh', startMs: after(9_999) })
    look()
    set(50, { comm: 'board' })
    expect(looks(6)).toMatchObject([{ name: 'program.started', attributes: { pid: 50 } }])
  })

  test('that a list adds is followed from then on, and one that it drops no more', () => {
    const { look, looks, end, watch } = machine({ 50: { comm: 'board' }, 51: { comm: 'other' } }, [])
    expect(look()).toMatchObject({ told: [] })
    watch([BOARD, { name: 'Other', executables: ['other'] }])
    const { of, events } = look()
    expect([of('白板')['instances'], of('Other')['instances'], events]).toEqual([1, 1, []])
    watch([BOARD])
    look()
    end(51)
    end(50)
    expect(looks(4).map(({ attributes }) => attributes['program'])).toEqual(['白板'])
  })

  test('the same list sent anew changes nothing', () => {
    const { look, set, after, watch, end } = machine()
    look()
    set(50, { comm: 'board', startMs: after(0) })
    look()
    watch([structuredClone(BOARD), structuredClone(PLAYER)])
    end(50)
    set(51, { comm: 'board', startMs: after(5_000) })
    expect(look().of('白板')).toMatchObject({ restarts: 1 })
  })
})

describe('a program that hangs', () => {
  const hanging = (change: FakeProcess) => {
    const all = machine({ 50: { comm: 'board', startMs: 400_000 } })
    all.look()
    all.set(50, change)
    return all
  }

  test('stopped for two minutes, then let go', () => {
    const { look, looks, set } = hanging({ state: 'T' })
    expect(looks(12)).toEqual([])
    const hung = look()
    expect(hung.told).toMatchObject([
      { name: 'program.hung', severity: 'warning', attributes: { program: '白板', reason: 'stopped', seconds: 120 } },
    ])
    expect(hung.of('白板')).toMatchObject({ hung: 1, instances: 1 })
    expect(looks(30)).toEqual([])
    set(50, { state: 'S' })
    const { told, of } = look()
    expect(told).toMatchObject([{ name: 'program.responding', severity: 'info', attributes: { seconds: 430 } }])
    expect(of('白板')).toMatchObject({ hung: 0 })
  })

  test('waiting for the same thing all along', () => {
    expect(hanging({ state: 'D', switches: 7 }).looks(15)).toMatchObject([
      { name: 'program.hung', attributes: { reason: 'uninterruptible' } },
    ])
  })

  test('waiting for a disk again and again is work', () => {
    const { look, set } = hanging({ state: 'D', switches: 7 })
    for (let i = 0; i < 30; i++) {
      set(50, { switches: 8 + i })
      expect(look().events).toEqual([])
    }
  })

  test('without its main thread', () => {
    expect(hanging({ state: 'Z', threads: 4 }).looks(15)).toMatchObject([
      { name: 'program.hung', attributes: { reason: 'main-thread-gone' } },
    ])
  })

  test('and is ended has exited, not come back', () => {
    const { looks, end } = hanging({ state: 't' })
    looks(15)
    end(50)
    expect(looks(4).map(({ name }) => name)).toEqual(['program.exited'])
  })
})

describe('cost', () => {
  test('a crash loop for an hour: a few are told, the rest is counted, none is lost', () => {
    const { look, end, set, after, deaths, wall } = machine({ 50: { comm: 'board' } })
    look()
    const told: Happening[] = []
    for (let pid = 50; pid < 410; pid++) {
      end(pid)
      deaths.note({ pid, program: 'board', cause: 'segfault', signal: 'SIGSEGV', at: wall() + 100 })
      set(pid + 1, { comm: 'board', startMs: after(200) })
      told.push(...look().told)
    }
    const crashes = told.filter(({ name }) => name === 'program.crash')
    expect(crashes.length).toBeLessThan(250)
    const counted = crashes.reduce((sum, { attributes }) => sum + Number(attributes['count'] ?? 1), 0)
    expect(counted).toBeGreaterThan(350)
    expect(counted).toBeLessThanOrEqual(360)
    const { attributes } = crashes.findLast(event => 'count' in event.attributes)!
    expect(attributes).toMatchObject({
      program: '白板',
      reason: 'segfault',
      first: expect.stringMatching(/Z$/) as string,
    })
    expect(look().of('白板')).toMatchObject({ restarts: 360 })
  })

  test('among 10,000 processes all are found within ten looks, and then a look reads a few', () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i): [number, FakeProcess] => [i + 1, {}]))
    const { looks, look, cost } = machine({
      ...many,
      1: { comm: 'board', parent: 0 },
      9_999: { comm: 'classroom-playe' },
    })
    expect(look().of('Player')).toMatchObject({ instances: 1 })
    const first = cost()
    expect(first.reads).toBeLessThanOrEqual(1_000)
    looks(9)
    expect(look().of('白板')).toMatchObject({ instances: 1 })
    looks(20)
    const before = cost()
    looks(18)
    const after = cost()
    expect(after.listings - before.listings).toBe(1)
    expect(after.reads - before.reads).toBeLessThan(60)
  })

  test('more processes than are followed: as many as are', () => {
    const many = Object.fromEntries(
      Array.from({ length: 500 }, (_, i): [number, FakeProcess] => [i + 1, { comm: 'board' }]),
    )
    const { look, cost } = machine({ ...many, 1: { comm: 'init', parent: 0 } })
    look()
    const before = cost().reads
    expect(look().of('白板')).toMatchObject({ instances: 32 })
    expect(cost().reads - before).toBeLessThan(600)
  })

  test('without watched programs nothing is read', () => {
    const { look, cost } = machine({ 1: {} }, [])
    look()
    expect(cost()).toEqual({ reads: 0, listings: 0 })
  })

  test('without a process table there is nothing to say', () => {
    const { table } = createFakeProcesses()
    const config = () => ({ ...DEFAULT_AGENT_CONFIG, watchedPrograms: [BOARD] })
    const source = createProgramsSource(table, { config, deaths: createDeaths(), suppressed: createCounter() })
    expect(source.read({ now: NOW, up: UP }, AbortSignal.abort())).toHaveProperty('absent')
  })
})

test('whatever processes do, each end is told once, nothing is told of what was not watched, and no number is impossible', () => {
  const step = fc.record({
    pid: fc.integer({ min: 2, max: 7 }),
    what: fc.constantFrom('start', 'child', 'end', 'zombie', 'stop', 'go', 'rename'),
    die: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const { look, looks, set, end, after, deaths, wall, table } = machine()
      const told: Happening[] = [...look().told]
      for (const { pid, what, die } of steps) {
        const there = table.read(pid) !== null
        const alive = there && table.read(pid)?.state !== 'Z'
        if (what === 'start' && !there) set(pid, { comm: 'board', startMs: after(1_000 + pid), state: 'S', parent: 1 })
        if (what === 'child' && !there)
          set(pid, { comm: 'board', startMs: after(1_000 + pid), state: 'S', parent: 2 + (pid % 6) })
        if (what === 'end') end(pid)
        if (what === 'zombie' && alive) set(pid, { state: 'Z', exitStatus: die ? 11 : 0 })
        if (what === 'stop' && alive) set(pid, { state: 'T' })
        if (what === 'go' && alive) set(pid, { state: 'S' })
        if (what === 'rename' && alive) set(pid, { comm: die ? 'sh' : 'board' })
        if (die) deaths.note({ pid, program: 'board', cause: 'segfault', signal: null, at: wall() })
        const { of, told: now } = look()
        told.push(...now)
        for (const value of Object.values(of('白板'))) expect(value === null || Number(value) >= 0).toBe(true)
      }
      for (let pid = 2; pid <= 7; pid++) end(pid)
      told.push(...looks(30))
      expect(told.map(({ attributes }) => attributes['program']).every(name => name === '白板')).toBe(true)
      const many = (names: string[]): number =>
        told.reduce((sum, { name, attributes: { count } }) => sum + (names.includes(name) ? Number(count ?? 1) : 0), 0)
      const ends = many(['program.exited', 'program.crash'])
      // A child that was left alone has no start of its own and may have an end.
      expect(ends).toBeGreaterThanOrEqual(many(['program.started']))
      expect(ends).toBeLessThanOrEqual(steps.length)
      expect(many(['program.hung'])).toBeGreaterThanOrEqual(many(['program.responding']))
    }),
    { numRuns: 200 },
  )
})
