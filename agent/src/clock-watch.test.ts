import { expect, test } from 'vitest'

import { createClockWatch } from './clock-watch.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** What a clock watch sees of a machine whose three clocks move on by so much between ticks, ms. */
function watch(...steps: { wall?: number; up?: number; precise?: number }[]) {
  const clockWatch = createClockWatch()
  const at = { now: 1_800_000_000_000, up: 5_000_000, precise: 700_000 }
  clockWatch(at)
  return steps.map(({ wall = 10_000, up = 10_000, precise = 10_000 }) => {
    at.now += wall
    at.up += up
    at.precise += precise
    const { jump, sleptMs } = clockWatch(at)
    return [jump?.attributes['seconds'] ?? 0, sleptMs]
  })
}

test.each([
  [
    'time passes',
    [{}, {}],
    [
      [0, 0],
      [0, 0],
    ],
  ],
  [
    'sleeping for an hour is no clock jump',
    [{ wall: HOUR + 10_000, up: HOUR + 10_000 }, {}],
    [
      [0, HOUR],
      [0, 0],
    ],
  ],
  [
    'sleeping twice',
    [
      { wall: HOUR, up: HOUR, precise: 0 },
      { wall: MINUTE, up: MINUTE, precise: 0 },
    ],
    [
      [0, HOUR],
      [0, MINUTE],
    ],
  ],
  [
    'a clock set forward, and back',
    [{ wall: HOUR + 10_000 }, { wall: 10_000 - HOUR }],
    [
      [3600, 0],
      [-3600, 0],
    ],
  ],
  ['a sleep after which the clock is wrong', [{ wall: 10_000, up: HOUR + 10_000 }], [[-3600, HOUR]]],
  ['a stopped process or a paused machine', [{ wall: HOUR, up: HOUR, precise: HOUR }], [[0, 0]]],
  ['a machine paused together with its wall clock, then set right', [{ wall: HOUR }], [[3590, 0]]],
  [
    'a nap too short to matter, and reading two clocks one after the other',
    [{ up: 14_000, wall: 14_000 }, { up: 9_990 }],
    [
      [0, 0],
      [0, 0],
    ],
  ],
  [
    'stopped between reading the two clocks',
    [{ precise: HOUR + 10_000 }, { wall: HOUR + 10_000, up: HOUR + 10_000 }],
    [
      [0, 0],
      [0, 0],
    ],
  ],
])('%s', (_name, steps, expected) => {
  expect(watch(...steps)).toEqual(expected)
})
