import { describe, expect, test } from 'vitest'

import type { Finding } from '../detect/finding.ts'
import { createCalendar } from '../service/calendar.ts'
import { clockState } from '../service/clocks.ts'
import { STRICT } from '@forewarn/shared/clock-policy.ts'
import type { Action, Incident, IncidentEvent } from './incident.ts'
import { openIncident } from './open.ts'
import { reduce } from './reduce.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const T0 = Date.parse('2026-11-25T10:00+08:00')
const calendar = createCalendar({ timeZone: 'Asia/Shanghai' })

function finding(given: Partial<Finding> = {}): Finding {
  return {
    rule: 'machine-crash',
    topic: 'machine',
    class: 'incident',
    grade: 3,
    suspected: false,
    reason: 'crashed-once',
    since: T0 - MINUTE,
    last: T0 - MINUTE,
    count: 1,
    title: { zh: '蓝屏', en: 'Blue screen' },
    evidence: [],
    ...given,
  }
}

/** An incident and a clock: each step says after how long since T0 it happens. */
function story(first: Finding = finding()) {
  const setting = (after: number) => ({ now: T0 + after, policy: STRICT, calendar })
  const opened = openIncident({ id: 'inc-1', siteId: 's', device: 'd1', roomId: null, finding: first }, setting(0))
  const told = opened.entries.map(({ what }) => what)
  let incident = opened.incident
  return {
    get incident(): Incident {
      return incident
    },
    told,
    at(after: number, event: IncidentEvent) {
      const change = reduce(incident, event, setting(after))
      incident = change.incident
      told.push(...change.entries.map(({ what }) => what))
      return this
    },
    act(after: number, action: Action) {
      return this.at(after, { type: 'act', action, by: 'engineer' })
    },
    found(after: number, given: Partial<Finding>, device = 'd1') {
      return this.at(after, { type: 'found', device, finding: finding(given) })
    },
    clocks: (after: number) =>
      Object.fromEntries(incident.clocks.map(clock => [clock.name, clockState(clock, T0 + after)])),
  }
}

const REPEATED = { rule: 'repeated-crashes', grade: 2, reason: 'crashes-repeat' } as const
const RESOLVE: Action = {
  type: 'resolve',
  cause: 'hardware',
  measures: 'memory replaced',
  parts: ['DDR4 8 GB'],
  way: 'on-site',
}

test('the usual way: each step meets its clock and is told with its actor', () => {
  const one = story(finding(REPEATED))
    .act(5 * MINUTE, { type: 'acknowledge' })
    .act(10 * MINUTE, { type: 'dispatch', to: 'duty' })
    .act(90 * MINUTE, { type: 'arrive' })
    .act(3 * HOUR, RESOLVE)
  expect(one.incident.state).toBe('resolved')
  expect(one.clocks(4 * HOUR)).toEqual({
    answer: 'met',
    'on-site': 'met',
    solve: 'met',
    plan: 'not-needed',
    spare: 'not-needed',
  })
  for (let i = 1; i <= 12; i++) one.at(3 * HOUR + i * HOUR, { type: 'clean-period' })
  expect(one.incident.state).toBe('verified')
  one.act(48 * HOUR, { type: 'close', why: 'confirmed by the school' })
  expect(one.told).toEqual([
    'opened',
    'acknowledged',
    'dispatched',
    'arrived',
    'resolved',
    ...Array.from({ length: 12 }, () => 'clean-period'),
    'verified',
    'closed',
  ])
  expect(one.incident.version).toBe(one.told.length - 1)
})

test('the second crash deepens the incident of the first and recounts its clocks from T0', () => {
  const one = story().found(HOUR, REPEATED)
  expect(one.incident).toMatchObject({ grade: 2, reason: 'crashes-repeat', openedAt: T0 })
  expect(one.told).toEqual(['opened', 'deepened', 'regraded'])
  expect(one.clocks(HOUR)).toMatchObject({ answer: 'breached', 'on-site': 'running' })
})

test('a finding that only grows is not told again, but kept', () => {
  const one = story(finding(REPEATED)).found(MINUTE, { ...REPEATED, count: 4, last: T0 + MINUTE })
  expect(one.told).toEqual(['opened'])
  expect(one.incident.findings).toMatchObject([{ count: 4 }])
})

test('a grade that a person chose is not changed by what is found later', () => {
  const one = story().act(MINUTE, { type: 'regrade', grade: 4, why: 'spare classroom' }).found(HOUR, REPEATED)
  expect(one.incident.grade).toBe(4)
  expect(one.told).toEqual(['opened', 'regraded', 'deepened'])
})

