import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  bootRecord as boot,
  levelRecord as level,
  loginRecord as login,
  logoutRecord as logout,
  shutdownRecord as shutdown,
  writeWtmp as write,
  WTMP_LAYOUTS,
  type WrittenLogin,
} from '../testing/write-wtmp.ts'
import { joinBoots } from './boots.ts'
import { parseWtmp, wtmpClues, type WtmpRecord } from './wtmp.ts'

const T = Date.UTC(2026, 8, 1, 7, 30)
const DAY: readonly WrittenLogin[] = [
  boot(T),
  level(T + 10_000, '5'),
  login(T + 60_500),
  logout(T + 3_600_000),
  shutdown(T + 7_200_000),
]
const SAYS: readonly WtmpRecord['says'][] = ['boot', 'running', 'running', 'running', 'shutdown']

describe('a login book', () => {
  test.each(Object.entries(WTMP_LAYOUTS))('as %s writes it', (_name, layout) => {
    const records = parseWtmp(write([...DAY, boot(T + 86_400_000)], layout))
    expect(records.map(({ says }) => says)).toEqual([...SAYS, 'boot'])
    expect(records[2]!.at).toBe(T + 60_500)
  })

  test('run levels 0 and 6 are stops, clock changes are neither boot nor stop', () => {
    const records = parseWtmp(
      write([
        level(T, '6'),
        level(T, '0'),
        level(T, '2'),
        { type: 4, at: T, line: '|', user: 'date' },
        { type: 3, at: T, line: '{', user: 'date' },
      ]),
    )
    expect(records.map(({ says }) => says)).toEqual(['shutdown', 'shutdown', 'running', 'clock-before', 'clock-after'])
  })

  test('a time after 2038', () => {
    const at = Date.UTC(2040, 0, 1)
    expect(parseWtmp(write([boot(at)]))).toEqual([{ at, says: 'boot' }])
  })

  test('who logged in from where is nowhere in what is read', () => {
    const clues = wtmpClues(parseWtmp(write(DAY)))
    expect(JSON.stringify(clues)).not.toMatch(/someone|192|pts/)
  })

  test('of a thousand logins two are kept', () => {
    const logins = Array.from({ length: 1000 }, (_, i) => login(T + i * 1000))
    expect(wtmpClues(parseWtmp(write([boot(T), ...logins, shutdown(T + 2e6)]))).map(({ tells }) => tells)).toEqual([
      'boot',
      'alive',
      'alive',
      'shutdown',
    ])
  })
})

describe('a damaged login book', () => {
  const whole = write([...DAY, boot(T + 86_400_000), login(T + 86_500_000)])

  test.each([
    ['empty', Buffer.alloc(0), []],
    ['shorter than a record', whole.subarray(0, 380), []],
    ['its last record torn', whole.subarray(0, whole.length - 17), [...SAYS, 'boot']],
    [
      'its first record torn, as at the end of a longer file',
      whole.subarray(100),
      [...SAYS.slice(1), 'boot', 'running'],
    ],
    [
      'zeros in the middle',
      Buffer.concat([whole.subarray(0, 384), Buffer.alloc(4096), whole.subarray(384)]),
      [...SAYS, 'boot', 'running'],
    ],
    [
      'a record torn in the middle, others after it',
      Buffer.concat([whole.subarray(0, 384 * 2 + 200), whole.subarray(384 * 3)]),
      ['boot', 'running', 'running', 'shutdown', 'boot', 'running'],
    ],
    ['times of the year 1970', write([boot(5_000), boot(T)]), ['boot']],
    ['text', Buffer.from('wtmp begins Tue Sep  1 07:30:11 2026\n'.repeat(50)), []],
  ])('%s', (_name, bytes, expected) => {
    expect(parseWtmp(bytes).map(({ says }) => says)).toEqual(expected)
  })

  test('torn anywhere, it gives no boot that was not there', () => {
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), fc.uint8Array({ maxLength: 64 }), (from, to, junk) => {
        const torn = Buffer.concat([whole.subarray(Math.min(from, to), Math.max(from, to)), junk])
        const boots = parseWtmp(torn).filter(({ says }) => says === 'boot')
        expect(boots.every(({ at }) => at === T || at === T + 86_400_000)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('any bytes are read to their end', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 4096 }), bytes => void joinBoots(wtmpClues(parseWtmp(bytes)))))
  })
})
