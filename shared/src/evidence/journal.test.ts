import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { parseJournalLine, readJournalEntry } from './journal.ts'

const CURSOR = 's=1;i=2;b=3;m=4;t=5;x=6'

/** A line as `journalctl -o json` prints it. */
function line(fields: Record<string, unknown>): string {
  return JSON.stringify({
    __CURSOR: CURSOR,
    __REALTIME_TIMESTAMP: '1700000000123456',
    __MONOTONIC_TIMESTAMP: '90000000',
    _BOOT_ID: 'a'.repeat(32),
    ...fields,
  })
}

function read(fields: Record<string, unknown>) {
  const entry = parseJournalLine(line(fields))
  const { evidence, ...attributes } = (entry === null ? null : readJournalEntry(entry))?.attributes ?? {}
  return { name: entry === null ? undefined : readJournalEntry(entry)?.name, ...attributes, evidence }
}

describe('a line of the journal', () => {
  test('is read with its time, boot, place, speaker and meaning', () => {
    const entry = parseJournalLine(
      line({
        _TRANSPORT: 'journal',
        SYSLOG_IDENTIFIER: 'systemd',
        PRIORITY: '4',
        MESSAGE: 'hello',
        MESSAGE_ID: 'AB'.repeat(16),
      }),
    )
    expect(entry).toMatchObject({
      at: 1_700_000_000_123,
      monotonicMs: 90_000,
      boot: 'a'.repeat(32),
      cursor: CURSOR,
      transport: 'journal',
      program: 'systemd',
      message: 'hello',
      messageId: 'ab'.repeat(16),
      priority: 4,
    })
  })

  test('of the kernel happened when the kernel says, not when the journal came to write it', () => {
    const early = line({ _TRANSPORT: 'kernel', _SOURCE_MONOTONIC_TIMESTAMP: '2000000', MESSAGE: 'x' })
    expect(parseJournalLine(early)?.at).toBe(1_700_000_000_123 - 88_000)
    const absurd = line({ _TRANSPORT: 'kernel', _SOURCE_MONOTONIC_TIMESTAMP: '99999999999', MESSAGE: 'x' })
    expect(parseJournalLine(absurd)?.at).toBe(1_700_000_000_123)
  })

  test.each([
    ['bytes that are text', [...new TextEncoder().encode('学')], '学'],
    ['bytes that are no text', [0x61, 0xff, 0x62], 'a\ufffdb'],
    ['a field given twice', ['first', 'second'], 'first'],
    ['a field given twice, as bytes', [[0x61], [0x62]], 'a'],
    ['a field that was too long', null, ''],
    ['nothing', undefined, ''],
    ['a number', 7, ''],
    ['numbers that are no bytes', [1, 256], ''],
  ])('with %s as its message', (_what, given, message) => {
    expect(parseJournalLine(line({ MESSAGE: given }))?.message).toBe(message)
  })

  test.each([
    ['no JSON', '{"__CURSOR":"s=1'],
    ['not an object', '[1]'],
    ['a title of journalctl', '-- Boot 0123 --'],
    ['no cursor', JSON.stringify({ __REALTIME_TIMESTAMP: '1', __MONOTONIC_TIMESTAMP: '1', _BOOT_ID: 'b' })],
    [
      'a time that is none',
      JSON.stringify({ __CURSOR: 'c', __REALTIME_TIMESTAMP: 'x', __MONOTONIC_TIMESTAMP: '1', _BOOT_ID: 'b' }),
    ],
    ['a line without end', `{"MESSAGE":"${'x'.repeat(300_000)}"}`],
  ])('%s is none', (_what, text) => {
    expect(parseJournalLine(text)).toBeNull()
  })

  test('whatever comes, it is an entry or none, and never an error', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue(), fc.array(fc.nat(300)))
    const names = fc.constantFrom(
      'MESSAGE',
      'MESSAGE_ID',
      '_TRANSPORT',
      'UNIT',
      'COREDUMP_PID',
      'COREDUMP_COMM',
      '__CURSOR',
      '_PID',
      '__proto__',
    )
    fc.assert(
      fc.property(fc.dictionary(names, value), fields => {
        const entry = parseJournalLine(line(fields))
        if (entry !== null) readJournalEntry(entry)
      }),
    )
  })
})

