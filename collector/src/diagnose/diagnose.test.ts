import { describe, expect, test } from 'vitest'

import { diagnose, type Diagnosis } from './diagnose.ts'
import { inWords, toDocument } from './report.ts'

const NOW = Date.parse('2026-11-25T12:00:00Z')

function judge(...texts: (string | Uint8Array)[]): Diagnosis {
  const files = texts.map((text, i) => ({ name: `file-${i}`, bytes: Buffer.from(text), changedAt: NOW }))
  return diagnose(files, { timeZone: 'Asia/Shanghai', now: NOW })
}

const boots = ({ boots }: Diagnosis) =>
  boots.map(({ at, kind, previous }) => [
    new Date(at).toISOString(),
    kind,
    previous.end,
    previous.cause,
    previous.bugcheckCode,
  ])
const found = ({ findings }: Diagnosis) =>
  findings.map(({ rule, topic, grade, count }) => `${rule} ${topic} ${grade}×${count}`)

let record = 0
/** One event as `wevtutil qe /f:XML` prints it. */
function event(provider: string, id: number, at: string, data: Record<string, string> = {}): string {
  const fields = Object.entries(data).map(([name, value]) => `<Data Name='${name}'>${value}</Data>`)
  return `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${provider}'/><EventID>${id}</EventID><Version>0</Version><Level>4</Level><TimeCreated SystemTime='${at}'/><EventRecordID>${++record}</EventRecordID><Channel>System</Channel><Computer>PC</Computer><Security/></System><EventData>${fields.join('')}</EventData></Event>`
}

/** What Windows writes at a boot, and at a boot after a blue screen. */
const start = (at: string): string =>
  [
    event('Microsoft-Windows-Kernel-General', 12, at, { StartTime: at }),
    event('Microsoft-Windows-Kernel-Boot', 27, at, { BootType: '0' }),
    event('EventLog', 6005, at),
  ].join('\n')
const stop = (at: string): string =>
  [event('EventLog', 6006, at), event('Microsoft-Windows-Kernel-General', 13, at, { StopTime: at })].join('\n')
const crashed = (at: string, code: number): string =>
  [
    start(at),
    event('Microsoft-Windows-Kernel-Power', 41, at, { BugcheckCode: String(code), PowerButtonTimestamp: '0' }),
    event('EventLog', 6008, at),
  ].join('\n')

const day = (n: number, time: string): string => `2026-03-${String(n).padStart(2, '0')}T${time}Z`

describe('Windows', () => {
  test('a month of clean restarts and one blue screen: one crash, nothing else', () => {
    const log = [start(day(1, '00:10:00'))]
    for (let n = 1; n < 28; n++) {
      if (n !== 14) log.push(stop(day(n, '09:00:00')))
      log.push(n === 14 ? crashed(day(n + 1, '00:10:00'), 0x124) : start(day(n + 1, '00:10:00')))
    }
    const diagnosis = judge(log.join('\n'))
    expect(boots(diagnosis)).toHaveLength(28)
    expect(boots(diagnosis)[0]).toEqual(['2026-03-01T00:10:00.000Z', 'cold', 'unknown', null, null])
    expect(boots(diagnosis).filter(([, , end]) => end === 'unclean')).toEqual([
      ['2026-03-15T00:10:00.000Z', 'cold', 'unclean', 'bugcheck', '0x124'],
    ])
    expect(found(diagnosis)).toEqual(['machine-crash machine 3×1'])
  })

  test('three blue screens in an hour are told each, and together with their code', () => {
    const log = [
      start(day(1, '00:00:00')),
      ...['08:00:00', '08:20:00', '08:45:00'].map(time => crashed(day(1, time), 0x9f)),
    ]
    const diagnosis = judge(log.join('\n'))
    expect(found(diagnosis)).toEqual([
      'machine-crash machine 3×1',
      'repeated-crashes machine 2×3',
      'machine-crash machine 3×1',
      'machine-crash machine 3×1',
    ])
    expect(diagnosis.findings[1]!.title.en).toContain('0x9f')
  })

  test('UTF-16 is read, and a torn end is told', () => {
    const text = `\ufeff${start(day(1, '00:00:00'))}\n${stop(day(1, '01:00:00')).slice(0, -40)}`
    const diagnosis = judge(Buffer.from(text, 'utf16le'))
    expect(boots(diagnosis)).toHaveLength(1)
    expect(diagnosis.notes.join()).toContain('ends in the middle')
  })
})

