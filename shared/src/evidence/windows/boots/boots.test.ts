import { describe, expect, test } from 'vitest'

import { logsOf } from '../logs.ts'
import { Machine } from '../testing/machine.ts'
import { bootsOf, type WindowsBoot } from './boots.ts'

/** A boot in one line: minute, kind, end and cause of the run before. */
function inShort({ at, kind, previous }: WindowsBoot): string {
  const cause = previous.bugcheckCode ?? previous.cause
  const end = cause === null ? previous.end : `${previous.end} ${cause}`
  return `${new Date(at).toISOString().slice(0, 16)} ${kind}, ${end}`
}

function boots(machine: Machine): string[] {
  return bootsOf(machine.events).boots.map(inShort)
}

describe('ends', () => {
  test.each(['7', '8.1', '10', '11', 'server'] as const)('Windows %s: clean, power lost, clean', flavour => {
    const machine = new Machine(flavour, '2024-03-04T00:00:00Z')
    machine.boot().run(300).ask().stop().off(900)
    machine.boot().run(60).off(10)
    machine.boot({}).run(200).ask().stop().off(5)
    machine.boot().run(10)
    expect(boots(machine)).toEqual([
      '2024-03-04T00:00 cold, unknown',
      '2024-03-04T20:00 cold, clean',
      '2024-03-04T21:11 cold, unclean power-loss-or-hang',
      '2024-03-05T00:37 cold, clean',
    ])
  })

  test('three bugchecks in an hour are three, each told by four events, and the first of the log counts', () => {
    const machine = new Machine('10', '2021-06-20T01:00:00Z', 6_000)
    const whea = { code: 292, parameters: ['0x10', '0x0', '0x0', '0x0'] }
    machine
      .boot({ ...whea, dump: 'failed' })
      .run(18)
      .off(1)
    machine
      .boot({ ...whea, dump: 'made' })
      .run(22)
      .off(2)
    machine.boot({ ...whea, dump: 'made' }).run(30)
    expect(boots(machine)).toEqual([
      '2021-06-20T01:00 cold, unclean 0x124',
      '2021-06-20T01:19 cold, unclean 0x124',
      '2021-06-20T01:44 cold, unclean 0x124',
    ])
    const { previous } = bootsOf(machine.events).boots[1]!
    expect(previous).toMatchObject({ cause: 'bugcheck', reason: '0x10 0x0 0x0 0x0' })
    expect(previous.evidence.toSorted()).toEqual([
      'windows:BugCheck 1001',
      'windows:EventLog 6008',
      'windows:Kernel-Power 41',
    ])
  })

  test('a loop of crashes every two minutes', () => {
    const machine = new Machine('11', '2024-03-04T00:00:00Z').boot().run(120).off(0)
    for (let i = 0; i < 6; i++)
      machine
        .boot({ code: 0x7e, dump: i % 2 === 0 ? 'made' : 'none' })
        .run(1)
        .off(0.3)
    const ends = boots(machine).map(line => line.slice(17))
    expect(ends).toEqual(['cold, unknown', ...Array.from({ length: 6 }, () => 'cold, unclean 0x7e')])
  })

  test.each([
    ['a held button', { button: 'held' as const }, 'power-button'],
    ['a button at an unknown time', { button: 1_600_000_000_000 }, 'power-button'],
    ['a crash that could not be recorded', { dump: 'failed' as const }, 'bugcheck'],
    ['a crash, and then the button', { code: 0x9f, button: 'held' as const }, '0x9f'],
    ['power lost asleep', { during: 3 }, 'power-loss-or-hang'],
  ])('%s', (_name, crash, cause) => {
    const machine = new Machine('11', '2024-03-04T00:00:00Z').boot().run(60).off(3).boot(crash).run(5)
    expect(boots(machine)[1]).toBe(`2024-03-04T01:03 cold, unclean ${cause}`)
  })

  test('a press of the button that began a shutdown did not cut the power', () => {
    const machine = new Machine('11', '2024-03-04T00:00:00Z').boot().run(60)
    const pressed = machine.now - 3_000
    machine.ask().off(30).boot({ button: pressed }).run(5)
    expect(boots(machine)[1]).toContain('unclean power-loss-or-hang')
  })

  test('a hang on the way down is unclean though the log was closed', () => {
    const machine = new Machine('10', '2024-03-04T00:00:00Z').boot().run(60).ask().stop().off(40)
    machine.boot({ button: 'held' }).run(5)
    expect(boots(machine)[1]).toContain('unclean power-button')
  })

  test('a dump that failed at some time is no crash where the kernel went down in order', () => {
    const machine = new Machine('10', '2024-03-04T00:00:00Z').boot().run(60).ask().stop().off(1).boot()
    machine.write('volmgr', 161, [], { at: machine.now - 38_000 }).run(5)
    expect(boots(machine)[1]).toContain('cold, clean')
  })

  test('a record of an earlier crash that comes late does not change the code of this one', () => {
    const machine = new Machine('10', '2024-03-04T00:00:00Z').boot().run(60).off(1)
    machine.boot({ code: 0x9f }).run(1).off(1).boot({ code: 0x124 })
    machine.write('Microsoft-Windows-WER-SystemErrorReporting', 1001, { param1: '0x0000009f (0x3, 0x0)', param3: 'r' })
    expect(boots(machine).map(line => line.slice(17))).toEqual([
      'cold, unknown',
      'cold, unclean 0x9f',
      'cold, unclean 0x124',
    ])
  })

  test('when it ended: by the proper stop, or by the last that was heard of it', () => {
    const machine = new Machine('10', '2024-03-04T00:00:00Z').boot().run(60).ask().stop().off(60)
    machine.boot().run(60).off(20).boot({}).run(1)
    const [, clean, unclean] = bootsOf(machine.events).boots
    expect(new Date(clean!.previous.at!).toISOString()).toBe('2024-03-04T01:00:47.000Z')
    // 6008 says seven minutes before the start in its bytes; the last event is older.
    expect(new Date(unclean!.previous.at!).toISOString()).toBe(new Date(unclean!.at - 7 * 60_000).toISOString())
  })

  test.each([
    ['C:\\Windows\\servicing\\TrustedInstaller.exe', '0x80020003', { by: 'update', program: 'TrustedInstaller.exe' }],
    ['C:\\Windows\\system32\\svchost.exe', '0x80020010', { by: 'update', program: 'svchost.exe' }],
    ['msiexec.exe', '0x80030002', { by: 'installation', program: 'msiexec.exe' }],
    ['C:\\Windows\\Explorer.EXE', '0x500ff', { by: 'person', program: 'Explorer.EXE' }],
    ['D:\\教室管理\\定时关机.exe', '0x80070000', { by: 'program', program: '定时关机.exe' }],
  ])('who asked: %s', (program, reason, asked) => {
    const machine = new Machine('10', '2024-03-04T00:00:00Z').boot().run(60).ask(program, reason).stop().off(1)
    machine.boot().run(1)
    expect(bootsOf(machine.events).boots[1]!.asked).toEqual(asked)
  })
})

