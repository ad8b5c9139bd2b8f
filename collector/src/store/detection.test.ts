import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Incident } from '../incidents/incident.ts'
import type { Store } from './store.ts'
import { BACK, CRASH, CUT_OFF, GONE, HELLO, HOUR, MINUTE, POWER, sample, say, school, T0 } from './test-school.ts'
import { openTestStore } from './test-store.ts'

const list = (store: Store): Incident[] => store.calls.incidents.list({ state: 'any', limit: 100 })
const brief = (store: Store) =>
  list(store)
    .map(({ topic, devices, state, grade, parent }) => ({ topic, devices, state, grade, parent }))
    .toReversed()

test('a crash opens an incident with its clocks, committed with the position that caused it', () => {
  const { store } = school(1)
  say(store, 1, T0, CRASH)
  expect(brief(store)).toEqual([{ topic: 'machine', devices: ['dev-1'], state: 'open', grade: 3, parent: null }])
  const [{ clocks, openedAt }] = list(store) as [Incident]
  expect(openedAt).toBe(T0)
  expect(clocks.map(({ name }) => name)).toEqual(['answer', 'solve', 'plan'])
})

test('a clock that falls due is recorded by stored times, also when nobody was there to see it', () => {
  const { store, file } = school(1)
  say(store, 1, T0, CRASH)
  const id = list(store)[0]!.id
  store.close()
  const again = openTestStore(file)
  again.clocks(T0 + 23 * HOUR)
  again.clocks(T0 + 30 * HOUR)
  again.clocks(T0 + 31 * HOUR)
  const { entries, incident } = again.calls.incidents.get(id)!
  expect(entries.map(({ what, why }) => `${what} ${why}`)).toEqual([
    'opened crashed-once',
    'clock-at-risk answer',
    'clock-breached answer',
    'escalated remote',
  ])
  expect(incident.clocks[0]!.breachedAt).toBe(incident.clocks[0]!.due)
  again.close()
})

describe('a person', () => {
  test('acts on the version seen; what somebody else changed meanwhile is a conflict, not a loss', () => {
    const { store } = school(1)
    say(store, 1, T0, CRASH)
    const { id, version } = list(store)[0]!
    const { incidents } = store.calls
    expect(incidents.act(id, version, { type: 'acknowledge' }, 'first', T0 + MINUTE)).toMatchObject({ ok: true })
    expect(incidents.act(id, version, { type: 'remote' }, 'second', T0 + MINUTE)).toMatchObject({ code: 'conflict' })
    expect(incidents.act(id, null, { type: 'acknowledge' }, 'second', T0 + MINUTE)).toMatchObject({ code: 'already' })
    expect(incidents.act('F-99', null, { type: 'acknowledge' }, 'x', T0)).toMatchObject({ code: 'unknown-incident' })
    const entries = incidents.get(id)!.entries
    expect(entries.map(({ what }) => what)).toEqual(['opened', 'acknowledged'])
    expect(entries[1]!.actor).toEqual({ kind: 'person', name: 'first' })
  })

  test('asks for help: grade 4, or a suspected grade 2 when the lesson cannot go on', () => {
    const { store, site } = school(1)
    const ask = { siteId: site, roomId: null, device: null, text: 'no sound' }
    store.calls.incidents.request({ ...ask, lessonStopped: false }, T0)
    store.calls.incidents.request({ ...ask, lessonStopped: true }, T0 + 1)
    expect(brief(store).map(({ grade, state }) => [grade, state])).toEqual([
      [4, 'open'],
      [2, 'suspected'],
    ])
    expect(store.calls.incidents.request({ ...ask, siteId: 'nowhere', lessonStopped: false }, T0)).toBeNull()
  })
})

