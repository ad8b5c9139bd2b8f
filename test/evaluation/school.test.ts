import { createReplay } from '@forewarn/collector/replay/replay.ts'
import type { Incident } from '@forewarn/collector/incidents/incident.ts'
import { expect, test } from 'vitest'

import { createRandom } from '../support/random.ts'
import { floorOf, makeSchool, nameOf, type Fate } from './school/school.ts'

/*
 * A whole school with known truth through judge, incidents and clocks, as a trace is replayed: one cause is to be one incident, and a
 * school's ordinary days none. `EVALUATION_SEED` names another seed.
 */
const SEED = Number(process.env['EVALUATION_SEED'] ?? 20_261_125)
const FROM = Date.parse('2026-09-07T00:00:00Z')
const DEVICES = 24
const DAYS = 14
const HOUR = 3_600_000
const MINUTE = 60_000
/** Wednesday of the first week. */
const DAY = 2

const all = Array.from({ length: DEVICES }, (_, i) => i + 1)
const floor = all.filter(device => floorOf(device) === 2)

/** The incidents that stand on their own. */
function live(fate: Fate): Incident[] {
  const replay = createReplay()
  const random = createRandom(SEED)
  for (const line of makeSchool({ from: FROM, days: DAYS, devices: DEVICES, random, fate })) replay.take(line)
  return replay.end().incidents.filter(({ parent }) => parent === null)
}

/** When after the midnight of the day it opened, minutes. */
const openedAt = ({ openedAt: at }: Incident): number => Math.round((at - FROM - DAY * 24 * HOUR) / MINUTE)

test('two ordinary weeks raise nothing', () => {
  expect(live({})).toEqual([])
})

test('a master switch thrown every evening is one advice', () => {
  const incidents = live({ masterSwitch: true })
  expect(incidents.filter(({ grade }) => grade < 4)).toEqual([])
  expect(incidents).toMatchObject([{ topic: 'site-power-habit', grade: 4 }])
  expect(incidents[0]!.devices).toHaveLength(DEVICES)
})

test.each([
  ['six minutes', 6, 'site-power', 'open'],
  ['twenty-five minutes', 25, 'site-presence', 'verified'],
  ['an hour and a half', 90, 'site-presence', 'verified'],
])(
  'a power cut of the whole school in class, %s long, is one incident with every device',
  (_name, minutes, topic, state) => {
    const from = 9 * HOUR + 5 * MINUTE
    const incidents = live({ powerCut: { day: DAY, from, to: from + minutes * MINUTE, devices: all } })
    expect(incidents).toMatchObject([{ topic, state }])
    expect(incidents[0]!.devices.toSorted()).toEqual(all.map(nameOf).toSorted())
  },
)

test('a power cut over noon, when nobody teaches, is advice and one', () => {
  const from = 11 * HOUR + 50 * MINUTE
  const incidents = live({ powerCut: { day: DAY, from, to: from + HOUR, devices: all } })
  expect(incidents).toMatchObject([{ topic: 'site-power-habit', grade: 4 }])
})

test('a switch that fails for half an hour is one incident of its floor, over when its devices are heard', () => {
  const from = 14 * HOUR
  const incidents = live({ linkCut: { day: DAY, from, to: from + 30 * MINUTE, devices: floor } })
  expect(incidents).toMatchObject([{ topic: 'floor-presence:2', grade: 2 }])
  expect(incidents[0]!.devices.toSorted()).toEqual(floor.map(nameOf).toSorted())
  expect(openedAt(incidents[0]!)).toBeLessThanOrEqual(14 * 60 + 12)
  expect(['resolved', 'verified']).toContain(incidents[0]!.state)
})

test('the whole school cut off is one suspected grade 1, found within twelve minutes', () => {
  const from = 10 * HOUR
  const incidents = live({ linkCut: { day: DAY, from, to: from + 40 * MINUTE, devices: all } })
  expect(incidents).toMatchObject([{ topic: 'site-presence', grade: 1 }])
  expect(openedAt(incidents[0]!)).toBeLessThanOrEqual(10 * 60 + 12)
})

test('a device that dies in class is one incident, grade 3 and then 2, and stays one', () => {
  const incidents = live({ dead: { device: 5, day: DAY, from: 9 * HOUR } })
  expect(incidents).toMatchObject([{ topic: 'presence', devices: [nameOf(5)], grade: 2, state: 'open' }])
  expect(openedAt(incidents[0]!)).toBeLessThanOrEqual(9 * 60 + 12)
})

test('a device that is not up by the first lesson is told', () => {
  const incidents = live({ dead: { device: 5, day: DAY, from: 0 } })
  expect(incidents).toMatchObject([{ topic: 'presence', devices: [nameOf(5)] }])
  expect(openedAt(incidents[0]!)).toBeGreaterThanOrEqual(8 * 60 + 10)
  expect(openedAt(incidents[0]!)).toBeLessThanOrEqual(8 * 60 + 12)
})

test('a collector that was down for an hour of class accuses nobody', () => {
  const from = 9 * HOUR
  expect(live({ collectorDown: { day: DAY, from, to: from + HOUR } })).toEqual([])
})
