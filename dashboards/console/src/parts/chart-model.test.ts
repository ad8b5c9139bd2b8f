import { describe, expect, it } from 'vitest'

import { columnsOf, stepTo } from './chart-model.ts'

describe('walking along a chart', () => {
  it('starts at the newest point and stops at the ends', () => {
    expect(stepTo(null, 'ArrowLeft', 5, 1)).toBe(4)
    expect(stepTo(0, 'ArrowLeft', 5, 1)).toBe(0)
    expect(stepTo(3, 'ArrowRight', 5, 10)).toBe(4)
    expect(stepTo(2, 'Home', 5, 1)).toBe(0)
    expect(stepTo(2, 'End', 5, 1)).toBe(4)
  })
  it('leaves other keys and an empty chart alone', () => {
    expect(stepTo(2, 'Enter', 5, 1)).toBeNull()
    expect(stepTo(null, 'ArrowLeft', 0, 1)).toBeNull()
  })
})

it('gives the library the highest before the lowest, as its band expects', () => {
  const model = { from: 0, to: 1, end: 1, limit: null, gaps: [], time: [1, 2] }
  const line = { values: [5, 6], color: '--series' as const }
  expect(columnsOf({ ...model, lines: [line], band: { min: [1, 2], max: [8, 9] } })).toEqual([
    [1, 2],
    [5, 6],
    [8, 9],
    [1, 2],
  ])
  expect(columnsOf({ ...model, lines: [line], band: null })).toHaveLength(2)
})