describe('over', () => {
  test('what the machine says is over resolves an untouched incident, provisionally', () => {
    const one = story(finding({ rule: 'cpu', topic: 'cpu' })).at(HOUR, { type: 'over', device: 'd1', rule: 'cpu' })
    expect(one.incident).toMatchObject({ state: 'resolved', resolution: { way: 'self' } })
    expect(one.told).toEqual(['opened', 'finding-over', 'resolved'])
  })

  test('one finding that is over leaves what remains', () => {
    const one = story().found(MINUTE, REPEATED).at(HOUR, { type: 'over', device: 'd1', rule: 'machine-crash' })
    expect(one.incident.state).toBe('open')
  })

  test('an incident somebody works on stays theirs', () => {
    const one = story().act(MINUTE, { type: 'remote' }).at(HOUR, { type: 'over', device: 'd1', rule: 'machine-crash' })
    expect(one.incident.state).toBe('in-progress')
  })
})

describe('coming back', () => {
  test('goes on with the old clocks: answered stays answered, solved does not', () => {
    const one = story(finding(REPEATED))
      .act(5 * MINUTE, { type: 'acknowledge' })
      .act(HOUR, RESOLVE)
      .found(2 * HOUR, { ...REPEATED, count: 3 })
    expect(one.incident).toMatchObject({ state: 'open', resolution: null, openedAt: T0 })
    expect(one.clocks(2 * HOUR)).toMatchObject({ answer: 'met', solve: 'running', 'on-site': 'at-risk' })
    expect(one.told.at(-1)).toBe('reopened')
  })

  test('three times within a day it flaps, told once', () => {
    const one = story()
    for (let i = 1; i <= 5; i++) one.act(i * HOUR, RESOLVE).found(i * HOUR + MINUTE, { count: i })
    expect(one.incident.flapping).toBe(true)
    expect(one.told.filter(what => what === 'flapping')).toHaveLength(1)
  })
})

describe('clocks that fall due', () => {
  test('a breach is recorded once, with what it asks for next, and stays through a re-grading', () => {
    const one = story(finding(REPEATED))
      .at(24 * MINUTE, { type: 'clock', name: 'answer', state: 'at-risk' })
      .at(31 * MINUTE, { type: 'clock', name: 'answer', state: 'breached' })
      .at(32 * MINUTE, { type: 'clock', name: 'answer', state: 'breached' })
      .act(40 * MINUTE, { type: 'regrade', grade: 3, why: 'one room only' })
    expect(one.told).toEqual(['opened', 'clock-at-risk', 'clock-breached', 'escalated', 'regraded'])
    expect(one.clocks(41 * MINUTE)['answer']).toBe('breached')
  })
})

describe('one cause', () => {
  test('a child’s clocks stop; released it stands on its own clocks again', () => {
    const one = story(finding(REPEATED)).at(MINUTE, { type: 'merge-into', parent: 'inc-0', by: { kind: 'machine' } })
    expect(Object.values(one.clocks(HOUR)).every(state => state === 'not-needed')).toBe(true)
    one.at(HOUR, { type: 'release' })
    expect(one.incident.parent).toBeNull()
    expect(one.clocks(HOUR)).toMatchObject({ answer: 'breached', 'on-site': 'running' })
  })

  test('the parent lists the devices and keeps the earliest T0', () => {
    const child = { ...story().incident, id: 'inc-2', devices: ['d2', 'd3'], openedAt: T0 - HOUR }
    const one = story(finding(REPEATED)).at(MINUTE, { type: 'take-child', child, by: { kind: 'machine' } })
    expect(one.incident.devices).toEqual(['d1', 'd2', 'd3'])
    expect(one.incident.openedAt).toBe(T0 - HOUR)
    expect(one.incident.clocks[0]!.due).toBe(T0 - HOUR + 30 * MINUTE)
  })
})

test.each([
  ['confirm', [], { type: 'confirm' }, 'not-suspected'],
  ['acknowledge twice', [{ type: 'acknowledge' }], { type: 'acknowledge' }, 'already'],
  ['reopen what is open', [], { type: 'reopen', why: '' }, 'not-resolved'],
  ['act on what is closed', [{ type: 'close', why: '' }], { type: 'acknowledge' }, 'closed'],
  ['silence into the past', [], { type: 'silence', until: T0, why: '' }, 'invalid'],
] as const)('nobody can %s', (_what, before, action, code) => {
  const one = story()
  for (const step of before) one.act(MINUTE, step)
  expect(() => one.act(2 * MINUTE, action)).toThrow(expect.objectContaining({ code }))
})

test('a pause shifts what is due, and a suspected incident waits for a person', () => {
  const one = story(finding({ ...REPEATED, suspected: true, grade: 1 }))
  expect(one.incident.state).toBe('suspected')
  one.act(MINUTE, { type: 'confirm' }).act(2 * MINUTE, { type: 'pause', reason: 'site-closed' })
  expect(one.clocks(9 * HOUR)['answer']).toBe('paused')
  one.act(10 * HOUR, { type: 'resume' })
  expect(one.clocks(10 * HOUR + MINUTE)['answer']).toBe('running')
})
