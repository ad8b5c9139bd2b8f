import { readKernelMessage } from '@forewarn/shared/evidence/kernel.ts'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'

import type { Happening } from '../sampler/source.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { createDeaths } from './deaths.ts'
import { createDiskRoles } from './disk-roles.linux.ts'
import type { LogFollower, LogLine, LogSink } from './follower.ts'
import { createSystemLogWatcher } from './system-log.linux.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  return () => vi.useRealTimers()
})

interface FakeLog extends LogFollower {
  startedFrom: (string | null)[]
  sink(): LogSink
  hindrance: string | null
}

/** A log that says what a test has it say. */
function fakeLog(name: LogFollower['name'], hindrance: string | null = null): FakeLog {
  let sink: LogSink | null = null
  const startedFrom: (string | null)[] = []
  return {
    name,
    hindrance,
    startedFrom,
    sink: () => sink!,
    obstacle() {
      return this.hindrance
    },
    start(from, given) {
      startedFrom.push(from)
      sink = given
    },
    stop: () => undefined,
  }
}

const NOW = 1_800_000_000_000
const STICK = '/sys/class/block/sdb'

/** A line of the kernel `seconds` after the tests begin. */
function line(message: string, seconds = 0, position = `at ${seconds}`): LogLine {
  return { at: NOW + seconds * 1_000, kernelMessage: message, finding: readKernelMessage(message), position }
}

const unplugged = (seconds: number, port = '1-1'): LogLine =>
  line(`usb ${port}: USB disconnect, device number 2`, seconds)

/** A watcher on fake logs, with a memory that may outlive it. */
function watch(followers: FakeLog[], memory = new Map<string, string>()) {
  const clock = createFakeClock(NOW)
  const deaths = createDeaths()
  const told: Happening[] = []
  let suppressed = 0
  const watcher = createSystemLogWatcher({
    followers,
    memory: { recall: key => memory.get(key) ?? null, remember: (key, value) => void memory.set(key, value) },
    deaths,
    roles: createDiskRoles(
      fakeFiles({ [STICK]: '' }, { [STICK]: '../../devices/pci0000:00/0000:00:14.0/usb1/1-4/block/sdb' }),
    ),
    clock,
    onSuppressed: count => (suppressed += count),
  })
  onTestFinished(() => watcher.stop())
  watcher.start(({ remember, ...event }) => {
    told.push(event)
    if (remember !== undefined) memory.set(remember.key, remember.value)
  })
  return {
    watcher,
    memory,
    deaths,
    told,
    names: () => told.map(({ name }) => name),
    suppressed: () => suppressed,
    async pass(ms: number) {
      clock.advance(ms)
      await vi.advanceTimersByTimeAsync(ms)
    },
  }
}

describe('which log is followed', () => {
  test('the first that can be, and it says which and why', () => {
    const logs = [fakeLog('journal', 'no journal daemon runs here'), fakeLog('kmsg'), fakeLog('files')]
    const { watcher } = watch(logs)
    expect(logs.map(({ startedFrom }) => startedFrom)).toEqual([[], [null], []])
    expect(watcher.describe?.()).toBe('follows /dev/kmsg; journal: no journal daemon runs here')
  })

  test('none: it says why not, and tries again', async () => {
    const log = fakeLog('kmsg', 'no /dev/kmsg')
    const { watcher, pass } = watch([log])
    expect(watcher.describe?.()).toBe('follows nothing; kmsg: no /dev/kmsg')
    log.hindrance = null
    await pass(300_000)
    expect(log.startedFrom).toEqual([null])
  })

  test('one that fails is told and the next is followed, without telling again what the first told', () => {
    const [journal, kmsg] = [fakeLog('journal'), fakeLog('kmsg')]
    const { told, names } = watch([journal, kmsg])
    journal.sink().line(unplugged(1))
    const given = journal.sink()
    given.lost('journalctl ended')
    kmsg.sink().line(unplugged(1))
    kmsg.sink().line(unplugged(2))
    given.line(unplugged(3))
    expect(names()).toEqual(['usb.disconnect', 'source.failed', 'usb.disconnect'])
    expect(told[1]!.attributes).toEqual({ source: 'log.journal', reason: 'journalctl ended' })
  })

  test('one that comes back is told when it speaks', async () => {
    const journal = fakeLog('journal')
    const { names, pass } = watch([journal])
    for (let i = 0; i < 2; i++) {
      journal.sink().lost('journalctl ended')
      await pass(300_000)
    }
    journal.sink().line(line('nothing of note', 700))
    expect(names()).toEqual(['source.failed', 'source.recovered'])
  })
})

