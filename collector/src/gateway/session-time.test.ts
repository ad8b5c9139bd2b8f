import type { Hello } from '@forewarn/shared/protocol.ts'
import { describe, expect, test } from 'vitest'

import { createSessionTime } from './session-time.ts'

const NOW = Date.UTC(2026, 8, 1, 8)
const HOUR = 3_600_000
const DAY = 24 * HOUR
/** The device has been up for ten hours when it says hello. */
const UP = 10 * HOUR

/** A session of a device whose clock is `off` ms ahead; `runs` as boot and first number. */
function session(off: number, runs: [boot: string, first: number][] = [['today', 1]]) {
  const hello: Hello = {
    type: 'hello',
    version: 1,
    device: 'd',
    key: 'k',
    agent: 'a',
    epoch: 3,
    next: 1_000,
    runs: runs.map(([boot, first], i) => ({ id: `run-${i}`, first, boot })),
    at: NOW + off,
    up: UP,
    hardware: [],
    waiting: 0,
  }
  return createSessionTime(hello, NOW)
}

describe('a record of the running boot', () => {
  // The device's wall clock says `at`, its time since boot `up`; both relative to the hello.
  test.each([
    ['a right clock', 0, { at: -HOUR, up: -HOUR }, -HOUR],
    ['a clock within tolerance, whose own times are kept', 1_500, { at: 1_500 - HOUR, up: -HOUR }, 1_500 - HOUR],
    ['a clock hours ahead', 5 * HOUR, { at: 5 * HOUR - HOUR, up: -HOUR }, -HOUR],
    ['a clock years behind', -9 * 365 * DAY, { at: -9 * 365 * DAY - HOUR, up: -HOUR }, -HOUR],
    ['a clock set right between record and hello', 0, { at: -9 * 365 * DAY - HOUR, up: -HOUR }, -HOUR],
    ['a clock set wrong between record and hello', 7 * DAY, { at: -HOUR, up: -HOUR }, -HOUR],
    ['a record made after the hello', 0, { at: 0, up: 0 }, 0],
  ])('with %s', (_, off, made, expected) => {
    const corrected = session(off).correct(3, 5, NOW + made.at, UP + made.up, NOW + DAY)
    expect(corrected - NOW).toBe(expected)
  })
})

describe('a record of an earlier boot', () => {
  const runs: [string, number][] = [
    ['yesterday', 1],
    ['yesterday', 40],
    ['today', 100],
    ['today', 200],
  ]
  test.each([
    ['goes by the wall clock', 0, 99, -DAY],
    ['goes by the wall clock and the offset known today', 3 * HOUR, 99, -DAY - 3 * HOUR],
    ['ends where the first run of this boot begins', 0, 100, -11 * HOUR],
    ['of the run before goes by the same rule', 0, 39, -DAY],
  ])('%s', (_, off, n, expected) => {
    // Made a day ago by the wall clock, eleven hours before the hello by the time since a boot.
    expect(session(off, runs).correct(3, n, NOW - DAY, UP - 11 * HOUR, NOW) - NOW).toBe(expected)
  })

  test('in an epoch that began at this greeting is told by both clocks', () => {
    const time = session(0, runs)
    expect(time.correct(4, 1, NOW - HOUR, UP - HOUR, NOW) - NOW).toBe(-HOUR)
    expect(time.correct(4, 1, NOW - DAY, UP - HOUR, NOW) - NOW).toBe(-DAY)
  })
})

test('no time lies in the future, nor before anything is kept', () => {
  const time = session(0)
  expect(time.correct(3, 1, NOW + DAY, UP + DAY, NOW)).toBe(NOW)
  expect(time.correct(3, 1, 0, -(2 ** 48), NOW)).toBe(NOW - 3 * 366 * DAY)
  expect(Number.isInteger(time.correct(3, 1, NOW - 0.4, UP - 0.4, NOW))).toBe(true)
})

test('the offset is the device’s clock minus ours', () => {
  expect(session(-5 * DAY).offset).toBe(-5 * DAY)
  expect(session(900).offset).toBe(900)
})