describe('saved sessions', () => {
  test('a term of fast startups with corrected hardware errors: starts, no crash, one cold boot', () => {
    const machine = new Machine('10', '2020-12-01T00:00:00Z', 40_000).boot()
    for (let day = 0; day < 31; day++) {
      machine.run(480)
      for (let i = 0; i < 5; i++)
        machine.write('Microsoft-Windows-WHEA-Logger', 19, { ErrorSource: 1, ApicId: i }, { level: 3 })
      machine.ask().sleep(6).resume(6, 900)
    }
    const { boots, sleeps } = bootsOf(machine.run(5).events)
    expect(boots.map(({ kind }) => kind)).toEqual(['cold', ...Array.from({ length: 31 }, () => 'fast-startup')])
    expect(boots.slice(1).every(({ previous, asked }) => previous.end === 'clean' && asked?.by === 'person')).toBe(true)
    expect(sleeps).toEqual([])
  })

  test('a start tells its time though the kernel still shows the clock at which it was saved', () => {
    const machine = new Machine('10', '2024-03-04T00:00:00Z').boot().run(60).sleep(6)
    const saved = machine.now + 2_000
    machine.write('Microsoft-Windows-Kernel-Boot', 27, { BootType: 1 }, { at: saved })
    machine.now = saved
    machine.setClock('2024-03-05T00:10:00Z').run(5)
    expect(boots(machine)[1]).toBe('2024-03-05T00:10 fast-startup, clean')
  })

  test('the restart after a fast startup is a cold boot', () => {
    const machine = new Machine('11', '2024-03-04T00:00:00Z').boot().run(60).ask().sleep(6).resume(6, 600)
    machine.run(2).ask().stop().off(0.5).boot().run(5)
    expect(boots(machine).map(line => line.slice(17))).toEqual(['cold, unknown', 'fast-startup, clean', 'cold, clean'])
  })

  test('a crash after a fast startup', () => {
    const machine = new Machine('10', '2024-03-04T00:00:00Z').boot().run(60).ask().sleep(6).resume(6, 600)
    machine.run(1).off(0).boot({ code: 0x133, dump: 'made' }).run(5)
    expect(boots(machine)[2]).toContain('cold, unclean 0x133')
  })

  test('unplugged at night, so that what was saved is lost: no crash', () => {
    const machine = new Machine('11', '2024-03-04T00:00:00Z').boot().run(60).ask().sleep(6).off(800)
    machine.boot({ during: 6, resumeFailed: true }).run(5)
    expect(boots(machine)[1]).toBe('2024-03-04T14:20 cold, clean')
  })

  test('the event log finds itself not closed after a fast startup that failed: no crash', () => {
    const machine = new Machine('10', '2024-03-04T00:00:00Z').boot().run(60).ask().sleep(6).off(800).boot().run(5)
    const at = machine.events.find(({ id }, i) => id === 6009 && i > 5)!.at
    const id = machine.events.length + 1
    machine.write('EventLog', 6008, ['9:41:29'], { at, recordId: id })
    const { boots } = bootsOf(machine.events)
    expect(boots.map(inShort)[1]).toContain('cold, clean')
  })

  test.each([
    ['10', 'hibernate'],
    ['7', 'hibernate'],
  ] as const)('hibernation on Windows %s is a start and no end of work', (flavour, kind) => {
    const machine = new Machine(flavour, '2024-03-04T00:00:00Z').boot().run(60).sleep(5).resume(5, 600).run(5)
    expect(boots(machine)[1]).toBe(`2024-03-04T11:00 ${kind}, clean`)
  })

  test('sleep is no boot', () => {
    const machine = new Machine('11', '2024-03-04T00:00:00Z').boot().run(60).sleep(3).resume(3, 90).run(30)
    machine.write('Microsoft-Windows-Kernel-Power', 506).off(20).write('Microsoft-Windows-Kernel-Power', 507).run(5)
    const { boots, sleeps } = bootsOf(machine.events)
    expect(boots).toHaveLength(1)
    expect(sleeps.map(({ from, to, how }) => [how, (to - from) / 60_000])).toEqual([
      ['sleep', 90],
      ['standby', 20],
    ])
  })
})

