import { expect, test } from 'vitest'

import { fromLocal, yearOf } from './local-time.ts'

const at = (year: number, month: number, day: number, hour = 0, minute = 0) => ({
  year,
  month,
  day,
  hour,
  minute,
  second: 0,
})

test.each([
  ['in a zone without summer time', at(2026, 9, 1, 7, 30), 'Asia/Shanghai', '2026-08-31T23:30:00Z'],
  ['in summer', at(2026, 7, 1, 12), 'Europe/Berlin', '2026-07-01T10:00:00Z'],
  ['shown twice: the earlier', at(2026, 10, 25, 2, 30), 'Europe/Berlin', '2026-10-25T00:30:00Z'],
  ['skipped: as much later', at(2026, 3, 29, 2, 30), 'Europe/Berlin', '2026-03-29T01:30:00Z'],
])('%s', (_name, time, zone, expected) => {
  expect(fromLocal(time, zone)).toBe(Date.parse(expected))
})

test.each([at(2026, 2, 30), at(2026, 13, 1), at(2026, 0, 1), at(2026, 1, 1, 24), at(NaN, 1, 1)])(
  'no such time: %j',
  time => {
    expect(fromLocal(time, 'UTC')).toBeNull()
  },
)

test('a zone that does not exist is an error', () => {
  expect(() => fromLocal(at(2026, 1, 1), 'Mars/Olympus')).toThrow(RangeError)
})

test('the year counts in the zone of the log', () => {
  const { year: _, ...newYear } = at(2026, 1, 1, 6)
  // Six in the morning of the new year in Shanghai is still the old year elsewhere.
  expect(yearOf({ ...newYear, weekday: null }, Date.parse('2025-12-31T23:00:00Z'), 'Asia/Shanghai')).toBe(2026)
  expect(yearOf({ ...newYear, weekday: null }, Date.parse('2025-12-31T21:00:00Z'), 'Asia/Shanghai')).toBe(2025)
})
