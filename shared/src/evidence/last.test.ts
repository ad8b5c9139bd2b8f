import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { joinBoots } from './boots.ts'
import { parseLast } from './last.ts'

const OPTIONS = { latest: Date.UTC(2026, 8, 20), timeZone: 'Asia/Shanghai' }

/** Boots as the hour they began and how the run before ended. */
function bootsOf(text: string, options = OPTIONS): string[] {
  return joinBoots(parseLast(text, options)).map(
    ({ at, previous }) => `${new Date(at).toISOString().slice(0, 16)} ${previous.end}`,
  )
}

const DAYS = [
  '2026-08-31T23:30 unknown',
  '2026-09-01T23:31 clean',
  '2026-09-02T01:31 unclean',
  '2026-09-02T23:30 clean',
]

describe('the same days in every form of the text', () => {
  test.each([
    [
      'last -x',
      `someone  pts/0        192.0.2.7        Thu Sep  3 10:00    gone - no logout
date     new time                      Thu Sep  3 07:40
reboot   system boot  6.1.0-13-amd64   Thu Sep  3 07:30   still running
shutdown system down  6.1.0-13-amd64   Wed Sep  2 17:00 - 07:30  (14:30)
someone  pts/0        192.0.2.7        Wed Sep  2 10:00 - 10:20  (00:20)
reboot   system boot  6.1.0-13-amd64   Wed Sep  2 09:31 - 17:00  (07:29)
someone  pts/0        192.0.2.7        Wed Sep  2 08:00 - crash  (01:31)
reboot   system boot  6.1.0-13-amd64   Wed Sep  2 07:31 - 17:00  (09:29)
shutdown system down  6.1.0-13-amd64   Tue Sep  1 17:00 - 07:31  (14:31)
someone  pts/0        192.0.2.7        Tue Sep  1 08:00 - down   (09:00)
runlevel (to lvl 5)   6.1.0-13-amd64   Tue Sep  1 07:30 - 17:00  (09:29)
reboot   system boot  6.1.0-13-amd64   Tue Sep  1 07:30 - 17:00  (09:29)

wtmp begins Tue Sep  1 07:30:11 2026
`,
    ],
    [
      'last without system entries',
      `someone  pts/0        192.0.2.7        Thu Sep  3 10:00   still logged in
reboot   system boot  6.1.0-13-amd64   Thu Sep  3 07:30   still running
reboot   system boot  6.1.0-13-amd64   Wed Sep  2 09:31 - 17:00  (07:29)
reboot   system boot  6.1.0-13-amd64   Wed Sep  2 07:31 - 17:00  (09:29)
reboot   system boot  6.1.0-13-amd64   Tue Sep  1 07:30 - 17:00  (09:29)

wtmp begins Tue Sep  1 07:30:11 2026
`,
    ],
    [
      'last since util-linux 2.40, which says on the boot itself that it crashed',
      `reboot   system boot  6.1.0-13-amd64   Thu Sep  3 07:30   still running
reboot   system boot  6.1.0-13-amd64   Wed Sep  2 09:31 - 17:00  (07:29)
reboot   system boot  6.1.0-13-amd64   Wed Sep  2 07:31 - crash  (02:00)
reboot   system boot  6.1.0-13-amd64   Tue Sep  1 07:30 - 17:00  (09:29)
`,
    ],
    [
      'last -xF, whole dates',
      `reboot   system boot  6.1.0-13-amd64   Thu Sep  3 07:30:11 2026   still running
shutdown system down  6.1.0-13-amd64   Wed Sep  2 17:00:00 2026 - Thu Sep  3 07:30:11 2026  (14:30)
reboot   system boot  6.1.0-13-amd64   Wed Sep  2 09:31:00 2026 - Wed Sep  2 17:00:00 2026  (07:29)
someone  pts/0        192.0.2.7        Wed Sep  2 08:00:00 2026 - crash                     (01:31)
reboot   system boot  6.1.0-13-amd64   Wed Sep  2 07:31:00 2026 - Wed Sep  2 17:00:00 2026  (09:29)
someone  pts/0        192.0.2.7        Tue Sep  1 08:00:00 2026 - down                      (09:00)
reboot   system boot  6.1.0-13-amd64   Tue Sep  1 07:30:11 2026 - Tue Sep  1 17:00:00 2026  (09:29)
`,
    ],
    [
      'last -x --time-format iso',
      `reboot   system boot  6.1.0-13-amd64   2026-09-03T07:30:11+08:00   still running
shutdown system down  6.1.0-13-amd64   2026-09-02T17:00:00+08:00 - 2026-09-03T07:30:11+08:00  (14:30)
reboot   system boot  6.1.0-13-amd64   2026-09-02T09:31:00+08:00 - 2026-09-02T17:00:00+08:00  (07:29)
reboot   system boot  6.1.0-13-amd64   2026-09-02T07:31:00+08:00 - 2026-09-02T17:00:00+08:00  (09:29)
reboot   system boot  6.1.0-13-amd64   2026-09-01T07:30:11+08:00 - 2026-09-01T17:00:00+08:00  (09:29)

wtmp begins 2026-09-01T07:30:11+08:00
`,
    ],
    [
      'last -xa, the host at the end',
      `reboot   system boot  Thu Sep  3 07:30   still running      6.1.0-13-amd64
shutdown system down  Wed Sep  2 17:00 - 07:30  (14:30)     6.1.0-13-amd64
reboot   system boot  Wed Sep  2 09:31 - 17:00  (07:29)     6.1.0-13-amd64
someone  pts/0        Wed Sep  2 08:00 - crash  (01:31)     192.0.2.7
reboot   system boot  Wed Sep  2 07:31 - 17:00  (09:29)     6.1.0-13-amd64
reboot   system boot  Tue Sep  1 07:30 - 17:00  (09:29)     6.1.0-13-amd64
`,
    ],
    [
      'lines of another system’s end, and line ends of Windows',
      `reboot   system boot  6.1.0-13-amd64   Thu Sep  3 07:30   still running\r
runlevel (to lvl 6)   6.1.0-13-amd64   Wed Sep  2 17:00 - 17:00  (00:00)\r
reboot   system boot  6.1.0-13-amd64   Wed Sep  2 09:31 - 17:00  (07:29)\r
reboot   system boot  6.1.0-13-amd64   Wed Sep  2 07:31 - 17:00  (09:29)\r
runlevel (to lvl 0)   6.1.0-13-amd64   Tue Sep  1 17:00 - 17:00  (00:00)\r
reboot   system boot  6.1.0-13-amd64   Tue Sep  1 07:30 - 17:00  (09:29)\r
`,
    ],
  ])('%s', (_name, text) => {
    expect(bootsOf(text)).toEqual(DAYS)
  })
})