describe('where reading goes on', () => {
  test('each event is stored with the place behind it', () => {
    const log = fakeLog('journal')
    const { watcher, memory } = watch([log])
    log.sink().line(unplugged(1))
    log.sink().line(line('nothing of note', 2))
    void watcher
    const again = fakeLog('journal')
    watch([again], new Map(memory))
    expect(again.startedFrom).toEqual(['at 1'])
  })

  test('while nothing happens the place is remembered each minute, and at the end', async () => {
    const log = fakeLog('journal')
    const { watcher, memory, pass } = watch([log])
    const places = () => (JSON.parse(memory.get('system-log') ?? '{}') as { position?: string }).position
    log.sink().line(line('nothing of note', 2))
    expect(places()).toBeUndefined()
    await pass(60_000)
    expect(places()).toBe('at 2')
    log.sink().line(line('nothing of note', 62))
    await watcher.stop()
    expect(places()).toBe('at 62')
  })

  test('the first time, only the last hour is told', () => {
    const log = fakeLog('journal')
    const { told } = watch([log])
    log.sink().line(unplugged(-3_601))
    log.sink().line(unplugged(-3_599))
    expect(told.map(({ at }) => at)).toEqual([NOW - 3_599_000])
  })

  test('after a gap everything is told, however old', () => {
    const before = fakeLog('journal')
    const { memory } = watch([before])
    before.sink().line(unplugged(-86_400 + 90_000))
    const after = fakeLog('journal')
    const { told } = watch([after], new Map(memory))
    after.sink().line(unplugged(-50_000))
    expect(told).toHaveLength(1)
  })

  test('lines that are missing are told, with how many', () => {
    const log = fakeLog('kmsg')
    const { told } = watch([log])
    log.sink().gap({ reason: 'overwritten', count: 85 })
    expect(told).toMatchObject([{ name: 'log.gap', attributes: { log: 'kmsg', reason: 'overwritten', count: 85 } }])
  })

  test('a gap is told once, though the agent ends before the next line', async () => {
    const before = fakeLog('journal')
    const first = watch([before])
    before.sink().line(unplugged(1))
    before.sink().gap({ reason: 'lost', count: null })
    await first.watcher.stop()
    const after = fakeLog('journal')
    const { told } = watch([after], new Map(first.memory))
    expect(after.startedFrom).toEqual([null])
    after.sink().line(unplugged(1))
    after.sink().line(unplugged(2))
    expect(told.map(({ at }) => at)).toEqual([NOW + 2_000])
  })

  test('a place nobody understands is none', () => {
    const pending = ['[7]', '[[1,[null]]]', '[[1,[{"count":1}]]]'].map(
      pending => `{"log":"journal","position":"x","at":1,"pending":${pending}}`,
    )
    for (const damaged of ['', '{', '7', '{"log":"journal"}', 'null', '{"log":"x","at":1,"pending":[]}', ...pending]) {
      const log = fakeLog('journal')
      watch([log], new Map([['system-log', damaged]]))
      expect(log.startedFrom).toEqual([null])
    }
  })
})

describe('what is told', () => {
  test('200 events a second for a minute are a handful of records, each of them counted, and the count is a metric', async () => {
    const log = fakeLog('kmsg')
    const { told, pass, suppressed } = watch([log])
    for (let second = 0; second < 60; second++) {
      for (let i = 0; i < 200; i++) log.sink().line(unplugged(second + i / 200))
      await pass(1_000)
    }
    await pass(70_000)
    expect(told.length).toBeLessThanOrEqual(8)
    expect(told.reduce((sum, { attributes }) => sum + Number(attributes['count'] ?? 1), 0)).toBe(12_000)
    expect(suppressed()).toBe(12_000 - told.filter(({ attributes }) => attributes['count'] === undefined).length)
  })

  test('what was counted when the agent was killed is told by the next one, or read again', async () => {
    const log = fakeLog('kmsg')
    const { memory } = watch([log])
    for (let i = 0; i < 10; i++) log.sink().line(unplugged(i / 10))
    const early = new Map(memory)
    log.sink().line(line('ata1: hard resetting link', 5))
    const again = fakeLog('kmsg')
    watch([again], early)
    // The three that were told one by one.
    expect(again.startedFrom).toEqual(['at 0.2'])

    const next = fakeLog('kmsg')
    const { told, pass } = watch([next], new Map(memory))
    expect(next.startedFrom).toEqual(['at 5'])
    await pass(70_000)
    expect(told.map(({ attributes }) => attributes['count'])).toEqual([7])
  })

  test('a drive is named with what it is to the machine', () => {
    const log = fakeLog('kmsg')
    const { told } = watch([log])
    log.sink().line(line('I/O error, dev sdb, sector 5 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2'))
    log.sink().line(line('EXT4-fs error (device sdq1): x'))
    expect(told.map(({ attributes }) => attributes['role'])).toEqual(['usb', 'unknown'])
  })

  test('a crash is one event, though the kernel and the core dump tell of it', () => {
    const log = fakeLog('journal')
    const { told, deaths } = watch([log])
    log.sink().line(line('board[79]: segfault at 0 ip 1 sp 2 error 4', 1))
    const attributes = {
      program: 'board',
      pid: 77,
      thread: 79,
      signal: 'SIGSEGV',
      evidence: 'Process 77 (board) dumped core',
    }
    log
      .sink()
      .line({ ...line('', 3), kernelMessage: null, finding: { name: 'program.crash', severity: 'error', attributes } })
    expect(told).toHaveLength(1)
    expect(deaths.of(79, NOW)).toMatchObject({ cause: 'segfault', signal: 'SIGSEGV' })
    expect(deaths.of(77, NOW)).toMatchObject({ cause: 'coredump', program: 'board' })
  })

  test('whoever asks why a process ended is answered', () => {
    const log = fakeLog('kmsg')
    const { deaths } = watch([log])
    log.sink().line(line('Out of memory: Killed process 5 (board) total-vm:1kB', 1))
    log.sink().line(line('traps: board[6] trap divide error ip:1 sp:2 error:0', 1))
    expect(deaths.of(5, NOW)).toMatchObject({ cause: 'oom', signal: 'SIGKILL', at: NOW + 1_000 })
    expect(deaths.of(6, NOW)).toMatchObject({ cause: 'fault', signal: 'SIGFPE' })
  })
})
