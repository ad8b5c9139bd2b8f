import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { createCalendar } from './calendar.ts'
import { clockState, endClock, nextChange, pauseClock, regradeClocks, resumeClock, startClocks } from './clocks.ts'
import { GRADED, STRICT } from '@forewarn/shared/clock-policy.ts'

const calendar = createCalendar({ timeZone: 'Asia/Shanghai' })
const strict = { policy: STRICT, calendar }
/** Beijing time. */
const t = (text: string): number => Date.parse(`${text}+08:00`)
const MINUTE = 60_000
const HOUR = 60 * MINUTE

function due(grade: 1 | 2 | 3 | 4, opened: string, context = strict): Record<string, string> {
  const local = (ms: number) => new Date(ms + 8 * HOUR).toISOString().slice(0, 16)
  return Object.fromEntries(startClocks(grade, t(opened), context).map(({ name, due }) => [name, local(due)]))
}

describe('due times', () => {
  test('grades 1 and 2 run through nights and holidays; their spare unit by working days', () => {
    expect(due(1, '2026-11-25T22:00')).toEqual({
      answer: '2026-11-25T22:10',
      'on-site': '2026-11-26T00:00',
      solve: '2026-11-26T10:00',
      plan: '2026-11-30T08:00',
      spare: '2026-11-30T08:00',
    })
    expect(due(2, '2026-11-25T10:00')).toEqual({
      answer: '2026-11-25T10:30',
      'on-site': '2026-11-25T12:00',
      solve: '2026-11-25T22:00',
      plan: '2026-11-27T10:00',
      spare: '2026-11-27T10:00',
    })
    expect(due(2, '2026-11-25T10:00', { policy: GRADED, calendar })).toEqual({
      answer: '2026-11-25T12:00',
      'on-site': '2026-11-25T14:00',
    })
  })

  test.each([
    ['on a working morning', '2026-11-25T10:15', '2026-11-26T10:15'],
    ['before office hours', '2026-11-25T06:30', '2026-11-26T08:00'],
    ['after office hours', '2026-11-25T18:00', '2026-11-27T08:00'],
    ['on a Friday', '2026-11-27T15:00', '2026-11-30T15:00'],
    ['on a Sunday', '2026-11-29T12:00', '2026-12-01T08:00'],
    ['on a Saturday that was swapped into a working day (调休)', '2026-10-10T09:00', '2026-10-12T09:00'],
    ['the day before National Day', '2026-09-30T09:00', '2026-10-08T09:00'],
    ['within National Day week', '2026-10-03T09:00', '2026-10-09T08:00'],
  ])('one working day, opened %s', (_when, opened, solved) => {
    expect(due(4, opened)['solve']).toBe(solved)
  })

  test('a site’s own days off and working days win over the statutory ones', () => {
    const own = createCalendar({
      timeZone: 'Asia/Shanghai',
      exceptions: { off: ['2026-11-26'], working: ['2026-11-28'] },
    })
    expect(due(3, '2026-11-25T09:00', { policy: STRICT, calendar: own })).toEqual({
      answer: '2026-11-27T09:00',
      solve: '2026-11-30T09:00',
      plan: '2026-11-30T09:00',
    })
  })

  test('the same time of day holds where clocks are changed, and hours are hours', () => {
    const berlin = createCalendar({ timeZone: 'Europe/Berlin' })
    const opened = Date.parse('2026-10-23T10:00+02:00')
    const clocks = startClocks(4, opened, { policy: STRICT, calendar: berlin })
    expect(new Date(clocks[0]!.due).toISOString()).toBe('2026-10-26T09:00:00.000Z')
    const night = Date.parse('2026-10-25T01:00+02:00')
    const [answer] = startClocks(2, night, { policy: STRICT, calendar: berlin })
    expect(answer!.due - night).toBe(30 * MINUTE)
  })
})

