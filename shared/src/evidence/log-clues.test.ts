import { describe, expect, test } from 'vitest'

import { joinBoots } from './boots.ts'
import { parseJournalLine } from './journal.ts'
import { lineOfJournal, logClues, sleepKindOf, type LogLine } from './log-clues.ts'

const START = Date.UTC(2026, 8, 1, 7)
const FIRST = 'Linux version 6.1.0-13-amd64 (builder@example) #1 SMP'

/** A syslog: seconds, program, message; the program may carry its process id. */
function lines(...given: [second: number, program: string, message: string][]): LogLine[] {
  return given.map(([second, tag, message]) => {
    const [, program, pid] = /^([\w-]+)(?:\[(\d+)\])?$/.exec(tag)!
    return { at: START + second * 1000, program: program!, pid: pid === undefined ? null : Number(pid), message }
  })
}

function clues(...given: Parameters<typeof lines>): string[] {
  return logClues('syslog', lines(...given)).map(({ at, tells }) => `${(at - START) / 1000} ${tells}`)
}

test('a boot is the kernel’s first line; what its log daemon wrote just before belongs to it', () => {
  expect(
    clues(
      [0, 'cron[7]', 'session opened'],
      [600, 'cron[7]', 'session closed'],
      [40_000, 'syslogd', 'restart.'],
      [40_000, 'kernel', 'klogd 1.4.1, log source = /proc/kmsg started.'],
      [40_001, 'kernel', FIRST],
      [40_009, 'cron[7]', 'started'],
    ),
  ).toEqual(['0 alive', '600 alive', '40001 boot', '40009 alive'])
})

test('a log daemon that starts anew every week is no boot, and its end no stop', () => {
  const week = 7 * 86_400
  const given = [0, 1, 2].flatMap((i): Parameters<typeof lines> => [
    [i * week, 'syslogd', 'exiting on signal 15'],
    [i * week + 1, 'syslogd', 'restart.'],
    [i * week + 3_600, 'cron[7]', 'session opened'],
  ])
  expect(joinBoots(logClues('syslog', lines(...given)))).toEqual([])
  const cut = [...given, [3 * week, 'kernel', FIRST] as [number, string, string]]
  expect(joinBoots(logClues('syslog', lines(...cut))).map(({ previous }) => previous)).toMatchObject([
    { end: 'unclean', cause: 'power-loss-or-hang', at: START + (2 * week + 3_600) * 1000 },
  ])
})

test.each<[tells: string, tag: string, message: string]>([
  ['shutdown', 'systemd[1]', 'Reached target poweroff.target - System Power Off.'],
  ['shutdown', 'systemd[1]', 'Reached target Power-Off.'],
  ['shutdown', 'systemd[1]', 'Reached target reboot.target - System Reboot.'],
  ['shutdown', 'systemd[1]', 'Reached target Reboot.'],
  ['shutdown', 'systemd[1]', 'Shutting down.'],
  ['shutdown', 'systemd-shutdown[1]', 'Sending SIGTERM to remaining processes...'],
  ['shutdown', 'systemd-logind[612]', 'System is powering down.'],
  ['shutdown', 'systemd-logind[612]', 'System is rebooting (update).'],
  ['shutdown', 'shutdown[4711]', 'shutting down for system reboot'],
  ['shutdown', 'init', 'Switching to runlevel: 6'],
  ['shutdown', 'kernel', 'reboot: Restarting system'],
  ['log-closed', 'rsyslogd', '[origin software="rsyslogd" swVersion="8.2302.0"] exiting on signal 15.'],
  ['log-closed', 'kernel', 'Kernel logging (proc) stopped.'],
  ['log-closed', 'systemd-journald[300]', 'Journal stopped'],
  ['power-key', 'systemd-logind[612]', 'Power key pressed.'],
  ['power-key', 'systemd-logind[612]', 'Power key pressed short.'],
  ['asleep', 'systemd-sleep[99]', "Entering sleep state 'suspend'..."],
  ['awake', 'systemd-sleep[99]', "System returned from sleep operation 'suspend'."],
  ['asleep', 'kernel', 'PM: suspend entry (deep)'],
  ['awake', 'kernel', 'PM: suspend exit'],
  ['asleep', 'kernel', 'PM: hibernation: hibernation entry'],
  ['awake', 'kernel', 'PM: hibernation: hibernation exit'],
  ['kernel-crash', 'kernel', 'Kernel panic - not syncing: Fatal exception in interrupt'],
  ['kernel-crash', 'kernel', 'Oops: 0002 [#1] PREEMPT SMP PTI'],
  ['lockup', 'kernel', 'watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [kworker/3:1:4242]'],
])('%s: %s says “%s”', (tells, tag, message) => {
  expect(clues([0, 'cron', 'x'], [9, tag, message])).toContain(`9 ${tells}`)
})