describe('Linux', () => {
  const journal = (at: string, message: string, more: object = {}): string =>
    JSON.stringify({
      __CURSOR: `s=1;i=${++record}`,
      __REALTIME_TIMESTAMP: String(Date.parse(at) * 1000),
      __MONOTONIC_TIMESTAMP: '900000000',
      _BOOT_ID: 'a'.repeat(32),
      _TRANSPORT: 'kernel',
      SYSLOG_IDENTIFIER: 'kernel',
      MESSAGE: message,
      ...more,
    })

  test('a journal with recurring out-of-memory kills names the program', () => {
    const kill = (n: number) =>
      journal(day(n, '03:00:00'), 'Out of memory: Killed process 4242 (java) total-vm:9000000kB, anon-rss:8000000kB')
    const diagnosis = judge([kill(1), kill(2), kill(4), kill(6), 'torn {'].join('\n'))
    expect(found(diagnosis)).toEqual(['out-of-memory memory 2×4'])
    expect(diagnosis.findings[0]!.title.en).toContain('java')
    expect(diagnosis.notes.join()).toContain('1 of 5 lines')
  })

  test('a log daemon that starts anew every week is no reboot', () => {
    const log = [6, 13, 20, 27].flatMap(n => [
      `Nov ${String(n).padStart(2)} 04:02:01 pc syslogd 1.4.1: restart.`,
      `Nov ${String(n).padStart(2)} 04:02:05 pc cron[77]: (root) CMD (x)`,
    ])
    expect(boots(judge(log.slice(0, 6).join('\n')))).toEqual([])
  })

  test('errors of a USB stick are not the system disk’s', () => {
    const log = [
      'Nov 20 10:00:00 pc kernel: [100.0] scsi host6: usb-storage 1-1:1.0',
      'Nov 20 10:00:01 pc kernel: [101.0] sd 6:0:0:0: [sdb] Attached SCSI removable disk',
      'Nov 20 10:05:00 pc kernel: [400.0] blk_update_request: I/O error, dev sdb, sector 2048',
    ]
    expect(found(judge(log.join('\n')))).toEqual(['disk-errors disk:sdb 4×1'])
  })

  test('last -x tells boots by the zone it was printed in', () => {
    const text = `reboot   system boot  6.1.0-18-amd64   Mon Nov 23 08:00   still running
shutdown system down  6.1.0-18-amd64   Sun Nov 22 18:00 - 08:00  (14:00)
reboot   system boot  6.1.0-18-amd64   Sun Nov 22 08:00 - 18:00  (10:00)
`
    expect(boots(judge(text)).map(([at, , end]) => [at, end])).toEqual([
      ['2026-11-22T00:00:00.000Z', 'unknown'],
      ['2026-11-23T00:00:00.000Z', 'clean'],
    ])
  })
})

test('what is of no known kind is named and hides nothing of the rest', () => {
  const diagnosis = judge('hello world', Buffer.from([0, 1, 2, 3, 255]), start(day(1, '00:00:00')))
  expect(diagnosis.unknown).toEqual(['file-0', 'file-1'])
  expect(diagnosis.boots).toHaveLength(1)
  expect(inWords(diagnosis)).toContain('file-1: not recognised')
})

test('an empty file is of no known kind', () => {
  expect(judge('').unknown).toEqual(['file-0'])
})

test('a table of numbers is described and not judged', () => {
  const diagnosis = judge('timestamp,value\n2026-11-25 08:00:00,1.5\n2026-11-25 08:05:00,nonsense\n')
  expect(diagnosis.findings).toEqual([])
  expect(diagnosis.notes.join()).toMatch(/1 points.*1 of 2 rows/)
})

test('the document has the shape that scripts rely on', () => {
  const document = toDocument(judge(`${start(day(1, '00:00:00'))}\n${crashed(day(1, '08:00:00'), 0x9f)}`), 'pc')
  expect(document).toMatchObject({
    boots: [
      { kind: 'cold' },
      { at: '2026-03-01T08:00:00.000Z', previous: { end: 'unclean', cause: 'bugcheck', bugcheckCode: '0x9f' } },
    ],
    findings: [{ detector: 'machine-crash', class: 'incident', grade: 3, device: 'pc', count: 1 }],
    notes: ['file-0: Windows events'],
  })
})
