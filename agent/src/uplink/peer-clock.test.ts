import { expect, test } from 'vitest'

import { createFakeClock } from '../testing/fake-clock.ts'
import { createPeerClock } from './peer-clock.ts'

test('an answer tells how long it took, and a time told is taken to be half of that old', () => {
  const clock = createFakeClock(1_000_000)
  const peer = createPeerClock(clock)
  expect(peer.read()).toEqual({ clockOffsetMs: null, roundTripMs: null })
  peer.asked()
  clock.advance(40)
  peer.answered()
  peer.told(1_005_000)
  expect(peer.read()).toEqual({ clockOffsetMs: 1_005_000 + 20 - 1_000_040, roundTripMs: 40 })
})

test('an answer nobody asked for measures nothing', () => {
  const clock = createFakeClock()
  const peer = createPeerClock(clock)
  peer.asked()
  clock.advance(10)
  peer.answered()
  clock.advance(500)
  peer.answered()
  expect(peer.read().roundTripMs).toBe(10)
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, -5, 0, 1e15])('a time of %d is not believed', at => {
  const peer = createPeerClock(createFakeClock())
  peer.told(at)
  expect(peer.read().clockOffsetMs).toBeNull()
})

test('with the link goes its round trip, not what is known of the clock', () => {
  const clock = createFakeClock(1_000_000)
  const peer = createPeerClock(clock)
  peer.asked()
  peer.answered()
  peer.told(1_002_000)
  peer.asked()
  peer.forget()
  clock.advance(9_000)
  peer.answered()
  expect(peer.read()).toEqual({ clockOffsetMs: 2_000, roundTripMs: null })
})
