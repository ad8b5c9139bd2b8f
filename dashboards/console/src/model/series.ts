import type { Latest, SeriesColumns } from '@forewarn/shared/api.ts'

/** A stretch of time without data, Unix ms. */
export interface Gap {
  from: number
  to: number
}

/** What is told about a series over a range. `mean` is over the points, which are evenly spaced. */
export interface SeriesFacts {
  first: number
  last: number
  mean: number
  max: number
  maxAt: number
}

/** Silence shorter than this at the end of a range is the wait for the next batch, not a gap. */
const ARRIVAL_MS = 150_000

/** The figures a caption is made of, or null where there is no point at all. A joined point's own extreme counts. */
export function factsOf(series: SeriesColumns): SeriesFacts | null {
  let count = 0
  let sum = 0
  let first = 0
  let last = 0
  let max = -Infinity
  let maxAt = 0
  series.mean.forEach((mean, index) => {
    if (mean === null) return
    if (count === 0) first = mean
    count++
    sum += mean
    last = mean
    const high = series.max?.[index] ?? mean
    if (high > max) {
      max = high
      maxAt = series.time[index]!
    }
  })
  return count === 0 ? null : { first, last, mean: sum / count, max, maxAt }
}

/**
 * Where data should be and is not: at each null between points, after the last point, and before the first one.
 * `since` is when the device was enrolled; nothing is missing before that.
 */
export function gapsOf(series: SeriesColumns, from: number, to: number, since: number): Gap[] {
  const gaps: Gap[] = []
  const start = Math.max(from, since)
  let previous: number | null = null
  let open = false
  series.time.forEach((time, index) => {
    if (series.mean[index] === null) {
      open = true
      return
    }
    if (previous === null) {
      if (time - start > ARRIVAL_MS) gaps.push({ from: start, to: time })
    } else if (open) gaps.push({ from: previous, to: time })
    open = false
    previous = time
  })
  if (previous === null) return to - start > ARRIVAL_MS ? [{ from: start, to }] : []
  if (to - previous > ARRIVAL_MS) gaps.push({ from: previous, to })
  return gaps
}

/** The sum of several series by time, as of one machine's network cards. Null where none of them has a value. */
export function sumSeries(list: readonly SeriesColumns[]): SeriesColumns | null {
  const model = list[0]
  if (model === undefined || list.length === 1) return model ?? null
  const sums = new Map<number, number | null>()
  for (const { time, mean } of list)
    time.forEach((at, index) => {
      const value = mean[index] ?? null
      const known = sums.get(at) ?? null
      sums.set(at, value === null ? known : value + (known ?? 0))
    })
  const time = [...sums.keys()].sort((a, b) => a - b)
  return { metric: model.metric, attributes: {}, unit: model.unit, time, mean: time.map(at => sums.get(at)!) }
}

/** The series with a newer reading at its end, and without what fell out of the range; the same one if it is not newer. */
export function appendReading(series: SeriesColumns, reading: Latest, from: number): SeriesColumns {
  const at = Date.parse(reading.at)
  const last = series.time.at(-1)
  if (last !== undefined && at <= last) return series
  let start = 0
  while (start < series.time.length && series.time[start]! < from) start++
  const { min, max, ...rest } = series
  return {
    ...rest,
    time: [...series.time.slice(start), at],
    mean: [...series.mean.slice(start), reading.value],
    ...(min === undefined ? {} : { min: [...min.slice(start), reading.value] }),
    ...(max === undefined ? {} : { max: [...max.slice(start), reading.value] }),
  }
}

/** Two series on one time line, for a chart with two lines. */
export function alignSeries(a: SeriesColumns, b: SeriesColumns): { time: number[]; first: Column; second: Column } {
  const [left, right] = [columnMap(a), columnMap(b)]
  const time = [...new Set([...a.time, ...b.time])].sort((x, y) => x - y)
  // `undefined` lets a line pass where only the other series has a point; null breaks it.
  return { time, first: time.map(at => left.get(at)), second: time.map(at => right.get(at)) }
}

export type Column = (number | null | undefined)[]

const columnMap = (series: SeriesColumns) => new Map(series.time.map((at, index) => [at, series.mean[index]!]))

/** The round number at or above `value` that ends an axis: 1, 2 or 5 times a power of ten in the byte unit that fits. */
export function axisEnd(value: number): number {
  let unit = 1
  while (value / unit >= 1000) unit *= 1024
  for (let power = 1; ; power *= 10)
    for (const step of [1, 2, 5]) if (step * power * unit >= value) return step * power * unit
}
