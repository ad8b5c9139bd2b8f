import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { joinBoots } from '@forewarn/shared/evidence/boots.ts'
import { parseLast } from '@forewarn/shared/evidence/last.ts'
import { parseWtmp, wtmpClues } from '@forewarn/shared/evidence/wtmp.ts'
import { expect, test } from 'vitest'

import { temporaryFolder } from '../support/folders.ts'
import { needs } from '../support/parts.ts'
import { seededRandom } from '../support/random.ts'

const DAYS = 60
const HOUR = 3_600_000

/** A record as `utmpdump -r` reads it: type, process, id, user, line, host, address, time. */
function record(
  type: number,
  at: number,
  fields: { id?: string; user?: string; line?: string; host?: string } = {},
): string {
  const { id = '~~', user = '', line = '~', host = '6.1.0-13-amd64' } = fields
  const time = new Date(at).toISOString().replace('.000Z', ',000000+00:00')
  const cell = (text: string, width: number) => `[${text.padEnd(width)}]`
  return `[${type}] [00000] ${cell(id, 4)} ${cell(user, 8)} ${cell(line, 12)} ${cell(host, 20)} [0.0.0.0        ] [${time}]`
}

/** Two months of a school's machine: on in the morning, off in the evening, and now and then cut off in between. */
function history(): { lines: string[]; unclean: number } {
  const random = seededRandom('login-book')
  const lines: string[] = []
  let unclean = 0
  let at = Date.UTC(2026, 8, 1)
  for (let day = 0; day < DAYS; day++, at += 24 * HOUR) {
    const cuts = random() < 0.2 ? 2 : 0
    for (let run = 0; run <= cuts; run++) {
      const booted = at + run * 2 * HOUR
      lines.push(record(2, booted, { user: 'reboot' }), record(1, booted + 10_000, { user: 'runlevel' }))
      lines.push(record(7, booted + 60_000, { id: 'ts/0', user: 'someone', line: 'pts/0', host: '192.0.2.7' }))
      if (run < cuts) unclean += 1
      else lines.push(record(1, booted + 3 * HOUR, { user: 'shutdown' }))
    }
  }
  return { lines, unclean }
}

test('a login book is read as the system’s own program reads it, as a file and as text', context => {
  needs('login book', context)
  const { lines, unclean } = history()
  const path = join(temporaryFolder(), 'wtmp')
  writeFileSync(
    path,
    execFileSync('utmpdump', ['-r'], { input: `${lines.join('\n')}\n`, stdio: ['pipe', 'pipe', 'ignore'] }),
  )

  const ends = (text: string) => joinBoots(parseLast(text, { latest: Date.UTC(2027, 0, 1), timeZone: 'UTC' }))
  const env = { ...process.env, TZ: 'UTC', LC_ALL: 'C' }
  const last = (...args: string[]) => execFileSync('last', [...args, '-f', path], { encoding: 'utf8', env })
  const ofFile = joinBoots(wtmpClues(parseWtmp(readFileSync(path))))

  // What the program itself counts, read here by nothing but its columns.
  const whole = last('-x', '-F')
  const boots = whole.split('\n').filter(line => line.startsWith('reboot ') && line.includes('system boot'))
  const times = boots.map(line => Date.parse(`${/\w{3} +\w{3} +\d+ [\d:]{8} \d{4}/.exec(line)![0]} UTC`)).toReversed()
  const crashes = whole.split('\n').filter(line => line.startsWith('someone ') && line.includes('- crash')).length
  expect(ofFile.map(({ at }) => at)).toEqual(times)
  expect(ofFile.filter(({ previous }) => previous.end === 'unclean')).toHaveLength(crashes)
  expect(crashes).toBe(unclean)

  const summary = (found: typeof ofFile, precisionMs: number) =>
    found.map(({ at, previous }) => [Math.floor(at / precisionMs), previous.end])
  expect(summary(ends(whole), 1_000)).toEqual(summary(ofFile, 1_000))
  for (const args of [['-x'], [], ['-x', '-a'], ['-x', '-R'], ['-x', '--time-format', 'iso']])
    expect(summary(ends(last(...args)), 60_000), args.join(' ')).toEqual(summary(ofFile, 60_000))
})
