import { bootRecord, levelRecord, loginRecord, shutdownRecord, writeWtmp } from '@forewarn/shared/testing/write-wtmp.ts'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'

import type { CommandResult } from '../commands.ts'
import type { Happening } from '../sampler/source.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { fakeCommands } from '../testing/fake-commands.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { createBoots } from './boots.ts'
import type { LastRun } from './run-book.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  return () => vi.useRealTimers()
})

const T = Date.UTC(2026, 8, 1, 7, 30)
const MINUTE = 60_000
const LOOK_MS = 3_000
const JOURNAL =
  'journalctl --boot=-1 --lines=400 --output=json --output-fields=MESSAGE,MESSAGE_ID,SYSLOG_IDENTIFIER,SYSLOG_FACILITY,_COMM,_PID,_TRANSPORT --quiet'
const SYSTEMD = { '/run/systemd/system/x': '' }
const FINISHED = 'Startup finished in 2.5s (kernel) + 9.5s (userspace) = 12s\n'
const PENDING: CommandResult = { kind: 'done', code: 1, stdout: '', stderr: 'Bootup is not yet finished (…).' }

/** A machine over several boots: what lies in its files and what its programs say changes, what the agent remembers stays. */
function createMachine() {
  const memory = new Map<string, string>()
  const files: Record<string, string> = {}
  const modified: Record<string, number> = {}
  const commands: Record<string, CommandResult | string> = {}
  const fake = fakeCommands(commands)
  let lastSeenAt: number | null = null
  return {
    files,
    modified,
    commands,
    ran: fake.ran,
    logins: (...records: Parameters<typeof writeWtmp>[0]) =>
      void (files['/var/log/wtmp'] = writeWtmp(records).toString('latin1')),
    utmp: (...records: Parameters<typeof writeWtmp>[0]) =>
      void (files['/run/utmp'] = writeWtmp(records).toString('latin1')),

    /** Starts the agent in a boot that began at `at`, so long ago. */
    start(
      id: string,
      at: number,
      lastRun: Partial<LastRun> = {},
      { upMs = MINUTE, isRolledBack = false, version = '1.0.0', tellAtMost = Infinity } = {},
    ) {
      const clock = createFakeClock(at + upMs, upMs)
      const events: Happening[] = []
      const boots = createBoots({
        files: fakeFiles(files, {}, modified),
        commands: fake,
        clock,
        memory: { recall: key => memory.get(key) ?? null, remember: (key, value) => void memory.set(key, value) },
        version,
        bootId: id,
        lastRun: { previous: 'unknown', rebooted: null, lastSeenAt, ...lastRun },
        isRolledBack: () => isRolledBack,
      })
      onTestFinished(() => boots.watcher.stop())
      const report = ({ remember, ...event }: Happening): void => {
        events.push(event)
        if (remember !== undefined) memory.set(remember.key, remember.value)
      }
      for (const event of boots.begin().slice(0, tellAtMost)) report(event)
      boots.watcher.start(report)
      return {
        boots,
        clock,
        events,
        names: () => events.map(({ name }) => name),
        bootEvents: () => events.filter(({ name }) => name === 'system.boot'),
        async pass(ms: number, step = 1_000): Promise<void> {
          for (let passed = 0; passed < ms; passed += step) {
            clock.advance(step)
            await vi.advanceTimersByTimeAsync(step)
          }
        },
        async stop(): Promise<void> {
          lastSeenAt = clock.now()
          await boots.watcher.stop()
        },
        /** The process is gone without a word. */
        kill(): void {
          lastSeenAt = clock.now()
        },
      }
    },
  }
}

const CUT = { previous: 'unclean', rebooted: true } as const
const STOPPED = { previous: 'clean', rebooted: true } as const

