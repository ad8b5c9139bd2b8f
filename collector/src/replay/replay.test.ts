import type { SiteWatchList } from '@forewarn/shared/api.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Action, Incident } from '../incidents/incident.ts'
import { openReader } from '../store/reader.ts'
import { BACK, CRASH, GONE, HELLO, MINUTE, POWER, sample, say, school, T0, TIMETABLE } from '../store/test-school.ts'
import { openTestStore } from '../store/test-store.ts'
import { readTrace } from '../store/trace.ts'
import { createReplay, type Replayed } from './replay.ts'
import { lineText, readLine } from './trace-text.ts'
import type { TraceHead } from './trace.ts'

const CPU = { id: 1, source: 'cpu', series: [['system.cpu.utilization'], ['system.memory.usage']] as [string][] }
const STOP = { name: 'agent.stop' }
const PROGRAM = { name: 'program.crash', attributes: { program: 'Whiteboard' } }

/** The camera is wanted in lecture rooms alone, so that a device's role counts. */
const WATCHED: SiteWatchList = {
  watchedPrograms: [{ name: 'Whiteboard', executables: ['whiteboard'], roles: [] }],
  requiredPeripherals: [{ name: 'Camera', kind: 'camera', usbId: null, roles: ['lecture-room-main'] }],
  peers: [],
}

const device = fc.integer({ min: 1, max: 4 })
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      device,
      event: fc.constantFrom(CRASH, POWER, HELLO, GONE, BACK, STOP, PROGRAM),
      /** Of some the message comes later than it happened. */
      lateBy: fc.constantFrom(0, 0, 0, 90_000, 7_200_000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('busy' as const),
      device,
      minutes: fc.integer({ min: 1, max: 12 }),
      load: fc.constantFrom(0.2, 0.99),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 60 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('act' as const),
      which: fc.nat(8),
      action: fc.constantFrom('acknowledge' as const, 'resolve' as const, 'close' as const, 'regrade' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), which: fc.nat(8), into: fc.nat(8) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'request' as const,
        'cut' as const,
        'restart' as const,
        'checkpoint' as const,
        'no-class' as const,
        'class' as const,
        'room' as const,
        'rules' as const,
      ),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** Lives through the steps on a real store, with a tick each minute, and answers its incidents and where it is stored. */
function live(steps: readonly Step[]): { incidents: Incident[]; file: string; site: string } {
  const begun = school(4)
  const { file, site } = begun
  let { store } = begun
  store.calls.watchLists.replace(site, WATCHED, T0)
  let now = T0
  const list = (): Incident[] => store.calls.incidents.list({ state: 'any', limit: 1000 }).toReversed()
  const pass = (): void => {
    now += MINUTE
    store.clocks(now)
    store.tick(now)
  }
  for (const [i, one] of steps.entries()) {
    now += 1_000
    store.clocks(now)
    switch (one.do) {
      case 'say':
        say(store, one.device, now - one.lateBy, one.event, now)
        break
      case 'busy':
        for (let m = 0; m < one.minutes; m++) {
          for (let s = 0; s < 6; s++) {
            now += 9_900
            sample(store, now, [1, one.load, 4e9], { device: one.device, layouts: [CPU] })
          }
          pass()
        }
        break
      case 'wait':
        for (let m = 0; m < one.minutes; m++) pass()
        break
      case 'act': {
        const incident = list()[one.which]
        if (incident === undefined) break
        const actions: Record<typeof one.action, Action> = {
          acknowledge: { type: 'acknowledge' },
          resolve: { type: 'resolve', cause: 'hardware', measures: 'x', parts: [], way: 'remote' },
          close: { type: 'close', why: 'done' },
          regrade: { type: 'regrade', grade: 2, why: 'worse' },
        }
        store.calls.incidents.act(incident.id, null, actions[one.action], 'somebody', now)
        break
      }
      case 'merge': {
        const [child, parent] = [list()[one.which], list()[one.into]]
        if (child !== undefined && parent !== undefined)
          store.calls.incidents.merge(child.id, null, { into: parent.id, by: 'somebody', now })
        break
      }
      case 'request': {
        const request = { siteId: site, roomId: null, device: 'dev-1', text: 'no sound', lessonStopped: i % 2 === 0 }
        store.calls.incidents.request(request, now)
        break
      }
      case 'cut':
        store.calls.upkeep.cutAll()
        break
      case 'restart':
        store.close()
        store = openTestStore(file)
        break
      case 'checkpoint':
        store.checkpoint(now)
        break
      case 'class':
        store.calls.incidents.setSetting(site, 'timetable', TIMETABLE, now)
        break
      case 'no-class':
        store.calls.incidents.setSetting(site, 'timetable', { ...TIMETABLE, periods: [] }, now)
        break
      case 'room':
        store.calls.devices.update('dev-2', { role: i % 2 === 0 ? 'board' : 'lecture-room-main' })
        break
      case 'rules':
        store.calls.rules.set({ 'cpu-exhausted': { enabled: i % 2 === 0 } }, now)
        break
    }
  }
  for (let m = 0; m < 3; m++) pass()
  const found = list()
  store.close()
  return { incidents: found, file, site }
}

