import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { timeOf } from './log-time.ts'
import { parseSyslogLine, readSyslogLine } from './syslog.ts'

const local = (
  year: number | null,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  weekday: string | null = null,
) => ({
  kind: 'local',
  year,
  weekday,
  month,
  day,
  hour,
  minute,
  second,
})
const instant = (text: string) => ({ kind: 'instant', at: Date.parse(text) })

describe('a line of a log file', () => {
  test.each([
    [
      'classic',
      'Sep  7 14:18:32 room-3 kernel: EXT4-fs (sda4): x',
      { time: local(null, 9, 7, 14, 18, 32), program: 'kernel', pid: null, message: 'EXT4-fs (sda4): x', uptime: null },
    ],
    [
      'classic with the kernel’s time',
      'Apr 28 13:48:01 room-3 kernel: [36020.497806] CPU0: hot',
      { program: 'kernel', message: 'CPU0: hot', uptime: 36020.497806 },
    ],
    [
      'classic without a host',
      'Sep 16 19:51:15 kernel: [    0.043437] mce: CPU supports 7 MCE banks',
      { program: 'kernel', message: 'mce: CPU supports 7 MCE banks', uptime: 0.043437 },
    ],
    [
      'classic with a process',
      'Jun 15 12:12:34 room-3 sshd(pam_unix)[23397]: check pass',
      { program: 'sshd(pam_unix)', pid: 23397, message: 'check pass' },
    ],
    [
      'classic with a version',
      'Jul 27 14:41:57 room-3 syslogd 1.4.1: restart.',
      { program: 'syslogd', message: 'restart.' },
    ],
    [
      'classic without a program',
      'Jul 27 14:41:57 room-3 last message repeated 3 times',
      { program: '', message: 'last message repeated 3 times' },
    ],
    [
      'classic with level and year',
      '<4>Jul 27 2024 14:41:57 room-3 kernel: x',
      { time: local(2024, 7, 27, 14, 41, 57), program: 'kernel' },
    ],
    [
      'rsyslog of today',
      '2024-05-01T10:00:00.123456+08:00 room-3 kernel: [  123.456789] usb 1-1: x',
      { time: instant('2024-05-01T02:00:00.123Z'), program: 'kernel', message: 'usb 1-1: x', uptime: 123.456789 },
    ],
    [
      'journalctl -o short-iso',
      '2024-05-01T10:00:00+0800 room-3 systemd[1]: board.service: Failed',
      { time: instant('2024-05-01T02:00:00Z'), program: 'systemd', pid: 1, message: 'board.service: Failed' },
    ],
    [
      'a date without a zone',
      '2024-05-01 10:00:00 room-3 kernel: x',
      { time: local(2024, 5, 1, 10, 0, 0), program: 'kernel' },
    ],
    [
      'RFC 5424',
      '<0>1 2024-05-01T02:00:00.5Z room-3 kernel - - [meta sequenceId="1"] x y',
      { time: instant('2024-05-01T02:00:00.5Z'), program: 'kernel', pid: null, message: 'x y' },
    ],
    [
      'RFC 5424 with a process',
      '<30>1 2024-05-01T02:00:00+02:00 room-3 board 77 - - hello',
      { program: 'board', pid: 77, message: 'hello' },
    ],
    [
      'dmesg',
      '[  590.078038] EXT4-fs (sda1): x',
      { time: { kind: 'uptime', seconds: 590.078038 }, program: 'kernel', message: 'EXT4-fs (sda1): x' },
    ],
    ['dmesg with the printing task', '[    1.500000][  T123] x', { program: 'kernel', message: 'x' }],
    ['dmesg with level numbers', '<3>[    1.500000] x', { program: 'kernel', message: 'x' }],
    ['dmesg -x', 'kern  :err   : [    1.500000] x', { program: 'kernel', message: 'x' }],
    ['dmesg -x of a program', 'user  :notice: [    1.500000] x', { program: '', message: 'x' }],
    [
      'dmesg -T',
      '[Wed May  1 10:00:00 2024] x',
      { time: local(2024, 5, 1, 10, 0, 0, 'Wed'), program: 'kernel', message: 'x' },
    ],
    [
      'dmesg --time-format iso',
      '2024-05-01T10:00:00,123456+08:00 usb 1-1: new device',
      { time: instant('2024-05-01T02:00:00.123Z'), program: 'kernel', message: 'usb 1-1: new device' },
    ],
  ])('%s', (_format, text, line) => {
    expect(parseSyslogLine(text)).toMatchObject(line)
  })

  test.each([
    '',
    'torn end of a line',
    '-- Boot 0123456789abcdef --',
    'Foo 99 99:99:99 room-3 kernel: x',
    'Sep 32 14:18:32 room-3 kernel: x',
    'Sep  7 24:18:32 room-3 kernel: x',
    '2024-13-01T10:00:00 room-3 kernel: x',
    '2024-00-01T10:00:00 room-3 kernel: x',
  ])('%j is none', text => {
    expect(parseSyslogLine(text)).toBeNull()
  })

  test('nothing breaks it, and nothing slows it down', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => void parseSyslogLine(text)))
    const began = process.cpuUsage()
    for (const start of ['Sep  7 14:18:32 ', '<0>1 2024-05-01T02:00:00Z h k - - [', '2024-05-01 10:00:00 h ', '['])
      for (const piece of ['a', ' ', ']', '\\', 'a.', ':']) parseSyslogLine(start + piece.repeat(200_000))
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(500)
  })
})