describe('a start', () => {
  test('in the same boot after a run without an end is a crash of the agent, told before the start', async () => {
    const machine = createMachine()
    machine.start('boot-a', T).kill()
    const again = machine.start('boot-a', T, { previous: 'unclean', rebooted: false }, { upMs: 3 * MINUTE })
    expect(again.events).toMatchObject([
      { name: 'agent.crash', severity: 'warning', attributes: { version: '1.0.0', downSeconds: 120 } },
      { name: 'agent.start', attributes: { previous: 'unclean', rebooted: false } },
    ])
  })

  test('after a run that was stopped, or in another boot, is none', () => {
    const machine = createMachine()
    machine.start('boot-a', T).kill()
    expect(machine.start('boot-a', T, { previous: 'clean', rebooted: false }).names()).toEqual(['agent.start'])
    expect(machine.start('boot-b', T + MINUTE, CUT).names()).toEqual(['agent.start'])
  })

  test('of another version says so, once', () => {
    const machine = createMachine()
    machine.start('boot-a', T)
    const updated = machine.start('boot-a', T, { previous: 'clean', rebooted: false }, { version: '1.1.0' })
    expect(updated.events).toMatchObject([
      { name: 'agent.update', attributes: { from: '1.0.0', to: '1.1.0' } },
      { name: 'agent.start' },
    ])
    const again = machine.start('boot-a', T, { previous: 'unclean', rebooted: false }, { version: '1.1.0' })
    expect(again.events).toMatchObject([
      { name: 'agent.crash', attributes: { version: '1.1.0' } },
      { name: 'agent.start' },
    ])
  })
})

test('a start that is cut short between two events repeats none and leaves none out', () => {
  const machine = createMachine()
  machine.start('boot-a', T)
  const cut = { previous: 'unclean', rebooted: false } as const
  expect(machine.start('boot-a', T, cut, { version: '1.1.0', tellAtMost: 1 }).names()).toEqual(['agent.crash'])
  expect(machine.start('boot-a', T, cut, { version: '1.1.0', tellAtMost: 2 }).names()).toEqual([
    'agent.crash',
    'agent.update',
  ])
  expect(machine.start('boot-a', T, cut, { version: '1.1.0' }).names()).toEqual(['agent.crash', 'agent.start'])
})