describe('the order of a log', () => {
  test('dozens of clean restarts and one dirty one, in whatever order an export lists them', () => {
    const machine = new Machine('server', '2023-05-01T03:00:00Z')
    for (let i = 0; i < 33; i++) {
      if (i === 20) machine.boot({}).run(60)
      else machine.boot().run(60)
      if (i !== 19) machine.ask('C:\\Windows\\System32\\svchost.exe', '0x80020010').stop()
      machine.off(3)
    }
    const orders = [machine.events, machine.events.toReversed(), machine.events.toSorted((a, b) => a.at - b.at)]
    for (const order of orders) {
      const ends = bootsOf(logsOf(order).logs[0]!.events).boots.map(({ previous }) => previous.end)
      expect(ends).toEqual(Array.from({ length: 33 }, (_, i) => (i === 0 ? 'unknown' : i === 20 ? 'unclean' : 'clean')))
    }
  })

  test('a clock that stands in 2009 at every start, until the network sets it', () => {
    const machine = new Machine('10', '2009-01-01T00:00:00Z')
    for (let day = 4; day < 8; day++) {
      machine.now = Date.parse('2009-01-01T00:00:00Z')
      machine
        .boot(day === 6 ? { code: 0x1a } : undefined)
        .setClock(`2024-03-0${day}T00:00:30Z`)
        .run(300)
      if (day !== 5) machine.ask().stop()
    }
    expect(boots(machine).map(line => line.slice(17))).toEqual([
      'cold, unknown',
      'cold, clean',
      'cold, unclean 0x1a',
      'cold, clean',
    ])
  })

  test('a disk check of an hour between the kernel and the log belongs to one start', () => {
    const machine = new Machine('10', '2024-03-04T00:00:00Z').boot().run(60).off(1).boot({}).run(5)
    const service = new Set([6005, 6008, 6009, 6013])
    for (const event of machine.events.slice(15))
      if (event.provider === 'EventLog' && service.has(event.id)) event.at += 3_600_000
    expect(boots(machine)).toEqual([
      '2024-03-04T00:00 cold, unknown',
      '2024-03-04T01:01 cold, unclean power-loss-or-hang',
    ])
  })

  test('some systems write the kernel first', () => {
    const machine = new Machine('10', '2024-03-04T00:00:00Z').boot().run(60).ask().stop().off(1).boot({}).run(5)
    for (const start of machine.events.filter(({ id }) => id === 12)) {
      const first = machine.events.findIndex(({ id, recordId }) => id === 6009 && recordId! > start.recordId! - 12)
      const ids = machine.events.slice(first).map(({ recordId }) => recordId)
      const moved = [start, ...machine.events.slice(first).filter(event => event !== start)]
      machine.events.splice(first, moved.length, ...moved)
      for (const [i, event] of moved.entries()) event.recordId = ids[i]!
    }
    expect(boots(machine).map(line => line.slice(17))).toEqual(['cold, unknown', 'cold, unclean power-loss-or-hang'])
  })

  test('a log that begins in the middle of a run knows how that run ended', () => {
    const machine = new Machine('10', '2024-03-04T00:00:00Z').boot().run(60).ask().stop().off(60).boot().run(5)
    const cut = machine.events.findIndex(({ id }) => id === 1074)
    expect(bootsOf(machine.events.slice(cut)).boots.map(inShort)).toEqual(['2024-03-04T02:00 cold, clean'])
    expect(bootsOf(machine.events.slice(cut + 3)).boots.map(inShort)).toEqual(['2024-03-04T02:00 cold, clean'])
  })

  test('a log that begins with its first start knows nothing of the run before, whatever it writes first', () => {
    const machine = new Machine('10', '2024-03-04T00:00:00Z', 10).boot().run(5)
    const first = { ...machine.events[0]!, provider: 'Service Control Manager', id: 7045, recordId: 9 }
    expect(bootsOf([first, ...machine.events]).boots.map(inShort)).toEqual(['2024-03-04T00:00 cold, unknown'])
  })

  test.each([
    ['crash marks alone', [41, 161, 1001, 6008]],
    ['records of crashes alone', [1001]],
    ['the service alone', [6005, 6006, 6008, 6009]],
    ['the kernel alone', [12, 13, 27, 41]],
  ])('a log filtered down to %s', (_name, ids) => {
    const machine = new Machine('10', '2024-03-04T00:00:00Z').boot().run(60).off(3)
    for (let i = 0; i < 3; i++) machine.boot({ code: 0x50, dump: 'made' }).run(40).off(2)
    const { boots } = bootsOf(machine.events.filter(({ id }) => ids.includes(id)))
    expect(boots.filter(({ previous }) => previous.end === 'unclean')).toHaveLength(3)
    expect(boots.length).toBeLessThanOrEqual(4)
  })

  test('the same crash is not told again by a copy of its record', () => {
    const machine = new Machine('10', '2024-03-04T00:00:00Z').boot({ code: 0x50, dump: 'made' }).run(5)
    const record = machine.events.find(({ id }) => id === 1001)!
    machine.ask().stop().off(1).boot().run(1)
    machine.events.push({ ...record, recordId: 999, at: machine.now })
    expect(boots(machine).map(line => line.slice(17))).toEqual(['cold, unclean 0x50', 'cold, clean'])
  })

  test('other programs’ 1001 are no crash, and nothing is a boot where there is none', () => {
    const machine = new Machine('10', '2024-03-04T00:00:00Z').run(5)
    machine.write('Windows Error Reporting', 1001, ['', '0', 'APPCRASH']).write('hpdskflt', 1001, [''])
    machine.write('Microsoft-Windows-Fault-Tolerant-Heap', 1001).run(600)
    expect(bootsOf(machine.events)).toEqual({ boots: [], sleeps: [], cleared: 0 })
  })

  test('a log that was emptied says so, and an emptied log of something else does not', () => {
    const machine = new Machine('10', '2024-03-04T00:00:00Z').boot()
    const cleared = (channel: string): void => {
      const userData = [['LogFileCleared/Channel', channel] as const]
      machine.write('Microsoft-Windows-Eventlog', 104, {}, { userData })
    }
    cleared('System')
    cleared('Microsoft-Windows-Sysmon/Operational')
    expect(bootsOf(machine.events).cleared).toBe(1)
  })
})
