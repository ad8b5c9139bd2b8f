import { expect, test } from 'vitest'

import { createAttempts } from './attempts.ts'

const LIMITS = { free: 3, baseMs: 1000, maxMs: 5000 }

test('failures beyond the free ones wait twice as long each time, up to the longest wait', () => {
  const attempts = createAttempts(LIMITS)
  let now = 0
  const waits: number[] = []
  for (let i = 0; i < 8; i++) {
    expect(attempts.admit('someone', now)).toBe(0)
    const wait = attempts.admit('someone', now)
    if (wait === 0) continue
    waits.push(wait)
    now += wait
  }
  expect(waits).toEqual([1000, 2000, 4000, 5000, 5000, 5000, 5000])
})

test('asking during the wait does not lengthen it', () => {
  const attempts = createAttempts(LIMITS)
  for (let i = 0; i < 3; i++) attempts.admit('someone', 0)
  expect(attempts.admit('someone', 400)).toBe(600)
  expect(attempts.admit('someone', 999)).toBe(1)
  expect(attempts.admit('someone', 1000)).toBe(0)
})

test('success, or an hour without a try, starts anew; others are not concerned', () => {
  const attempts = createAttempts(LIMITS)
  for (let i = 0; i < 3; i++) attempts.admit('someone', 0)
  expect(attempts.admit('another', 0)).toBe(0)
  attempts.forgive('someone')
  for (let i = 0; i < 3; i++) expect(attempts.admit('someone', 0)).toBe(0)
  expect(attempts.admit('someone', 0)).toBe(1000)
  for (let i = 0; i < 3; i++) expect(attempts.admit('someone', 3_600_001)).toBe(0)
})

test('it remembers the latest 10,000 keys, so that made-up names cannot fill the memory', () => {
  const attempts = createAttempts(LIMITS)
  for (let i = 0; i < 3; i++) attempts.admit('first', 0)
  for (let i = 0; i < 9_999; i++) attempts.admit(`name ${i}`, 0)
  expect(attempts.admit('first', 0)).toBe(1000)
  attempts.admit('one more', 0)
  expect(attempts.admit('first', 0)).toBe(0)
})
