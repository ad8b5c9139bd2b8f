import { expect, test } from 'vitest'

import { isClass } from './class-hours.ts'

test.each([
  [[], 5, false],
  [[[10, 20]], 9, false],
  [[[10, 20]], 10, true],
  [[[10, 20]], 19, true],
  [[[10, 20]], 20, false],
  [
    [
      [10, 20],
      [30, 40],
    ],
    35,
    true,
  ],
] as const)('lessons %j, moment %i: %s', (hours, now, expected) => {
  expect(isClass({ classHours: hours.map(([from, to]) => [from, to]) }, now)).toBe(expected)
})
