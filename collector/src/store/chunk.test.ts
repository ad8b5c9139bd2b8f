import fc from 'fast-check'
import { expect, test } from 'vitest'

import { allocateRows, encodeChunk, openChunk, type ChunkRows } from './chunk.ts'
import { encodeColumns } from './columns.ts'

const whole = fc.integer({ min: 0, max: 2 ** 40 })
const FACTS = ['epoch', 'n', 'at', 'sampledAt', 'receivedAt', 'tick', 'block'] as const

test('a chunk gives back every fact and reading it was made of', () => {
  const row = fc.tuple(fc.tuple(...FACTS.map(() => whole)), fc.tuple(fc.double(), fc.option(whole, { nil: NaN })))
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 80 }), given => {
      const rows = allocateRows(given.length, 2)
      given.forEach(([facts, values], i) => {
        FACTS.forEach((fact, f) => (rows[fact][i] = facts[f]!))
        values.forEach((value, c) => (rows.values[c]![i] = value))
      })
      expect(openChunk(encodeChunk(rows)).all()).toEqual(rows)
    }),
    { numRuns: 100 },
  )
})

test('a chunk of the first version is read: it came before any tick', () => {
  const column = (...values: number[]) => Float64Array.from(values)
  const old = encodeColumns([
    column(1, 1),
    column(7, 8),
    column(1000, 2000),
    column(0, 5),
    column(9, 9),
    column(0.5, 1),
  ])
  expect(openChunk(old).all()).toEqual({
    epoch: column(1, 1),
    n: column(7, 8),
    at: column(1000, 2000),
    sampledAt: column(1000, 2005),
    receivedAt: column(1009, 2009),
    tick: column(0, 0),
    block: column(0, 0),
    values: [column(0.5, 1)],
  } satisfies ChunkRows)
  expect([...openChunk(old).values(0)]).toEqual([0.5, 1])
})