describe('presence', () => {
  const hello = (store: Store, devices: readonly number[], at: number) =>
    devices.forEach(device => say(store, device, at, HELLO))
  const pass = (store: Store, from: number, to: number) => {
    for (let at = from; at <= to; at += MINUTE) store.tick(at)
  }

  test('silent in class raises grade 3 after 10 minutes and grade 2 after 30; heard again, it is over', () => {
    const { store } = school(2)
    hello(store, [1, 2], T0)
    for (let i = 1; i < 35; i++) {
      hello(store, [2], T0 + i * MINUTE)
      store.tick(T0 + i * MINUTE)
      if (i === 9) expect(brief(store)).toEqual([])
      if (i === 12) expect(brief(store)).toMatchObject([{ topic: 'presence', devices: ['dev-1'], grade: 3 }])
    }
    expect(brief(store)).toMatchObject([{ grade: 2, state: 'open' }])
    hello(store, [1, 2], T0 + 35 * MINUTE)
    store.tick(T0 + 36 * MINUTE)
    expect(brief(store)).toMatchObject([{ grade: 2, state: 'resolved' }])
  })

  test('switched off after school is not failure; not up at the next day’s first lesson is', () => {
    const { store } = school(2)
    hello(store, [1, 2], T0 + 3 * HOUR)
    say(store, 1, T0 + 3 * HOUR, { name: 'agent.stop' })
    for (let i = 0; i < 12 * 60; i += 5) {
      hello(store, [2], T0 + 3 * HOUR + i * MINUTE)
      store.tick(T0 + 3 * HOUR + i * MINUTE)
    }
    expect(brief(store)).toEqual([])
    const morning = T0 + 24 * HOUR
    hello(store, [2], morning)
    pass(store, morning, morning + 9 * MINUTE)
    expect(brief(store)).toEqual([])
    hello(store, [2], morning + 10 * MINUTE)
    pass(store, morning + 10 * MINUTE, morning + 11 * MINUTE)
    expect(brief(store)).toMatchObject([{ topic: 'presence', devices: ['dev-1'] }])
  })

  test('when nobody at all is heard, the collector’s own link is at fault', () => {
    const { store } = school(4)
    hello(store, [1, 2, 3, 4], T0)
    pass(store, T0, T0 + 40 * MINUTE)
    expect(brief(store)).toEqual([])
  })

  test('most of a site silent at once is one incident with its devices under it; what remains afterwards stands alone', () => {
    const { store } = school(5)
    hello(store, [1, 2, 3, 4, 5], T0)
    for (let i = 1; i <= 15; i++) {
      hello(store, [5], T0 + i * MINUTE)
      store.tick(T0 + i * MINUTE)
    }
    const parent = list(store).find(({ topic }) => topic === 'site-presence')!
    expect(parent).toMatchObject({ grade: 2, devices: ['dev-1', 'dev-2', 'dev-3', 'dev-4'] })
    expect(list(store).filter(one => one.topic === 'presence' && one.parent === parent.id)).toHaveLength(4)
    hello(store, [1, 2, 3, 4, 5], T0 + 16 * MINUTE)
    store.tick(T0 + 17 * MINUTE)
    expect(list(store).filter(({ state }) => state !== 'resolved')).toEqual([])
  })

  test('devices that fall silent one after the other are held under what they turn out to be', () => {
    const { store, site } = school(10)
    const room = store.calls.places.createRoom({ siteId: site, name: '101', building: 'A', floor: '1' })
    for (const device of [1, 2, 3, 4])
      store.calls.devices.update(`dev-${device}`, { roomId: room.ok ? room.room.id : null })
    const all = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    hello(store, all, T0)
    store.tick(T0)
    // A switch of the first floor dies: its devices were last heard a minute apart from each other.
    for (let i = 1; i <= 16; i++) {
      for (const device of all) if (device > 4 || i < device) say(store, device, T0 + i * MINUTE, HELLO)
      store.tick(T0 + i * MINUTE)
    }
    expect(list(store).filter(({ parent }) => parent === null)).toMatchObject([
      { topic: 'floor-presence:A 1', grade: 2, devices: ['dev-1', 'dev-2', 'dev-3', 'dev-4'] },
    ])
    hello(store, all, T0 + 17 * MINUTE)
    store.tick(T0 + 18 * MINUTE)
    expect(list(store).filter(({ state }) => state !== 'resolved')).toEqual([])
  })

  test('a power cut that lasts is one incident, told first by silence and then by the machines that come back', () => {
    const { store } = school(5)
    hello(store, [1, 2, 3, 4, 5], T0)
    for (let i = 1; i <= 20; i++) {
      hello(store, [5], T0 + i * MINUTE)
      store.tick(T0 + i * MINUTE)
    }
    for (const device of [1, 2, 3, 4]) say(store, device, T0 + 20 * MINUTE + device * 10_000, POWER)
    store.tick(T0 + 21 * MINUTE)
    expect(list(store).filter(({ parent }) => parent === null)).toMatchObject([
      { topic: 'site-presence', state: 'resolved', devices: ['dev-1', 'dev-2', 'dev-3', 'dev-4'] },
    ])
  })

  test('a power cut tells itself when the machines come back: one incident of the site', () => {
    const { store } = school(4)
    for (const device of [1, 2, 3, 4]) say(store, device, T0 + device * 10_000, POWER)
    const parent = list(store).find(({ topic }) => topic === 'site-power')!
    expect(parent.devices.toSorted()).toEqual(['dev-1', 'dev-2', 'dev-3', 'dev-4'])
    expect(list(store).filter(one => one.parent === parent.id)).toHaveLength(4)
  })
})

