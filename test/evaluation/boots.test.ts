import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { joinBoots } from '@forewarn/shared/evidence/boots.ts'
import { parseLast } from '@forewarn/shared/evidence/last.ts'
import { fromLocal } from '@forewarn/shared/evidence/local-time.ts'
import { logClues, type LogLine } from '@forewarn/shared/evidence/log-clues.ts'
import { timeOf } from '@forewarn/shared/evidence/log-time.ts'
import { parseSyslogLine } from '@forewarn/shared/evidence/syslog.ts'
import { describe, expect, test } from 'vitest'

import { WORKSPACE } from '../support/folders.ts'

/*
 * Real logs of other people's machines, which are not part of the project: `FOREWARN_FIXTURES` names their folder. What is expected of each was
 * read out of it by eye.
 */
const FIXTURES = process.env['FOREWARN_FIXTURES'] ?? join(WORKSPACE, '..', 'shared', 'fixtures')
const LINUX = join(FIXTURES, 'linux')

function syslog(path: string, latest: number): LogLine[] {
  return readFileSync(join(LINUX, path), 'utf8')
    .split('\n')
    .map(parseSyslogLine)
    .flatMap(line => {
      const at = line === null ? null : timeOf(line.time, { latest, toInstant: time => fromLocal(time, 'UTC') })
      return line === null || at === null ? [] : [{ at, program: line.program, pid: line.pid, message: line.message }]
    })
}

describe.skipIf(!existsSync(LINUX))('boots in real logs of Linux', () => {
  test('a desktop that crashed once, with a clock that was hours off early in each boot', () => {
    const text = readFileSync(join(LINUX, 'excerpts/last_x_crash_2021.txt'), 'utf8')
    const boots = joinBoots(parseLast(text, { latest: Date.UTC(2026, 0, 1), timeZone: 'UTC' }))
    expect(
      boots.map(({ at, previous }) => [new Date(at).toISOString().slice(0, 16), previous.end, previous.cause]),
    ).toEqual([
      ['2021-10-31T23:30', 'unknown', null],
      ['2021-11-01T23:53', 'clean', null],
      ['2021-11-01T20:30', 'clean', null],
      ['2021-11-01T15:06', 'unclean', 'unknown'],
    ])
  })

  test('six weeks of a server with its log rotated every week: one boot, after a morning that just ends', () => {
    const boots = joinBoots(logClues('syslog', syslog('loghub/Linux_2k.log', Date.UTC(2005, 11, 1))))
    expect(boots).toMatchObject([
      {
        at: Date.UTC(2005, 6, 27, 14, 41, 57),
        kind: 'cold',
        previous: { end: 'unclean', cause: 'power-loss-or-hang', at: Date.UTC(2005, 6, 27, 10, 59, 53) },
      },
    ])
  })

  test.each(logExcerpts())('%s shows no boot', name => {
    expect(joinBoots(logClues('syslog', syslog(`excerpts/${name}`, Date.UTC(2026, 0, 1))))).toEqual([])
  })
})

/** The excerpts that are logs. */
function logExcerpts(): string[] {
  const folder = join(LINUX, 'excerpts')
  return existsSync(folder) ? readdirSync(folder).filter(name => !name.endsWith('.txt')) : []
}