describe('a boot', () => {
  test('is told once, at its own time, and nothing is claimed of what came before the first', async () => {
    const machine = createMachine()
    const first = machine.start('8f0e-boot-a', T)
    await first.pass(LOOK_MS)
    expect(first.bootEvents()).toEqual([
      {
        name: 'system.boot',
        severity: 'info',
        at: T,
        attributes: {
          bootId: '8f0eboota',
          kind: 'cold',
          previousEnd: 'unknown',
          previousCause: null,
          downSeconds: null,
          bootSeconds: null,
          evidence: '',
        },
      },
    ])
    await first.stop()
    for (let i = 0; i < 10; i++) {
      const again = machine.start('8f0e-boot-a', T, { previous: i % 2 === 0 ? 'clean' : 'unclean', rebooted: false })
      await again.pass(2 * MINUTE)
      expect(again.bootEvents()).toEqual([])
      again.kill()
    }
  })

  test('waits for nothing before the first sample: no program runs at the start', async () => {
    const machine = createMachine()
    Object.assign(machine.files, SYSTEMD, { '/var/log/journal/x': '' })
    const run = machine.start('boot-a', T)
    await run.pass(LOOK_MS - 1_000)
    expect(machine.ran).toEqual([])
    await run.pass(1_000)
    expect(machine.ran).toEqual([JOURNAL, 'systemd-analyze time'])
  })

  test.each<
    [name: string, given: Partial<LastRun>, tell: (machine: ReturnType<typeof createMachine>) => void, expected: object]
  >([
    [
      'cut, without any other evidence',
      CUT,
      () => undefined,
      { severity: 'warning', end: 'unclean', cause: 'unknown', evidence: 'mark:no-shutdown' },
    ],
    [
      'the agent was stopped in it, without any other evidence',
      STOPPED,
      () => undefined,
      { severity: 'info', end: 'unknown', cause: null, evidence: '' },
    ],
    [
      'stopped in order by the login book',
      CUT,
      machine => machine.logins(bootRecord(T + 4_000), shutdownRecord(T + 20 * MINUTE), bootRecord(T + 60 * MINUTE)),
      { severity: 'info', end: 'clean', cause: null, evidence: 'wtmp:shutdown', downSeconds: 40 * 60 },
    ],
    [
      'not stopped in order by the login book, which was begun anew this morning',
      STOPPED,
      machine => {
        machine.logins(bootRecord(T + 60 * MINUTE))
        machine.files['/var/log/wtmp.1'] = writeWtmp([bootRecord(T + 4_000), loginRecord(T + 20 * MINUTE)]).toString(
          'latin1',
        )
      },
      { severity: 'warning', end: 'unclean', cause: 'unknown', evidence: 'wtmp:no-shutdown' },
    ],
    [
      'a panic by the firmware’s memory, archived by systemd',
      CUT,
      machine => {
        const path = `/var/lib/systemd/pstore/${(T + 20 * MINUTE) / 1000}/001/dmesg-efi_pstore-${(T + 20 * MINUTE) / 1000}01001`
        machine.files[path] = 'Panic#1 Part1\n<0>[ 812.3] Kernel panic - not syncing: Fatal exception\n'
        machine.modified[path] = T + 20 * MINUTE
      },
      {
        severity: 'error',
        end: 'unclean',
        cause: 'kernel-panic',
        evidence: 'pstore:kernel-crash',
        reason: 'Kernel panic - not syncing: Fatal exception',
        downSeconds: 40 * 60,
      },
    ],
    [
      'a panic by the memory that was saved',
      STOPPED,
      machine => {
        machine.files['/var/crash/202609010750/dump.202609010750'] = ''
        machine.modified['/var/crash/202609010750'] = T + 20 * MINUTE
      },
      { severity: 'error', end: 'unclean', cause: 'kernel-panic', evidence: 'kdump:kernel-crash' },
    ],
    [
      'a record found at every boot that has no time of its own',
      STOPPED,
      machine => {
        machine.files['/sys/fs/pstore/dmesg-erst-1'] = 'Panic#1 Part1\n'
        machine.modified['/sys/fs/pstore/dmesg-erst-1'] = T + 60 * MINUTE + 2_000
      },
      { severity: 'info', end: 'unknown', cause: null, evidence: '' },
    ],
    [
      'a log that ends in a lockup',
      CUT,
      machine => {
        machine.files['/var/log/journal/x'] = ''
        machine.commands[JOURNAL] = journal(
          [19, 'cron', 'x'],
          [20, 'kernel', 'watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [foo:77]'],
        )
      },
      {
        severity: 'warning',
        end: 'unclean',
        cause: 'lockup',
        evidence: 'journal:lockup mark:no-shutdown journal:no-shutdown',
      },
    ],
    [
      'a log that just ends',
      CUT,
      machine => {
        machine.files['/var/log/journal/x'] = ''
        machine.commands[JOURNAL] = journal([19, 'cron', 'x'], [20, 'cron', 'y'])
      },
      {
        severity: 'warning',
        end: 'unclean',
        cause: 'power-loss-or-hang',
        evidence: 'mark:no-shutdown journal:no-shutdown',
      },
    ],
    [
      'the log’s file shows a stop, where there is no journal',
      CUT,
      machine => {
        const line = (minute: number, text: string) => `${new Date(T + minute * MINUTE).toISOString()} pc ${text}\n`
        machine.files['/var/log/syslog.1'] = line(10, 'cron[7]: x') + line(20, 'systemd[1]: Reached target Power-Off.')
        machine.files['/var/log/syslog'] =
          line(20, 'rsyslogd: exiting on signal 15.') +
          line(60, 'kernel: [    0.000000] Linux version 6.1.0-13-amd64') +
          line(61, 'cron[7]: y')
      },
      { severity: 'info', end: 'clean', cause: null, evidence: 'syslog:log-closed', downSeconds: 40 * 60 },
    ],
    [
      'the log’s file just ends, where there is no journal',
      CUT,
      machine => {
        const line = (minute: number, text: string) => `${new Date(T + minute * MINUTE).toISOString()} pc ${text}\n`
        machine.files['/var/log/messages'] =
          line(20, 'cron[7]: x') + line(60, 'kernel: Linux version 6.1.0-13-amd64') + line(61, 'cron[7]: y')
      },
      { severity: 'warning', end: 'unclean', cause: 'power-loss-or-hang', downSeconds: 40 * 60 },
    ],
    [
      'the log’s file does not go back to the boot',
      CUT,
      machine => void (machine.files['/var/log/syslog'] = `${new Date(T + 61 * MINUTE).toISOString()} pc cron[7]: x\n`),
      { severity: 'warning', end: 'unclean', cause: 'unknown' },
    ],
    [
      'a journal that cannot be asked',
      CUT,
      machine => {
        machine.files['/var/log/journal/x'] = ''
        machine.commands[JOURNAL] = { kind: 'late' }
      },
      { severity: 'warning', end: 'unclean', cause: 'unknown', evidence: 'mark:no-shutdown' },
    ],
  ])('and the run before it: %s', async (_name, given, tell, expected) => {
    const machine = createMachine()
    const before = machine.start('boot-a', T)
    await before.pass(LOOK_MS)
    before.kill()
    tell(machine)
    const run = machine.start('boot-b', T + 60 * MINUTE, given)
    await run.pass(LOOK_MS)
    const [{ severity, at, attributes }] = run.bootEvents() as [Happening]
    const { previousEnd: end, previousCause: cause, ...rest } = attributes
    expect(at).toBe(T + 60 * MINUTE)
    expect({ severity, end, cause, ...rest }).toMatchObject(expected)
  })

  /** The previous boot's journal: minutes, program, message. */
  function journal(...lines: [minute: number, program: string, message: string][]): string {
    return lines
      .map(([minute, program, message], i) =>
        JSON.stringify({
          __CURSOR: `s=${i}`,
          __REALTIME_TIMESTAMP: String((T + minute * MINUTE) * 1000),
          __MONOTONIC_TIMESTAMP: String(minute * MINUTE * 1000),
          _BOOT_ID: 'boota',
          _TRANSPORT: program === 'kernel' ? 'kernel' : 'syslog',
          SYSLOG_IDENTIFIER: program,
          MESSAGE: message,
        }),
      )
      .join('\n')
  }

  test('that is ordinary waits until it has finished, for its duration', async () => {
    const machine = createMachine()
    Object.assign(machine.files, SYSTEMD)
    machine.commands['systemd-analyze time'] = PENDING
    const run = machine.start('boot-a', T, {}, { upMs: 10_000 })
    await run.pass(20_000)
    expect(run.bootEvents()).toEqual([])
    machine.commands['systemd-analyze time'] = FINISHED
    await run.pass(15_000)
    expect(run.bootEvents()).toMatchObject([{ at: T, attributes: { bootSeconds: 12 } }])
  })

  test('whose clock is set right while it waits is told at the right time', async () => {
    const machine = createMachine()
    Object.assign(machine.files, SYSTEMD)
    machine.commands['systemd-analyze time'] = PENDING
    const run = machine.start('boot-a', Date.UTC(2010, 0, 1), {}, { upMs: 10_000 })
    await run.pass(5_000)
    run.clock.setNow(T + 15_000)
    machine.commands['systemd-analyze time'] = FINISHED
    await run.pass(15_000)
    expect(run.bootEvents()).toMatchObject([{ at: T }])
  })

  test('that never finishes is told all the same', async () => {
    const machine = createMachine()
    Object.assign(machine.files, SYSTEMD)
    machine.commands['systemd-analyze time'] = PENDING
    const run = machine.start('boot-a', T, {}, { upMs: 10_000 })
    await run.pass(90_000)
    expect(run.bootEvents()).toMatchObject([{ attributes: { bootSeconds: null } }])
  })

  test('after an unclean end does not wait', async () => {
    const machine = createMachine()
    machine.start('boot-a', T).kill()
    Object.assign(machine.files, SYSTEMD)
    machine.commands['systemd-analyze time'] = PENDING
    const run = machine.start('boot-b', T + 60 * MINUTE, CUT, { upMs: 10_000 })
    await run.pass(LOOK_MS)
    expect(run.bootEvents()).toHaveLength(2)
  })

  test('of a loop in which no start lived to tell is told by the first that does, each once', async () => {
    const machine = createMachine()
    const first = machine.start('boot-a', T)
    await first.pass(LOOK_MS)
    first.kill()
    for (let i = 1; i <= 4; i++) machine.start(`loop-${i}`, T + (60 + i) * MINUTE, CUT).kill()
    const last = machine.start('boot-z', T + 70 * MINUTE, CUT)
    await last.pass(LOOK_MS)
    expect(last.bootEvents().map(({ attributes }) => [attributes['bootId'], attributes['previousEnd']])).toEqual([
      ['loop1', 'unclean'],
      ['loop2', 'unclean'],
      ['loop3', 'unclean'],
      ['loop4', 'unclean'],
      ['bootz', 'unclean'],
    ])
    last.kill()
    const again = machine.start('boot-z', T + 70 * MINUTE, { previous: 'unclean', rebooted: false })
    await again.pass(LOOK_MS)
    expect(again.bootEvents()).toEqual([])
  })

  test('in which the agent did not run at all is told from the login book', async () => {
    const machine = createMachine()
    const first = machine.start('boot-a', T)
    await first.pass(LOOK_MS)
    first.kill()
    machine.logins(
      bootRecord(T + 4_000),
      shutdownRecord(T + 20 * MINUTE),
      bootRecord(T + 60 * MINUTE),
      bootRecord(T + 70 * MINUTE),
      bootRecord(T + 80 * MINUTE),
    )
    const last = machine.start('boot-b', T + 80 * MINUTE - 4_000, CUT)
    await last.pass(LOOK_MS)
    expect(last.bootEvents().map(({ at, attributes }) => [(at! - T) / MINUTE, attributes['previousEnd']])).toEqual([
      [60, 'clean'],
      [70, 'unclean'],
      [80 - 4 / 60, 'unclean'],
    ])
  })

  test('whose clock was hours off when the login book noted it is no second boot', async () => {
    const machine = createMachine()
    const EIGHT_HOURS = 8 * 60 * MINUTE
    machine.logins(bootRecord(T - 24 * 60 * MINUTE), shutdownRecord(T - 60 * MINUTE), bootRecord(T - EIGHT_HOURS))
    machine.utmp(bootRecord(T - EIGHT_HOURS))
    const run = machine.start('boot-a', T)
    await run.pass(LOOK_MS)
    expect(run.bootEvents()).toMatchObject([{ at: T, attributes: { previousEnd: 'clean' } }])
    // The same holds when it lies in the past.
    run.kill()
    machine.logins(
      bootRecord(T - 24 * 60 * MINUTE),
      shutdownRecord(T - 60 * MINUTE),
      bootRecord(T - EIGHT_HOURS),
      shutdownRecord(T + 20 * MINUTE),
      bootRecord(T + 60 * MINUTE),
    )
    machine.utmp(bootRecord(T + 60 * MINUTE))
    const next = machine.start('boot-b', T + 60 * MINUTE, CUT)
    await next.pass(LOOK_MS)
    expect(next.bootEvents()).toMatchObject([
      { at: T + 60 * MINUTE, attributes: { previousEnd: 'clean', evidence: 'wtmp:shutdown' } },
    ])
  })
})