test('a clock that went back by hours keeps the order of the book', () => {
  const text = `someone  :0           :0               Mon Nov  1 21:04    gone - no logout
reboot   system boot  5.13.0-20-generi Mon Nov  1 15:06   still running
someone  :0           :0               Mon Nov  1 20:30 - crash  (-5:24)
reboot   system boot  5.13.0-20-generi Mon Nov  1 20:30   still running
someone  :0           :0               Mon Nov  1 23:53 - down   (-3:24)
reboot   system boot  5.13.0-20-generi Mon Nov  1 23:53 - 20:29  (-3:23)
`
  expect(bootsOf(text, { latest: Date.UTC(2026, 0, 1), timeZone: 'UTC' })).toEqual([
    '2021-11-01T23:53 unknown',
    '2021-11-01T20:30 clean',
    '2021-11-01T15:06 unclean',
  ])
})

test('an end on a later day counts by its length', () => {
  const text =
    'reboot   system boot  6.1.0 Thu Sep  3 07:30   still running\nreboot   system boot  6.1.0 Tue Sep  1 07:30 - 06:30 (1+23:00)\n'
  const clues = parseLast(text, { ...OPTIONS, timeZone: 'UTC' })
  expect(clues.map(({ tells, at }) => [tells, new Date(at).toISOString().slice(5, 16)])).toEqual([
    ['boot', '09-01T07:30'],
    ['shutdown', '09-03T06:30'],
    ['boot', '09-03T07:30'],
  ])
})

test.each([
  ['the year with that weekday', 'Mon Nov  1 20:30', '2026-01-01', '2021-11-01'],
  ['last year, right after the turn of the year', 'Wed Dec 31 23:59', '2026-01-01', '2025-12-31'],
  ['a leap day', 'Thu Feb 29 12:00', '2026-01-01', '2024-02-29'],
])('without a year: %s', (_name, date, latest, expected) => {
  const text = `reboot   system boot  6.1.0 ${date}   still running`
  expect(bootsOf(text, { latest: Date.parse(latest), timeZone: 'UTC' })[0]!.slice(0, 10)).toBe(expected)
})

test.each([
  ['a weekday that does not fit any year', 'reboot   system boot  6.1.0 Mon Feb 30 12:00   still running'],
  ['no time at all (--time-format notime)', 'reboot   system boot  6.1.0-13-amd64     running'],
  ['the line that says when the book begins', 'wtmp begins Tue Sep  1 07:30:11 2026'],
  ['the same line in Chinese', 'wtmp 开始于 Tue Sep  1 07:30:11 2026'],
  ['a user called reboot', 'reboot   pts/0        192.0.2.7        Tue Sep  1 08:00   still logged in'],
  ['an hour that is none', 'reboot   system boot  6.1.0 Tue Sep  1 27:30   still running'],
  ['torn', 'reboot   system boot  6.1.0-13-amd64   Thu Sep  3 0'],
])('no boot: %s', (_name, text) => {
  expect(bootsOf(text)).toEqual([])
})

test('names and hosts are nowhere in what is read, and any text is read to its end', () => {
  const clues = parseLast('someone  pts/0        192.0.2.7        Tue Sep  1 08:00 - 09:00 (01:00)', OPTIONS)
  expect(clues).toEqual([{ from: 'last', at: Date.UTC(2026, 8, 1), tells: 'alive' }])
  const part = fc.constantFrom(
    'reboot ',
    'system boot ',
    'Tue Sep  1 07:30',
    ' - ',
    'crash',
    '(09:29)',
    '2026-09-01T07:30:11Z',
    '\n',
    ' '.repeat(300),
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 30 }), parts => {
      for (const { at } of parseLast(parts.join(''), OPTIONS)) expect(Number.isFinite(at)).toBe(true)
    }),
  )
})
