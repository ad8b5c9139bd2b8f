import type { ClockView, IncidentView } from '@forewarn/shared/incident-api.ts'
import { beforeEach, describe, expect, it } from 'vitest'

import { formatExact, formatLeft, formatShort } from '../format/countdown.ts'
import { formatAhead } from '../format/time.ts'
import { showLanguage } from '../i18n/i18n.ts'
import { decidingClock, rowClocks, standingOf } from './clock-standing.ts'
import { countGrades, incidentListAddress, isInView, readIncidentList } from './incident-list.ts'
import { inOrder, isUnsolved } from './incident-order.ts'
import { urgentCount, workSentence } from './incident-sentence.ts'

const NOW = Date.parse('2026-11-25T06:18:00Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const iso = (ms: number) => new Date(ms).toISOString()

function clock(name: ClockView['name'], from: number, due: number, changes: Partial<ClockView> = {}): ClockView {
  const base = { name, state: 'running' as const, endedAt: null, pausedFor: null, pausedAt: null }
  return { ...base, from: iso(NOW + from), due: iso(NOW + due), ...changes }
}

function incident(id: string, clocks: ClockView[], changes: Partial<IncidentView> = {}): IncidentView {
  return {
    id,
    siteId: 's1',
    roomId: null,
    devices: [],
    topic: 't',
    title: { zh: '', en: '' },
    state: 'open',
    grade: 2,
    reason: 'restart-loop',
    openedAt: iso(NOW),
    since: iso(NOW),
    updatedAt: iso(NOW),
    version: 1,
    parent: null,
    handler: null,
    flapping: false,
    cleanPeriods: 0,
    silencedUntil: null,
    clocks,
    findings: [],
    resolution: null,
    ...changes,
  }
}

beforeEach(() => showLanguage('zh', false))

describe('a promise', () => {
  it('comes into danger under a fifth of its time or five minutes, and is broken after its due time', () => {
    const hour = clock('answer', 0, HOUR)
    expect(standingOf(hour, NOW + 47 * MINUTE).state).toBe('running')
    expect(standingOf(hour, NOW + 49 * MINUTE).state).toBe('at-risk')
    expect(standingOf(hour, NOW + 61 * MINUTE)).toMatchObject({ state: 'breached', left: -MINUTE, used: 1 })
    expect(standingOf(clock('answer', 0, 10 * MINUTE), NOW + 6 * MINUTE).state).toBe('at-risk')
  })
  it('stays broken, met, or needless as the collector said, whatever the time', () => {
    for (const state of ['breached', 'not-needed'] as const)
      expect(standingOf(clock('solve', 0, HOUR, { state }), NOW).state).toBe(state)
    const met = clock('solve', 0, HOUR, { state: 'met', endedAt: iso(NOW + MINUTE) })
    expect(standingOf(met, NOW + 9 * HOUR)).toMatchObject({ state: 'met', left: 59 * MINUTE })
  })
  it('stands still while it is paused', () => {
    const paused = clock('solve', 0, HOUR, { state: 'paused', pausedAt: iso(NOW + 10 * MINUTE) })
    expect(standingOf(paused, NOW + 5 * HOUR)).toMatchObject({ state: 'paused', left: 50 * MINUTE })
  })
  it('decides where it is the loudest, of alike ones the soonest', () => {
    const clocks = [clock('answer', 0, HOUR), clock('solve', -HOUR, -1), clock('plan', 0, MINUTE)]
    expect(decidingClock(clocks, NOW)?.clock.name).toBe('solve')
    expect(decidingClock(clocks.slice(0, 1), NOW)?.clock.name).toBe('answer')
    expect(decidingClock([clock('plan', 0, HOUR, { state: 'met', endedAt: iso(NOW) })], NOW)).toBeNull()
  })
  it('is shown in a row where it is one of the usual three, or loud', () => {
    const far = [clock('answer', 0, HOUR), clock('on-site', 0, HOUR), clock('solve', 0, HOUR), clock('plan', 0, HOUR)]
    expect(rowClocks(incident('F-1', far), NOW).map(({ name }) => name)).toEqual(['answer', 'on-site', 'solve'])
    const loud = [...far.slice(0, 3), clock('plan', -HOUR, -1)]
    expect(rowClocks(incident('F-1', loud), NOW).map(({ name }) => name)).toEqual(['on-site', 'solve', 'plan'])
  })
})

describe('the order of work', () => {
  it('is breached, at risk, soonest due; the grade breaks ties', () => {
    const list = [
      incident('none', []),
      incident('later', [clock('answer', 0, 9 * HOUR)]),
      incident('grade 3', [clock('answer', 0, 2 * HOUR)], { grade: 3 }),
      incident('grade 1', [clock('answer', 0, 2 * HOUR)], { grade: 1 }),
      incident('risk', [clock('answer', -HOUR, 4 * MINUTE)]),
      incident('late', [clock('answer', -HOUR, -MINUTE)]),
    ]
    expect(inOrder(list, NOW).map(({ id }) => id)).toEqual(['late', 'risk', 'grade 1', 'grade 3', 'later', 'none'])
    expect(urgentCount(list, NOW)).toBe(2)
  })
  it('leaves out what is solved or held under another', () => {
    expect(isUnsolved(incident('x', [], { state: 'resolved' }))).toBe(false)
    expect(isUnsolved(incident('x', [], { parent: 'F-9' }))).toBe(false)
    expect(isUnsolved(incident('x', [], { state: 'suspected' }))).toBe(true)
  })
})

describe('the answer to what needs me', () => {
  const late = incident('late', [clock('on-site', -HOUR, -MINUTE)])
  const risk = (id: string) => incident(id, [clock('answer', -HOUR, 4 * MINUTE)])
  it('names what is broken and what comes next', () => {
    expect(workSentence([late, risk('a'), risk('b')], NOW)).toBe('3 件急事：1 件到场已超时，2 件临近受理时限。')
    showLanguage('en', false)
    expect(workSentence([late, risk('a')], NOW)).toBe(
      '2 need you now: 1 is past its on-site time, 1 must be answered soon.',
    )
  })
  it('says that nothing presses, or that there is nothing', () => {
    expect(workSentence([incident('x', [clock('answer', 0, 9 * HOUR)])], NOW)).toBe('没有急事，1 件故障在时限内。')
    expect(workSentence([], NOW)).toBe('没有要处理的故障。')
  })
})

describe('the view in the address', () => {
  it('comes back as it was written, and takes nothing it does not know', () => {
    const view = { state: 'working', grade: 2, site: 's 1' } as const
    const address = incidentListAddress('/incidents', view)
    expect(address).toBe('/incidents?state=working&grade=2&site=s+1')
    expect(readIncidentList(Object.fromEntries(new URL(address, 'http://x').searchParams))).toEqual(view)
    const nothing = { state: null, grade: null, site: null }
    expect(readIncidentList({ state: 'gone', grade: '7', site: '' })).toEqual(nothing)
    expect(incidentListAddress('/incidents', nothing)).toBe('/incidents')
  })
  it('shows the unsolved by itself, one cause as one row, and counts by grade', () => {
    const none = { state: null, grade: null, site: null }
    const list = [
      incident('a', []),
      incident('b', [], { state: 'resolved' }),
      incident('c', [], { parent: 'a' }),
      incident('d', [], { grade: 4, siteId: 's2' }),
    ]
    const shown = (view: Parameters<typeof isInView>[1]) => list.filter(one => isInView(one, view)).map(({ id }) => id)
    expect(shown(none)).toEqual(['a', 'd'])
    expect(shown({ ...none, state: 'solved' })).toEqual(['b'])
    expect(shown({ ...none, site: 's2' })).toEqual(['d'])
    expect(countGrades(list, { ...none, grade: 4 })).toEqual({ 1: 0, 2: 1, 3: 0, 4: 1 })
  })
})

describe('time told', () => {
  it('never lets hours be mistaken for minutes', () => {
    expect(formatLeft(9 * MINUTE + 5000)).toBe('9:05')
    expect(formatLeft(24 * MINUTE)).toBe('24 分')
    expect(formatLeft(85 * MINUTE)).toBe('1时25分')
    expect(formatExact(85 * MINUTE + 48_000)).toBe('1:25:48')
    expect(formatShort(49 * HOUR)).toBe('2 天')
    expect(formatShort(-5)).toBe('0 秒')
  })
  it('calls what lies ahead by its day', () => {
    const at = (hours: number) => formatAhead(NOW + hours * HOUR, { zone: 'Asia/Shanghai', now: NOW })
    expect([at(1), at(20), at(50), at(24 * 9)]).toEqual(['15:18', '明天 10:18', '周五 16:18', '12-04 14:18'])
  })
})