describe('the agent’s own mark', () => {
  test.each<
    [
      name: string,
      prepare: (machine: ReturnType<typeof createMachine>) => void,
      expected: [goesDown: boolean, end: string],
    ]
  >([
    [
      'under systemd',
      machine => {
        Object.assign(machine.files, SYSTEMD)
        machine.commands['systemctl is-system-running'] = { kind: 'done', code: 1, stdout: 'stopping\n', stderr: '' }
      },
      [true, 'clean'],
    ],
    [
      'under systemd, which goes on',
      machine => {
        Object.assign(machine.files, SYSTEMD)
        machine.commands['systemctl is-system-running'] = { kind: 'done', code: 1, stdout: 'degraded\n', stderr: '' }
      },
      [false, 'unknown'],
    ],
    [
      'under systemd that does not answer',
      machine => {
        Object.assign(machine.files, SYSTEMD)
        machine.commands['systemctl is-system-running'] = { kind: 'late' }
      },
      [false, 'unknown'],
    ],
    [
      'without systemd, by the run level',
      machine => machine.utmp(bootRecord(T), levelRecord(T + MINUTE, '6')),
      [true, 'clean'],
    ],
    [
      'without systemd, in run level 5',
      machine => machine.utmp(bootRecord(T), levelRecord(T, '5')),
      [false, 'unknown'],
    ],
    ['where nothing tells', () => undefined, [false, 'unknown']],
  ])('that the system goes down: %s', async (_name, prepare, expected) => {
    const machine = createMachine()
    const run = machine.start('boot-a', T)
    await run.pass(LOOK_MS)
    prepare(machine)
    await run.stop()
    const next = machine.start('boot-b', T + 60 * MINUTE, STOPPED)
    await next.pass(2 * MINUTE)
    expect([run.boots.goesDown(), next.bootEvents().at(-1)!.attributes['previousEnd']]).toEqual(expected)
  })

  test('counts for that boot only', async () => {
    const machine = createMachine()
    machine.utmp(bootRecord(T), levelRecord(T + MINUTE, '6'))
    const run = machine.start('boot-a', T)
    await run.pass(LOOK_MS)
    await run.stop()
    machine.start('boot-a', T, { previous: 'clean', rebooted: false }).kill()
    const next = machine.start('boot-b', T + 60 * MINUTE, CUT)
    await next.pass(LOOK_MS)
    expect(next.bootEvents().at(-1)!.attributes).toMatchObject({ previousEnd: 'unclean' })
  })
})

