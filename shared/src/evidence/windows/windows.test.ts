import { describe, expect, test } from 'vitest'

import type { WindowsEvent } from './event.ts'
import { logsOf } from './logs.ts'
import { readWindowsFile } from './read.ts'
import { eventOf, xmlOf } from './testing/events.ts'
import { evtxFile } from './testing/evtx-file.ts'
import { Machine } from './testing/machine.ts'
import { readWindows } from './windows.ts'

function someDay(): Machine {
  const machine = new Machine('10', '2024-03-04T00:00:00Z').boot().run(30)
  machine.write('disk', 153, ['\\Device\\Harddisk0\\DR0'], { level: 3 }).run(30).off(5)
  return machine.boot({ code: 0x9f, dump: 'made' }).run(30)
}

const IN_SHORT = {
  boots: [{ kind: 'cold' }, { kind: 'cold', previous: { bugcheckCode: '0x9f' } }],
  findings: [{ name: 'disk.reset' }],
}

describe('a file', () => {
  test.each([
    ['XML', (events: WindowsEvent[]) => Buffer.from(events.map(xmlOf).join('\r\n'))],
    [
      'XML in UTF-16',
      (events: WindowsEvent[]) => Buffer.from(`\ufeff<Events>${events.map(xmlOf).join('')}</Events>`, 'utf16le'),
    ],
    ['evtx', (events: WindowsEvent[]) => evtxFile(events)],
  ])('%s tells the same', (_name, write) => {
    const file = readWindowsFile(write(someDay().events))!
    expect(file.notes).toEqual([])
    expect(readWindows(file.events)).toMatchObject({ ...IN_SHORT, notes: [] })
  })

  test.each([
    ['a text of something else', 'Jul 27 14:41:57 combo syslogd: restart\n', null],
    ['nothing', '', null],
    ['an empty list', '<?xml version="1.0"?><Events></Events>', []],
    ['an event cut off', '<Event xmlns="x"><System>', [{ note: 'truncated', count: 1 }]],
    ['events that are none', '<Event/><Event/>', [{ note: 'damaged-events', count: 2 }]],
  ])('%s', (_name, text, notes) => {
    expect(readWindowsFile(Buffer.from(text))?.notes ?? null).toEqual(notes)
  })

  test('a copy of a log in use says so', () => {
    const file = readWindowsFile(evtxFile(someDay().events, { dirty: true, stale: true }))!
    expect(file.notes).toEqual([
      { note: 'not-closed', count: 1 },
      { note: 'damaged-chunks', count: 1 },
    ])
    expect(readWindows(file.events)).toMatchObject(IN_SHORT)
  })
})

describe('exports', () => {
  test('that overlap count nothing twice', () => {
    const { events } = someDay()
    const half = events.slice(events.length / 2)
    const { notes, ...told } = readWindows([...half, ...events, ...half.toReversed()])
    expect(told).toMatchObject(IN_SHORT)
    expect(notes).toEqual([{ note: 'copies', count: half.length * 2 }])
  })

  test('of a disk that is restored at every start: each day is a log of its own, and begins anew', () => {
    const frozen = new Machine('10', '2024-01-10T00:00:00Z', 5_000).boot().run(20).ask().stop()
    const days = ['2024-03-04', '2024-03-05', '2024-03-06'].map(day => {
      const machine = new Machine('10', `${day}T00:00:00Z`, 5_000 + frozen.events.length).boot().run(300)
      return [...frozen.events, ...machine.events]
    })
    const { boots, notes } = readWindows(days.flat())
    expect(boots.map(({ at }) => new Date(at).toISOString().slice(0, 10))).toEqual([
      '2024-01-10',
      '2024-03-04',
      '2024-03-05',
      '2024-03-06',
    ])
    expect(boots.some(({ previous }) => previous.end === 'unclean')).toBe(false)
    expect(boots.slice(2).map(({ previous }) => previous.end)).toEqual(['unknown', 'unknown'])
    expect(notes).toContainEqual({ note: 'rolled-back', count: 2 })
  })

  test('of several channels keep their own numbers', () => {
    const { events } = someDay()
    const crash = ['EasiNote.exe', '5', '1', 'a.dll', '6', '1', 'c0000005', '0', '6e8']
    const again = crash.with(6, 'c000041d')
    const application = { channel: 'Application', at: events.at(-1)!.at }
    const other = [
      eventOf('Application Error', 1000, crash, { ...application, recordId: 3 }),
      eventOf('Application Error', 1000, again, { ...application, recordId: 4 }),
      eventOf('Windows Error Reporting', 1001, ['', '0', 'BlueScreen'], { ...application, recordId: 5 }),
    ]
    const { boots, findings, notes } = readWindows([...other.toReversed(), ...events])
    expect(boots).toHaveLength(2)
    expect(findings.map(({ name }) => name)).toEqual(['disk.reset', 'program.crash'])
    expect(notes).toEqual([])
  })
})

test('events without numbers are in the order of their times', () => {
  const one = eventOf('disk', 7, [], { at: 2_000 })
  const two = eventOf('disk', 7, [], { at: 1_000 })
  expect(logsOf([one, two]).logs).toEqual([{ channel: 'System', events: [two, one] }])
})

test('nothing tells nothing', () => {
  expect(readWindows([])).toEqual({ boots: [], sleeps: [], findings: [], notes: [] })
})
