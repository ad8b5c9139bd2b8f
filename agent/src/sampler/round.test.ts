import { expect, test } from 'vitest'

import { ratio, seconds, share, whole } from './round.ts'

const NONSENSE = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1]

test.each(NONSENSE)('%d is no reading', value => {
  expect([share(value), ratio(value), whole(value), seconds(value, 1)].filter(read => read !== null)).toEqual([])
})

test('numbers are as fine as their meaning and no finer', () => {
  expect(share(0.123_456)).toBe(0.1235)
  expect(share(1.000_1)).toBe(1)
  expect(ratio(3.999_96)).toBe(4)
  expect(whole(12.5)).toBe(13)
  expect(whole(2 ** 60)).toBeNull()
  expect(seconds(1_234, 1)).toBe(1.2)
  expect(seconds(1_234, 0)).toBe(1)
})
