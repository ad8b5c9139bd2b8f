import type { Timetable, TimetableDays } from '@forewarn/shared/timetable.ts'
import { describe, expect, it } from 'vitest'

import { corrected, correctionsOf, faultsOf, holidaysOf, nextPeriod } from './timetable.ts'

const TIMETABLE: Timetable = {
  terms: [{ from: '2026-09-01', to: '2027-01-20' }],
  periods: [{ name: '1', weekdays: [1, 2], from: '08:00', to: '08:40' }],
  statutory: true,
  off: ['2026-10-20'],
  working: ['2026-10-24', '2026-10-20'],
  swappedAs: 1,
  lessonsOf: { '2026-10-25': 4 },
  maintenance: [],
}

describe('a timetable that is written', () => {
  it('tells what has to be put right in which row', () => {
    expect(faultsOf(TIMETABLE).count).toBe(0)
    const wrong = faultsOf({
      ...TIMETABLE,
      terms: [
        { from: '', to: '2027-01-20' },
        { from: '2026-01-02', to: '2026-01-01' },
        { from: '2026-01-02', to: '2026-01-02' },
      ],
      periods: [
        { name: ' ', weekdays: [1], from: '08:00', to: '09:00' },
        { name: 'a', weekdays: [], from: '08:00', to: '09:00' },
        { name: 'b', weekdays: [1], from: '08:00', to: '08:00' },
      ],
    })
    expect(wrong).toMatchObject({
      terms: ['missing', 'endsBefore', null],
      periods: ['missing', 'noWeekday', 'endsBefore'],
      count: 5,
    })
  })
  it('has a word on single days, which the next one replaces', () => {
    expect(correctionsOf(TIMETABLE)).toEqual([
      { day: '2026-10-20', as: 'off' },
      { day: '2026-10-24', as: 'working' },
      { day: '2026-10-25', as: 4 },
    ])
    const changed = corrected(corrected(TIMETABLE, '2026-10-25', 'off'), '2026-10-20', null)
    expect(correctionsOf(changed)).toEqual([
      { day: '2026-10-24', as: 'working' },
      { day: '2026-10-25', as: 'off' },
    ])
    expect(corrected(TIMETABLE, '2026-10-20', 2).lessonsOf).toEqual({ '2026-10-25': 4, '2026-10-20': 2 })
  })
  it('goes on with the next lesson, never over midnight', () => {
    expect(nextPeriod(TIMETABLE.periods)).toEqual({ name: '2', weekdays: [1, 2], from: '08:50', to: '09:30' })
    expect(nextPeriod([])).toMatchObject({ name: '1', from: '08:00' })
    expect(nextPeriod([{ name: '晚', weekdays: [1], from: '22:00', to: '23:55' }])).toMatchObject({
      name: '2',
      from: '23:59',
      to: '23:59',
    })
  })
})

describe('holidays of a term', () => {
  it('are told in one piece, worked weekends one by one', () => {
    const name = { zh: '国庆节', en: 'National Day' }
    const day = (date: string, kind: TimetableDays['days'][number]['kind'], inTerm = true) => ({
      day: date,
      weekday: 1,
      inTerm,
      kind,
      holiday: kind === 'plain' ? null : name,
      lessonsOf: kind === 'swapped' ? 1 : null,
      lessons: [],
    })
    expect(
      holidaysOf([
        day('2026-09-20', 'swapped'),
        day('2026-09-30', 'plain'),
        day('2026-10-01', 'holiday'),
        day('2026-10-02', 'holiday'),
        day('2026-10-03', 'plain'),
        day('2026-10-04', 'holiday', false),
      ]),
    ).toEqual([
      { kind: 'swapped', name, from: '2026-09-20', to: '2026-09-20', lessonsOf: 1 },
      { kind: 'holiday', name, from: '2026-10-01', to: '2026-10-02', lessonsOf: null },
    ])
  })
})