/** Writes a trace as it is written into a file, reads it back and judges it again. */
function again(file: string, of: TraceHead['of'], since = T0 - MINUTE): Replayed {
  const reader = openReader(file, ({ id, siteId }) => ('site' in of ? siteId === of.site : id === of.device))
  const replay = createReplay()
  for (const line of readTrace(reader, { of, since, until: T0 + 1e9 })) replay.take(readLine(lineText(line)))
  reader.close()
  return replay.end()
}

/** Incidents by what they are about: ids are given out anew, and a version counts when clocks were looked at. */
function told(incidents: readonly Incident[]): unknown[] {
  const name = ({ topic, devices, openedAt }: Incident): string => `${topic} ${devices[0]} ${openedAt}`
  const names = new Map(incidents.map(one => [one.id, name(one)]))
  return incidents
    .map(({ id: _id, version: _version, updatedAt: _updatedAt, parent, ...rest }) => ({
      name: name({ ...rest } as Incident),
      parent: parent === null ? null : names.get(parent),
      ...rest,
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

test('a site’s trace gives the incidents that were raised live, whatever happened', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), steps => {
      const { incidents, file, site } = live(steps)
      expect(told(again(file, { site }).incidents)).toEqual(told(incidents))
    }),
    { numRuns: 60 },
  )
})

test('a device’s trace gives what was found on it, and tells what came before the time asked about to nobody', () => {
  const { store, file, site } = school(2)
  say(store, 1, T0, CRASH)
  say(store, 2, T0 + 1_000, POWER)
  const later = T0 + 40 * MINUTE
  for (let at = T0 + MINUTE; at <= later; at += MINUTE) store.tick(at)
  say(store, 1, later, CRASH)
  store.close()
  const found = (of: TraceHead['of'], since?: number) =>
    again(file, of, since).findings.map(({ device, finding }) => [device, finding.rule, finding.count])
  const second = [
    ['dev-1', 'machine-crash', 1],
    ['dev-1', 'repeated-crashes', 2],
  ]
  expect(found({ device: 'dev-1' })).toEqual([['dev-1', 'machine-crash', 1], ['dev-1', 'silent', 1], ...second])
  expect(found({ device: 'dev-1' }, later - MINUTE)).toEqual(second)
  expect(found({ device: 'dev-2' }, later - MINUTE)).toEqual([])
  expect(found({ site }).filter(([device]) => device === 'dev-2')).toEqual([['dev-2', 'machine-crash', 1]])
})

test('samples that are only rolled up any more are judged as five-minute means, and the head says until when', () => {
  const { store, file } = school(1)
  const day = 24 * 60 * MINUTE
  // A morning of full load, eight days before it is asked for: raw samples are kept for seven.
  for (let at = T0; at < T0 + 60 * MINUTE; at += 10_000) sample(store, at, [1, 0.99, 4e9], { layouts: [CPU] })
  sample(store, T0 + 8 * day, [1, 0.1, 4e9])
  const now = T0 + 8 * day + 3 * 60 * MINUTE
  store.calls.upkeep.cutAll()
  store.calls.upkeep.scheduleRetention()
  while (store.upkeep.step(now));
  store.close()
  const replayed = again(file, { device: 'dev-1' }, T0 - MINUTE)
  expect(replayed.head.rolledUpUntil).toBeGreaterThan(T0 + 60 * MINUTE)
  expect(replayed.notes).toEqual(['samples that are not kept raw any more are judged as five-minute means'])
  expect(replayed.findings.map(({ finding: { rule, grade } }) => [rule, grade])).toEqual([['cpu-exhausted', 2]])
})

test.each([
  ['{"type":"tick"', 'is no JSON'],
  ['{"type":"tick","at":"now","listeningSince":0,"heardAt":null}', 'is no line of a trace'],
  ['{"type":"message","device":1,"at":1,"records":[["x",1]]}', 'is no line of a trace'],
  ['[]', 'is no line of a trace'],
  [
    '{"type":"trace","version":9,"of":{"site":"s"},"since":0,"until":1,"rolledUpUntil":null,"notes":[]}',
    'is of version 9',
  ],
])('%s is refused', (text, why) => {
  expect(() => readLine(text)).toThrow(why)
})

test('a trace without its head, or with readings nobody has named, makes no sense', () => {
  const tick = '{"type":"tick","at":1,"listeningSince":0,"heardAt":null}'
  expect(() => createReplay().take(readLine(tick))).toThrow('the first line must be the head of a trace')
  expect(() => createReplay().end()).toThrow('there is nothing in it')
  const replay = createReplay()
  const head = { type: 'trace', version: 1, of: { device: 'd' }, since: 0, until: 9, rolledUpUntil: null, notes: [] }
  replay.take(readLine(JSON.stringify(head)))
  const message = '{"type":"message","device":1,"at":1,"records":[["s",1,5,[[5,[0.5]]]]]}'
  expect(() => replay.take(readLine(message))).toThrow('layout 5, which was not named before')
})