describe('a clock', () => {
  const opened = t('2026-11-25T10:00')
  const answer = startClocks(2, opened, strict)[0]!

  test.each([
    [0, 'running'],
    [24 * MINUTE, 'running'],
    [24 * MINUTE + 1, 'at-risk'],
    [30 * MINUTE, 'at-risk'],
    [30 * MINUTE + 1, 'breached'],
  ])('after %i ms is %s', (ms, state) => {
    expect(clockState(answer, opened + ms)).toBe(state)
  })

  test('of ten minutes is at risk in its last five', () => {
    const short = startClocks(1, opened, strict)[0]!
    expect(clockState(short, opened + 5 * MINUTE)).toBe('running')
    expect(clockState(short, opened + 5 * MINUTE + 1)).toBe('at-risk')
  })

  test('names the moments it will change by itself, and changes exactly there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 * MINUTE }), ms => {
        const now = opened + ms
        const next = nextChange(answer, now)
        if (next === null) {
          expect(clockState(answer, now)).toBe('breached')
          return
        }
        expect(next).toBeGreaterThan(now)
        expect(clockState(answer, next)).not.toBe(clockState(answer, now))
        expect(clockState(answer, next - 1)).toBe(clockState(answer, now))
      }),
    )
  })

  test('met in time is met, met late is breached, and neither changes again', () => {
    const met = endClock(answer, opened + 10 * MINUTE, 'met')
    expect(clockState(met, opened + 50 * HOUR)).toBe('met')
    expect(endClock(met, opened + 20 * MINUTE, 'not-needed')).toBe(met)
    const late = endClock(answer, opened + 31 * MINUTE, 'met')
    expect(clockState(late, opened + 50 * HOUR)).toBe('breached')
    expect(late.breachedAt).toBe(answer.due)
  })

  test('stands still while paused and is due later by that time', () => {
    const paused = pauseClock(answer, opened + 10 * MINUTE, 'waiting-for-customer')
    expect(clockState(paused, opened + 3 * HOUR)).toBe('paused')
    const running = resumeClock(paused, opened + 70 * MINUTE)
    expect(running.due).toBe(opened + 90 * MINUTE)
    expect(clockState(running, opened + 80 * MINUTE)).toBe('running')
    const regraded = regradeClocks([running], 1, opened, { ...strict, now: opened + 71 * MINUTE })[0]!
    expect(regraded.due).toBe(opened + 70 * MINUTE)
  })
})

describe('re-grading', () => {
  const opened = t('2026-11-25T10:00')
  const now = opened + 2 * HOUR

  test('counts due times anew from T0; what was met or breached stays so', () => {
    const [answer, onSite, solve, ...rest] = startClocks(2, opened, strict)
    const before = [
      endClock(answer!, opened + 5 * MINUTE, 'met'),
      { ...onSite!, breachedAt: onSite!.due },
      solve!,
      ...rest,
    ]
    const after = regradeClocks(before, 3, opened, { ...strict, now })
    expect(after.map(clock => [clock.name, clockState(clock, now)])).toEqual([
      ['answer', 'met'],
      ['on-site', 'breached'],
      ['solve', 'running'],
      ['plan', 'running'],
      ['spare', 'not-needed'],
    ])
    expect(after[2]!.due).toBe(t('2026-11-30T10:00'))
  })

  test('upwards may find a clock breached at once', () => {
    const after = regradeClocks(startClocks(4, opened, strict), 2, opened, { ...strict, now })
    expect(
      clockState(
        after.find(({ name }) => name === 'answer')!,
        now,
      ),
    ).toBe('breached')
  })

  test('there and back again is where it began', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...([1, 2, 3, 4] as const)),
        fc.integer({ min: 0, max: 60 * 24 * 365 }),
        (grade, minutes) => {
          const at = t('2026-01-01T00:00') + minutes * MINUTE
          const clocks = startClocks(2, at, strict)
          const back = regradeClocks(regradeClocks(clocks, grade, at, { ...strict, now: at }), 2, at, {
            ...strict,
            now: at,
          })
          for (const clock of clocks) {
            const same = back.find(({ name }) => name === clock.name)!
            if (same.end === null) expect(same.due).toBe(clock.due)
          }
        },
      ),
    )
  })
})