test.each<[tag: string, message: string]>([
  ['systemd[1234]', 'Reached target shutdown.target - Shutdown.'],
  ['systemd[1]', 'Reached target graphical.target - Graphical Interface.'],
  ['systemd[1]', 'Stopped target Shutdown.'],
  ['logger', 'Reached target Power-Off.'],
  ['logger', 'Kernel panic - not syncing: a joke'],
  ['init', 'Switching to runlevel: 5'],
  ['systemd-sleep[99]', 'Failed to put system to sleep. System resumed again: Device or resource busy'],
  ['kernel', 'Linux agpgart interface v0.103'],
])('nothing of boots and stops: %s says “%s”', (tag, message) => {
  expect(clues([0, 'cron', 'x'], [9, tag, message])).toEqual(['0 alive', '9 alive'])
})

describe('a journal', () => {
  const [A, B] = ['a'.repeat(32), 'b'.repeat(32)]
  let cursor = 0
  const entry = (boot: string, second: number, message: string, fields: Record<string, string> = {}) =>
    JSON.stringify({
      __CURSOR: `s=${cursor++}`,
      __REALTIME_TIMESTAMP: String((START + second * 1000) * 1000),
      __MONOTONIC_TIMESTAMP: String(second * 1_000_000),
      _BOOT_ID: boot,
      _TRANSPORT: 'syslog',
      MESSAGE: message,
      ...fields,
    })
  const read = (...entries: string[]) =>
    logClues(
      'journal',
      entries.map(line => lineOfJournal(parseJournalLine(line)!)),
    )
  const kernel = { _TRANSPORT: 'kernel', SYSLOG_IDENTIFIER: 'kernel', SYSLOG_FACILITY: '0' }
  const logind = { _COMM: 'systemd-logind', _PID: '612', SYSLOG_IDENTIFIER: 'systemd-logind' }

  test('is parted by the boot’s id, to the last line', () => {
    const clues = read(entry(A, 0, FIRST, kernel), entry(A, 99, 'x'), entry(B, 100, FIRST, kernel), entry(B, 101, 'y'))
    expect(clues.map(({ boot, at, tells }) => [boot, (at - START) / 1000, tells])).toEqual([
      [A, 0, 'boot'],
      [A, 99, 'alive'],
      [B, 100, 'boot'],
      [B, 101, 'alive'],
    ])
  })

  test('that begins in the middle of a boot has no first boot', () => {
    expect(read(entry(A, 5, 'x'), entry(A, 9, 'x')).map(({ tells }) => tells)).toEqual(['alive', 'alive'])
  })

  test('of files whose boots are mixed has every boot once', () => {
    const clues = read(entry(A, 0, 'x'), entry(B, 10, 'x'), entry(A, 11, 'x'), entry(B, 12, 'x'))
    expect(clues.filter(({ tells }) => tells === 'boot')).toHaveLength(1)
  })

  test('says by a number that the system goes down, in every language; but not if anybody says so', () => {
    const number = { MESSAGE_ID: '98268866d1d54a499c4e98921d93bc40' }
    const last = (fields: Record<string, string>) =>
      read(entry(A, 0, 'x'), entry(A, 9, '系统即将关机', fields)).at(-2)!.tells
    expect(last({ ...logind, ...number })).toBe('shutdown')
    expect(last({ _COMM: 'bash', _PID: '77', SYSLOG_IDENTIFIER: 'systemd-logind', ...number })).toBe('alive')
  })

  test('does not take a program’s word for the kernel’s', () => {
    const forged = [
      entry(A, 9, 'Kernel panic - not syncing: a joke', { _TRANSPORT: 'kernel', SYSLOG_FACILITY: '1' }),
      entry(A, 9, 'Kernel panic - not syncing: a joke', { SYSLOG_IDENTIFIER: 'kernel' }),
      entry(A, 9, 'Reached target Power-Off.', { SYSLOG_IDENTIFIER: 'systemd', _COMM: 'systemd', _PID: '1234' }),
    ]
    expect(read(entry(A, 0, 'x'), ...forged).map(({ tells }) => tells)).toEqual(['alive', 'alive'])
  })
})

test.each([
  ["Entering sleep state 'suspend'...", 'sleep'],
  ["Performing sleep operation 'hibernate'...", 'hibernate'],
  ["Performing sleep operation 'hybrid-sleep'...", 'sleep'],
  ["Performing sleep operation 'suspend-then-hibernate'...", 'unknown'],
  ['{"SLEEP":"suspend"}', 'sleep'],
  ['Suspending system...', 'unknown'],
  ['', 'unknown'],
])('%s: %s', (text, kind) => {
  expect(sleepKindOf(text)).toBe(kind)
})
