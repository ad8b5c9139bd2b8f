import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { addRange, contains, countNumbers, gapsWithin, isDisjoint, type NumberRanges } from './number-ranges.ts'

const range = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 8 }))
  .map(([first, more]): [number, number] => [first, first + more])

describe('number ranges', () => {
  test('behave like a set of numbers, in order and never touching', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 30 }), range, (added, asked) => {
        const ranges: NumberRanges = []
        const set = new Set<number>()
        for (const [first, last] of added) {
          addRange(ranges, first, last)
          for (let n = first; n <= last; n++) set.add(n)
        }
        expect(countNumbers(ranges)).toBe(set.size)
        for (let n = 1; n <= 70; n++) expect(contains(ranges, n)).toBe(set.has(n))
        for (let i = 1; i < ranges.length; i++) expect(ranges[i]![0]).toBeGreaterThan(ranges[i - 1]![1] + 1)
        const inside = Array.from({ length: asked[1] - asked[0] + 1 }, (_, i) => asked[0] + i)
        expect(isDisjoint(ranges, ...asked)).toBe(inside.every(n => !set.has(n)))
        expect(countNumbers(gapsWithin(ranges, ...asked))).toBe(inside.filter(n => !set.has(n)).length)
      }),
    )
  })

  test.each<[string, NumberRanges, [number, number], NumberRanges]>([
    [
      'appends',
      [[1, 4]],
      [6, 6],
      [
        [1, 4],
        [6, 6],
      ],
    ],
    [
      'joins what touches',
      [
        [1, 4],
        [6, 9],
      ],
      [5, 5],
      [[1, 9]],
    ],
    [
      'swallows what it covers',
      [
        [2, 3],
        [5, 6],
        [9, 9],
      ],
      [1, 7],
      [
        [1, 7],
        [9, 9],
      ],
    ],
    [
      'puts in front',
      [[5, 6]],
      [1, 2],
      [
        [1, 2],
        [5, 6],
      ],
    ],
  ])('adding %s', (_, before, [first, last], after) => {
    addRange(before, first, last)
    expect(before).toEqual(after)
  })
})