describe('a disk put back to an older state', () => {
  test('says nothing of the last run, by the collector’s word', async () => {
    const machine = createMachine()
    machine.start('boot-a', T).kill()
    machine.logins(bootRecord(T), shutdownRecord(T + MINUTE), bootRecord(T + 5 * MINUTE), bootRecord(T + 60 * MINUTE))
    const run = machine.start('boot-b', T + 60 * MINUTE, CUT, { isRolledBack: true })
    await run.pass(LOOK_MS)
    expect(run.bootEvents()).toMatchObject([
      { attributes: { bootId: 'bootb', previousEnd: 'unknown', evidence: 'collector:rolled-back' } },
    ])
  })

  test('under an agent whose own disk was not, is seen by the login book that has forgotten a boot', async () => {
    const machine = createMachine()
    const golden = [bootRecord(T - 60 * MINUTE), shutdownRecord(T - 50 * MINUTE)]
    machine.logins(...golden, bootRecord(T))
    machine.utmp(bootRecord(T))
    const first = machine.start('boot-a', T)
    await first.pass(20 * MINUTE, 10_000)
    first.kill()
    machine.logins(...golden, bootRecord(T + 60 * MINUTE))
    machine.utmp(bootRecord(T + 60 * MINUTE))
    const run = machine.start('boot-b', T + 60 * MINUTE, CUT)
    await run.pass(LOOK_MS)
    expect(run.names()).toEqual(['agent.start', 'disk.rolled-back', 'system.boot'])
    expect(run.bootEvents()).toMatchObject([{ attributes: { previousEnd: 'unclean', evidence: 'mark:no-shutdown' } }])
  })
})

