import { beforeEach, expect, test, vi } from 'vitest'

import { createPatience } from './patience.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  return () => vi.useRealTimers()
})

const never = () => new Promise<number>(() => undefined)

test('an answer in time is handed on; a failure and a late answer are null', async () => {
  const { ask } = createPatience()
  expect(await ask('a', () => Promise.resolve(1), 100)).toBe(1)
  expect(await ask('a', () => Promise.reject(new Error('EIO')), 100)).toBeNull()
  const late = ask('a', never, 100)
  await vi.advanceTimersByTimeAsync(100)
  expect(await late).toBeNull()
})

test('who hangs is not asked again until the answer has come, and hurts no other', async () => {
  const { ask } = createPatience()
  let release = (): void => undefined
  let asked = 0
  const hang = () => {
    asked++
    return new Promise<number>(resolve => (release = () => resolve(1)))
  }
  const first = ask('hung', hang, 100)
  await vi.advanceTimersByTimeAsync(100)
  await first
  expect(await ask('hung', hang, 100)).toBeNull()
  expect(await ask('other', () => Promise.resolve(2), 100)).toBe(2)
  expect(asked).toBe(1)
  release()
  await vi.advanceTimersByTimeAsync(0)
  expect(await ask('hung', () => Promise.resolve(3), 100)).toBe(3)
})

test('however many hang, and whoever asks at once, a thread is left for the rest of the agent', async () => {
  const { ask } = createPatience()
  let asked = 0
  const questions = Array.from({ length: 9 }, (_, i) => ask(`${i}`, () => (asked++, never()), 100))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await Promise.all(questions)).toEqual(Array.from({ length: 9 }, () => null))
  expect(asked).toBe(3)
})

test('questions are put one after the other', async () => {
  const { ask } = createPatience()
  let under = 0
  let most = 0
  const question = async () => {
    most = Math.max(most, ++under)
    await Promise.resolve()
    under--
  }
  await Promise.all(Array.from({ length: 5 }, (_, i) => ask(`${i}`, question, 100)))
  expect(most).toBe(1)
})