describe('the kernel in the journal', () => {
  const oom = { _TRANSPORT: 'kernel', MESSAGE: 'Out of memory: Killed process 7 (board) total-vm:1kB' }

  test('is heard', () => {
    expect(read({ ...oom, SYSLOG_FACILITY: '0' })).toMatchObject({ name: 'memory.oom-kill', program: 'board', pid: 7 })
    expect(read(oom)).toMatchObject({ name: 'memory.oom-kill' })
  })

  test.each([
    ['a program that writes into the kernel’s log', { ...oom, SYSLOG_FACILITY: '1', SYSLOG_IDENTIFIER: 'kernel' }],
    [
      'a program that calls itself kernel',
      { ...oom, _TRANSPORT: 'syslog', SYSLOG_IDENTIFIER: 'kernel', SYSLOG_FACILITY: '0' },
    ],
  ])('%s is not it', (_who, fields) => {
    expect(read(fields).name).toBeUndefined()
  })
})

describe('systemd in the journal', () => {
  const failed = {
    MESSAGE_ID: 'd9b373ed55a64feb8242e02dbe79a49c',
    _PID: '1',
    UNIT: 'board.service',
    UNIT_RESULT: 'core-dump',
  }
  const dumped = {
    MESSAGE_ID: 'fc2e22bc6ee647b6b90729ab34a250b1',
    _SYSTEMD_UNIT: 'systemd-coredump@3-77-0.service',
    COREDUMP_PID: '77',
    COREDUMP_COMM: 'board',
    COREDUMP_SIGNAL_NAME: 'SIGABRT',
    COREDUMP_EXE: '/home/wang/board',
    MESSAGE: 'Process 77 (board) of user 1000 dumped core.\n\nStack trace of thread 79:\n#0  0x0 /home/wang/board',
  }

  test.each([
    ['a service that failed', failed, { name: 'service.failed', unit: 'board.service', result: 'core-dump' }],
    [
      'a service whose watchdog fired',
      { ...failed, UNIT_RESULT: 'watchdog' },
      { name: 'service.failed', result: 'watchdog' },
    ],
    ['a service of a person, without the person', { ...failed, UNIT: 'user@1000.service' }, { unit: 'user@.service' }],
    [
      'a mount, without its path',
      { ...failed, UNIT: 'home-wang-usb.mount', UNIT_RESULT: 'exit-code' },
      { unit: '*.mount', evidence: '*.mount: failed with result exit-code' },
    ],
    [
      'a start that took too long',
      { MESSAGE_ID: 'be02cf6855d2428ba40df7e9d022f03d', _PID: '1', UNIT: 'dev-sdb1.device', JOB_RESULT: 'timeout' },
      { name: 'service.failed', unit: '*.device', result: 'timeout' },
    ],
    [
      'a program that dumped core',
      dumped,
      {
        name: 'program.crash',
        program: 'board',
        pid: 77,
        thread: 79,
        signal: 'SIGABRT',
        evidence: 'Process 77 (board) dumped core, SIGABRT',
      },
    ],
    [
      'a unit that systemd-oomd ended',
      { MESSAGE_ID: 'd989611b15e44c9dbf31e3c81256e4ed', _PID: '1', UNIT: 'app-board.scope' },
      { name: 'memory.oom-kill', unit: 'app-board.scope', scope: 'oomd' },
    ],
    [
      'kernel messages that were missed',
      {
        MESSAGE_ID: 'e9bf28e6e834481bb6f48f548ad13606',
        _COMM: 'systemd-journal',
        MESSAGE: 'Missed 14 kernel messages',
      },
      { name: 'log.gap', log: 'kernel', count: 14 },
    ],
  ])('%s', (_what, fields, finding) => {
    expect(read(fields)).toMatchObject(finding)
  })

  test.each([
    ['a unit that ended well', { ...failed, MESSAGE_ID: '7ad2d189f7e94e70a38c781354912448' }],
    [
      'a start that failed with its unit, told there',
      { MESSAGE_ID: 'be02cf6855d2428ba40df7e9d022f03d', _PID: '1', UNIT: 'board.service', JOB_RESULT: 'failed' },
    ],
    ['what failed in a person’s session', { ...failed, _PID: '900', USER_UNIT: 'board.service' }],
    ['a core dump told by anybody', { ...dumped, _SYSTEMD_UNIT: 'session-3.scope', _COMM: 'logger' }],
    ['a core dump without a process', { ...dumped, COREDUMP_PID: 'x' }],
    ['a unit whose name is none', { ...failed, UNIT: '/etc/passwd' }],
    ['a meaning nobody knows', { MESSAGE_ID: '0'.repeat(32), _PID: '1' }],
  ])('%s is no event', (_what, fields) => {
    expect(read(fields).name).toBeUndefined()
  })
})