describe('a sleep', () => {
  const SLEEP = `journalctl --boot --since=@${T / 1000 + 3600 + 60 - 1800 - 120} --lines=1 --output=json --output-fields=SLEEP,MESSAGE --quiet MESSAGE_ID=6bbd95ee977941e497c48be27c254128`

  test.each<[name: string, prepare: (machine: ReturnType<typeof createMachine>) => void, kind: string]>([
    [
      'by the journal',
      machine => (Object.assign(machine.files, SYSTEMD), void (machine.commands[SLEEP] = '{"SLEEP":"hibernate"}')),
      'hibernate',
    ],
    [
      'by the kernel’s count, which went up',
      machine => void (machine.files['/sys/power/suspend_stats/success'] = '3\n'),
      'sleep',
    ],
    ['by the kernel’s count, which stayed', () => undefined, 'hibernate'],
    ['where nothing tells', machine => void delete machine.files['/sys/power/suspend_stats/success'], 'unknown'],
  ])('and its kind %s', async (_name, prepare, kind) => {
    const machine = createMachine()
    machine.files['/sys/power/suspend_stats/success'] = '2\n'
    const run = machine.start('boot-a', T)
    prepare(machine)
    run.clock.advance(3_600_000)
    await run.boots.slept(1_800_000, { now: run.clock.now(), up: run.clock.up() })
    expect(run.events.at(-1)).toEqual({
      name: 'system.resume',
      severity: 'info',
      at: T + MINUTE + 3_600_000,
      attributes: { seconds: 1800, kind },
    })
  })

  test('that ends as the agent is stopped is told to nobody', async () => {
    const machine = createMachine()
    const run = machine.start('boot-a', T)
    const told = run.boots.slept(1_800_000, { now: run.clock.now(), up: run.clock.up() })
    await run.stop()
    await told
    expect(run.names()).toEqual(['agent.start'])
  })
})

test('evidence that makes reading fail is a failed source, not the end of the agent', async () => {
  const machine = createMachine()
  const run = machine.start('boot-a', T)
  Object.defineProperty(machine.files, '/var/log/wtmp', { get: () => expect.unreachable('the disk is gone') })
  await run.pass(LOOK_MS)
  expect(run.events.at(-1)).toMatchObject({ name: 'source.failed', attributes: { source: 'boots' } })
})
