import type { Timetable } from '@forewarn/shared/timetable.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { createClassTimes, isMaintenance, lessonsAhead, lessonsOn } from './timetable.ts'

const SHANGHAI = 'Asia/Shanghai'
const t = (text: string): number => Date.parse(`${text}+08:00`)

function timetable(given: Partial<Timetable> = {}): Timetable {
  const weekdays = [1, 2, 3, 4, 5]
  return {
    terms: [{ from: '2026-09-01', to: '2027-01-20' }],
    periods: [
      { name: '1', weekdays, from: '08:00', to: '08:40' },
      { name: '2', weekdays, from: '08:50', to: '09:30' },
      { name: '7', weekdays: [1], from: '15:00', to: '15:40' },
    ],
    statutory: true,
    off: [],
    working: [],
    swappedAs: 1,
    lessonsOf: {},
    maintenance: [],
    ...given,
  }
}

const lessons = (day: string, given: Partial<Timetable> = {}): number =>
  lessonsOn(timetable(given), SHANGHAI, Temporal.PlainDate.from(day)).length

test.each([
  ['a Monday', '2026-11-23', {}, 3],
  ['a Wednesday', '2026-11-25', {}, 2],
  ['a Sunday', '2026-11-29', {}, 0],
  ['before term', '2026-08-31', {}, 0],
  ['National Day', '2026-10-01', {}, 0],
  ['a Saturday swapped into a working day (调休), as a Monday', '2026-10-10', {}, 3],
  ['the same Saturday, told to be a Wednesday', '2026-10-10', { lessonsOf: { '2026-10-10': 3 } }, 2],
  ['National Day where the statutory calendar does not hold', '2026-10-01', { statutory: false }, 2],
  ['the school’s own day off', '2026-11-25', { off: ['2026-11-25'] }, 0],
  ['the school’s own working Saturday', '2026-11-28', { working: ['2026-11-28'] }, 3],
])('on %s', (_when, day, given, expected) => {
  expect(lessons(day, given)).toBe(expected)
})

test('periods that overlap are one, in time order', () => {
  const periods = [
    { name: 'b', weekdays: [3], from: '09:00', to: '10:00' },
    { name: 'a', weekdays: [3], from: '08:00', to: '09:10' },
  ]
  expect(lessonsOn(timetable({ periods }), SHANGHAI, Temporal.PlainDate.from('2026-11-25'))).toEqual([
    [t('2026-11-25T08:00'), t('2026-11-25T10:00')],
  ])
})

test('agents are told the lessons of the days ahead, today’s first', () => {
  const ahead = lessonsAhead(timetable(), SHANGHAI, { now: t('2026-11-25T23:30'), days: 3 })
  expect(ahead[0]).toEqual([t('2026-11-25T08:00'), t('2026-11-25T08:40')])
  expect(ahead).toHaveLength(6)
})

describe('class times', () => {
  const classes = createClassTimes(timetable(), SHANGHAI)

  test.each([
    ['2026-11-25T07:59:59', false],
    ['2026-11-25T08:00:00', true],
    ['2026-11-25T08:39:59', true],
    ['2026-11-25T08:40:00', false],
    ['2026-11-25T09:00:00', true],
    ['2026-11-29T08:10:00', false],
  ])('%s: %s', (text, expected) => {
    expect(classes.isClass(t(text))).toBe(expected)
  })

  test('are summed over any range as they are asked moment by moment', () => {
    const start = t('2026-11-20T00:00')
    const minute = 60_000
    fc.assert(
      fc.property(fc.nat(7 * 1440), fc.nat(2 * 1440), (from, length) => {
        const [a, b] = [start + from * minute, start + (from + length) * minute]
        let sum = 0
        for (let at = a; at < b; at += minute) if (classes.isClass(at)) sum += minute
        expect(classes.classMs(a, b)).toBe(sum)
      }),
      { numRuns: 50 },
    )
  })

  test('belong to the zone’s day, wherever UTC is', () => {
    const early = timetable({ periods: [{ name: '0', weekdays: [1, 2, 3, 4, 5], from: '06:30', to: '07:30' }] })
    const classes = createClassTimes(early, SHANGHAI)
    expect(classes.isClass(t('2026-11-25T06:45'))).toBe(true)
    expect(classes.classMs(t('2026-11-25T00:00'), t('2026-11-26T00:00'))).toBe(3_600_000)
  })
})

test('planned work is a span of time', () => {
  const plan = { maintenance: [{ from: '2026-11-25T10:00:00Z', to: '2026-11-25T12:00:00Z', why: 'update' }] }
  expect(isMaintenance(plan, Date.parse('2026-11-25T11:59:59Z'))).toBe(true)
  expect(isMaintenance(plan, Date.parse('2026-11-25T12:00:00Z'))).toBe(false)
})