describe('what a line says', () => {
  const read = (text: string) => {
    const line = parseSyslogLine(text)
    return line === null ? null : readSyslogLine(line)
  }

  test.each([
    [
      'the kernel',
      'Sep  7 14:18:32 h kernel: [ 1.5] Out of memory: Killed process 7 (board) total-vm:1kB',
      'memory.oom-kill',
    ],
    ['systemd', "Sep  7 14:18:32 h systemd[1]: board.service: Failed with result 'exit-code'.", 'service.failed'],
    [
      'a core dump',
      'Sep  7 14:18:32 h systemd-coredump[99]: Process 77 (board) of user 1000 dumped core.',
      'program.crash',
    ],
  ])('%s', (_who, text, name) => {
    expect(read(text)?.name).toBe(name)
  })

  test.each([
    [
      'a program that calls itself kernel',
      'Sep  7 14:18:32 h kernel[77]: Out of memory: Killed process 7 (board) total-vm:1kB',
    ],
    [
      'a program that quotes the kernel',
      'Sep  7 14:18:32 h report: Out of memory: Killed process 7 (board) total-vm:1kB',
    ],
    [
      'the manager of a person’s session, which is told as its parent',
      'Sep  7 14:18:32 h systemd[900]: Reached target Paths.',
    ],
  ])('%s says nothing', (_who, text) => {
    expect(read(text)).toBeNull()
  })
})

describe('the time of a line', () => {
  /** Shanghai: eight hours before Greenwich, all year. */
  const toInstant = ({
    year,
    month,
    day,
    hour,
    minute,
    second,
  }: Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>) => {
    const at = Date.UTC(year, month - 1, day, hour - 8, minute, second)
    return new Date(at + 8 * 3_600_000).getUTCDate() === day ? at : null
  }
  const at = (text: string, latest: string) => {
    const line = parseSyslogLine(text)
    const found = line === null ? null : timeOf(line.time, { latest: Date.parse(latest), toInstant })
    return found === null ? null : new Date(found).toISOString()
  }

  test.each([
    ['this year', 'Mar  1 08:00:00 h x: y', '2024-03-01T12:00:00Z', '2024-03-01T00:00:00.000Z'],
    ['last year, read in January', 'Dec 31 23:59:59 h x: y', '2024-01-02T00:00:00Z', '2023-12-31T15:59:59.000Z'],
    [
      'this year, read a little before by a clock that is behind',
      'Mar  1 08:00:00 h x: y',
      '2024-02-29T23:00:00Z',
      '2024-03-01T00:00:00.000Z',
    ],
    [
      'new year in the zone of the log, not yet in Greenwich',
      'Jan  1 00:30:00 h x: y',
      '2023-12-31T16:31:00Z',
      '2023-12-31T16:30:00.000Z',
    ],
    ['a leap day', 'Feb 29 08:00:00 h x: y', '2026-03-01T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['with its zone', '2024-05-01T10:00:00+08:00 h x: y', '1999-01-01T00:00:00Z', '2024-05-01T02:00:00.000Z'],
    ['with its year', '[Wed May  1 10:00:00 2024] y', '1999-01-01T00:00:00Z', '2024-05-01T02:00:00.000Z'],
    ['since boot alone', '[  590.078038] y', '2024-05-01T00:00:00Z', null],
  ])('%s', (_what, text, latest, expected) => {
    expect(at(text, latest)).toBe(expected)
  })
})
