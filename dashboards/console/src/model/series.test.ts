import type { SeriesColumns } from '@forewarn/shared/api.ts'
import { describe, expect, it } from 'vitest'

import { alignSeries, appendReading, axisEnd, factsOf, gapsOf, sumSeries } from './series.ts'

const MINUTE = 60_000
const columns = (time: number[], mean: (number | null)[], more: Partial<SeriesColumns> = {}): SeriesColumns => ({
  metric: 'm',
  attributes: {},
  unit: '1',
  time: time.map(minutes => minutes * MINUTE),
  mean,
  ...more,
})
const minutes = (gaps: { from: number; to: number }[]) => gaps.map(({ from, to }) => [from / MINUTE, to / MINUTE])

describe('gaps', () => {
  const whole = columns([0, 1, 2, 3, 4], [1, 1, 1, 1, 1])
  it('finds none in a series that reaches from end to end', () => expect(gapsOf(whole, 0, 4 * MINUTE, 0)).toEqual([]))
  it('spans a null from the point before to the point after', () => {
    const holed = columns([0, 1, 2, 30, 31], [1, 1, null, 1, 1])
    expect(minutes(gapsOf(holed, 0, 31 * MINUTE, 0))).toEqual([[1, 30]])
  })
  it('joins several nulls in a row into one', () => {
    const holed = columns([0, 1, 2, 3, 4], [1, null, null, null, 1])
    expect(minutes(gapsOf(holed, 0, 4 * MINUTE, 0))).toEqual([[0, 4]])
  })
  it('reaches from the last point to now, but not for a wait shorter than a batch', () => {
    expect(minutes(gapsOf(whole, 0, 20 * MINUTE, 0))).toEqual([[4, 20]])
    expect(gapsOf(whole, 0, 6 * MINUTE, 0)).toEqual([])
  })
  it('starts no earlier than the device was enrolled', () => {
    const late = columns([50, 51], [1, 1])
    expect(minutes(gapsOf(late, 0, 51 * MINUTE, 0))).toEqual([[0, 50]])
    expect(gapsOf(late, 0, 51 * MINUTE, 49 * MINUTE)).toEqual([])
    expect(minutes(gapsOf(late, 0, 51 * MINUTE, 20 * MINUTE))).toEqual([[20, 50]])
  })
  it('is the whole range where there is no point at all', () => {
    expect(minutes(gapsOf(columns([], []), 0, 60 * MINUTE, 0))).toEqual([[0, 60]])
    expect(minutes(gapsOf(columns([5], [null]), 0, 60 * MINUTE, 0))).toEqual([[0, 60]])
  })
})

describe('figures of a series', () => {
  it('passes over nulls and takes the extreme of joined points', () => {
    const facts = factsOf(columns([0, 1, 2], [1, null, 3], { min: [0, null, 2], max: [9, null, 4] }))
    expect(facts).toEqual({ first: 1, last: 3, mean: 2, max: 9, maxAt: 0 })
  })
  it('has none without points', () => expect(factsOf(columns([0], [null]))).toBeNull())
})

describe('joining series', () => {
  it('adds network cards up by time, and keeps a hole only where all have one', () => {
    const sum = sumSeries([columns([0, 1, 2], [1, null, 3]), columns([0, 1, 2], [10, null, null])])
    expect(sum?.mean).toEqual([11, null, 3])
  })
  it('gives a single card back untouched, and nothing for none', () => {
    const one = columns([0], [1], { min: [0], max: [2] })
    expect(sumSeries([one])).toBe(one)
    expect(sumSeries([])).toBeNull()
  })
  it('lets a line pass where only the other one has a point, and breaks it at a real null', () => {
    const { time, first, second } = alignSeries(columns([0, 2], [1, null]), columns([1, 2], [5, 6]))
    expect(time).toEqual([0, MINUTE, 2 * MINUTE])
    expect(first).toEqual([1, undefined, null])
    expect(second).toEqual([undefined, 5, 6])
  })
})

const reading = (at: number, value: number | null) => ({
  metric: 'm',
  attributes: {},
  unit: '1',
  value,
  at: new Date(at * MINUTE).toISOString(),
})

describe('following', () => {
  it('appends a newer reading and drops what fell out of the range', () => {
    const grown = appendReading(columns([0, 1, 2], [1, 2, 3]), reading(3, 4), MINUTE)
    expect(grown.time.map(at => at / MINUTE)).toEqual([1, 2, 3])
    expect(grown.mean).toEqual([2, 3, 4])
  })
  it('leaves the series as it is for a reading it already has', () => {
    const series = columns([0, 1], [1, 2])
    expect(appendReading(series, reading(1, 9), 0)).toBe(series)
  })
})

describe('the end of an axis', () => {
  it.each([
    [1, 1],
    [3, 5],
    [700, 1000],
    [1024, 1024],
    [2.3 * 1024 ** 2, 5 * 1024 ** 2],
    [60 * 1024 ** 2, 100 * 1024 ** 2],
  ])('%d ends at %d', (value, end) => expect(axisEnd(value)).toBe(end))
})
