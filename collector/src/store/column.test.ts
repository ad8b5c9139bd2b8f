import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { encodeColumns, openColumns } from './columns.ts'

const reading = fc.oneof(
  fc.constant(NaN),
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
  fc.integer({ min: 0, max: 2 ** 50 }),
  fc.integer({ min: 0, max: 10_000 }).map(n => n / 10_000),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

function roundTrip(values: number[]): number[] {
  return [...openColumns(encodeColumns([Float64Array.from(values)])).read(0)]
}

describe('a column', () => {
  test('comes back as it was, whatever it held', () => {
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 400 }), values => {
        expect(roundTrip(values)).toEqual(values)
      }),
      { numRuns: 400 },
    )
  })

  test.each([
    ['levels', Array.from({ length: 360 }, (_, i) => 0.2 + ((i * 37) % 11) / 10_000)],
    ['a counter with a burst', Array.from({ length: 360 }, (_, i) => 5e9 + i * 1234 + (i > 200 ? 2 ** 40 : 0))],
    ['one value', [42]],
    ['nothing but nulls', [NaN, NaN]],
    ['extremes', [0, 2 ** 52, -(2 ** 52), Number.MAX_VALUE, Number.MIN_VALUE, -0]],
    ['the largest steps', [2 ** 49 - 1, -(2 ** 49) + 1, 0]],
    ['no rows', []],
  ])('keeps %s', (_, values) => expect(roundTrip(values)).toEqual(values))

  test('costs a steady clock and a constant next to nothing', () => {
    const clock = Float64Array.from({ length: 360 }, (_, i) => 1_790_000_000_000 + i * 10_000)
    const constant = new Float64Array(360).fill(16e9)
    expect(encodeColumns([clock, constant]).length).toBeLessThan(60)
  })

  test('refuses an unknown version and a column that is not there', () => {
    const bytes = encodeColumns([Float64Array.of(1)])
    expect(() => openColumns(bytes).read(1)).toThrow(RangeError)
    expect(() => openColumns(Uint8Array.of(9, 1, 1))).toThrow('unknown version 9')
  })
})