test('a master switch thrown every evening is one advice, and hides no crash', () => {
  const { store } = school(4)
  for (let day = 0; day < 3; day++) {
    const morning = T0 + day * 24 * HOUR - 10 * MINUTE
    for (const device of [1, 2, 3, 4]) say(store, device, morning + device * 20_000, CUT_OFF)
  }
  expect(list(store).filter(({ parent }) => parent === null)).toMatchObject([
    { topic: 'site-power-habit', grade: 4, devices: ['dev-1', 'dev-2', 'dev-3', 'dev-4'] },
  ])
  say(store, 1, T0 + 2 * 24 * HOUR + HOUR, CRASH)
  expect(list(store).filter(({ parent }) => parent === null)).toMatchObject([
    { topic: 'machine', grade: 3, devices: ['dev-1'] },
    { topic: 'site-power-habit', grade: 4 },
  ])
})

describe('samples', () => {
  const CPU = { id: 1, source: 'cpu', series: [['system.cpu.utilization']] as [string][] }
  const CLOCK = { id: 2, source: 'clock', series: [['forewarn.clock.offset']] as [string][] }

  /** Ten-second ticks with a busy processor, and beside every thirtieth of them the clock's reading in a sample of its own. */
  test('are judged though not each is decoded, those of sources beside the tick too', () => {
    const { store } = school(1)
    for (let i = 0; i < 200; i++) {
      const at = T0 + i * 10_000
      sample(store, at, [1, 0.99], { layouts: i === 0 ? [CPU, CLOCK] : [] })
      if (i % 30 === 0) sample(store, at + 200, [2, 4_000])
      if (i % 6 === 0) store.tick(at)
    }
    expect(brief(store)).toMatchObject([
      { topic: 'clock', grade: 3 },
      { topic: 'cpu', grade: 2 },
    ])
  })
})

test('what a rule told when time passed is remembered over a restart, and not told anew', () => {
  const begun = school(1)
  let { store } = begun
  say(store, 1, T0, GONE)
  store.checkpoint(T0)
  for (let i = 1; i <= 10; i++) store.tick(T0 + i * MINUTE)
  expect(brief(store)).toMatchObject([{ topic: 'part:Camera', state: 'open' }])
  const { id } = list(store)[0]!
  store.calls.incidents.act(
    id,
    null,
    { type: 'resolve', cause: 'hardware', measures: 'replaced', parts: [], way: 'on-site' },
    'somebody',
    T0 + 11 * MINUTE,
  )
  store.checkpoint(T0 + 11 * MINUTE)
  store.close()
  store = openTestStore(begun.file)
  for (let i = 12; i <= 20; i++) store.tick(T0 + i * MINUTE)
  expect(brief(store)).toMatchObject([{ topic: 'part:Camera', state: 'resolved' }])
  store.close()
})

test('stopped and started at any moment it neither forgets, nor repeats, nor resolves anything', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('crash' as const), device: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('hello' as const), device: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('gone' as const, 'back' as const) }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 20 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('checkpoint' as const) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), steps => {
      const tell = (restarts: boolean) => {
        const begun = school(3)
        let { store } = begun
        let now = T0
        for (const one of steps) {
          now += 1_000
          switch (one.do) {
            case 'crash':
              say(store, one.device, now, CRASH)
              break
            case 'hello':
              say(store, one.device, now, HELLO)
              break
            case 'gone':
              say(store, 1, now, GONE)
              break
            case 'back':
              say(store, 1, now, BACK)
              break
            case 'wait':
              for (let i = 0; i < one.minutes; i++) store.tick((now += MINUTE))
              break
            case 'checkpoint':
              store.checkpoint(now)
              break
            case 'restart':
              if (!restarts) break
              store.close()
              store = openTestStore(begun.file)
          }
        }
        const told = list(store).map(({ id, topic, devices, state, grade, openedAt, findings }) => ({
          id,
          topic,
          devices,
          state,
          grade,
          openedAt,
          findings: findings.map(({ rule, since, count }) => [rule, since, count]),
        }))
        store.close()
        return told
      }
      expect(tell(true)).toEqual(tell(false))
    }),
    { numRuns: 40 },
  )
})
