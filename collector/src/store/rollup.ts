import { encodeColumns, openColumns, pick } from './columns.ts'

/** One series joined into buckets: how many values, their mean and extremes. NaN where a bucket had none. */
export interface Buckets {
  count: Float64Array
  mean: Float64Array
  min: Float64Array
  max: Float64Array
}

const FIELDS = ['count', 'mean', 'min', 'max'] as const

export function emptyBuckets(buckets: number): Buckets {
  const hollow = () => new Float64Array(buckets).fill(NaN)
  return { count: new Float64Array(buckets), mean: hollow(), min: hollow(), max: hollow() }
}

/**
 * Adds values to the buckets of `stepMs` that begin at `start`; values outside are left out. `mean` holds sums until `finish`. Neighbours
 * mostly share a bucket, so a run of them is summed up before the bucket is touched.
 */
export function addValues(into: Buckets, start: number, stepMs: number, at: Float64Array, values: Float64Array): void {
  for (let i = 0; i < at.length;) {
    const bucket = Math.floor((at[i]! - start) / stepMs)
    const from = start + bucket * stepMs
    let count = 0
    let sum = 0
    let min = Infinity
    let max = -Infinity
    do {
      const value = values[i++]!
      if (value !== value) continue
      count++
      sum += value
      if (value < min) min = value
      if (value > max) max = value
    } while (i < at.length && at[i]! >= from && at[i]! < from + stepMs)
    if (count > 0 && bucket >= 0 && bucket < into.count.length) addRun(into, bucket, { count, sum, min, max })
  }
}

function addRun(into: Buckets, bucket: number, run: { count: number; sum: number; min: number; max: number }): void {
  const empty = into.count[bucket] === 0
  into.mean[bucket] = empty ? run.sum : into.mean[bucket]! + run.sum
  into.min[bucket] = empty ? run.min : Math.min(into.min[bucket]!, run.min)
  into.max[bucket] = empty ? run.max : Math.max(into.max[bucket]!, run.max)
  into.count[bucket]! += run.count
}

/** Adds what another roll-up already joined: `at` are its bucket starts. */
export function addBuckets(into: Buckets, start: number, stepMs: number, at: Float64Array, from: Buckets): void {
  for (let i = 0; i < at.length; i++) {
    const bucket = Math.floor((at[i]! - start) / stepMs)
    const count = from.count[i]!
    if (count === 0 || bucket < 0 || bucket >= into.count.length) continue
    addRun(into, bucket, { count, sum: from.mean[i]! * count, min: from.min[i]!, max: from.max[i]! })
  }
}

/** Turns sums into means, rounded to what a chart can show so that they store small. */
export function finishBuckets(into: Buckets): Buckets {
  for (let i = 0; i < into.count.length; i++)
    if (into.count[i]! > 0) into.mean[i] = roundForStore(into.mean[i]! / into.count[i]!)
  return into
}

function roundForStore(value: number): number {
  const size = Math.abs(value)
  if (size >= 1e5) return Math.round(value)
  return size >= 100 ? Math.round(value * 100) / 100 : Math.round(value * 1e5) / 1e5
}

/**
 * A counter's growth per second between neighbouring samples, NaN for the first, after a reset, and after a pause longer than
 * `longestMs`, in which nobody knows when it grew.
 */
export function toRates(at: Float64Array, values: Float64Array, longestMs: number): Float64Array {
  const rates = new Float64Array(values.length)
  let before = NaN
  let beforeAt = NaN
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    const step = at[i]! - beforeAt
    rates[i] = value >= before && step > 0 && step <= longestMs ? roundForStore(((value - before) / step) * 1000) : NaN
    if (value === value) {
      before = value
      beforeAt = at[i]!
    }
  }
  return rates
}

/** The roll-ups of one stream over one day or month: bucket starts and, per series, its buckets. */
export interface RollupRow {
  at: Float64Array
  series: Buckets[]
}

/** Packs the buckets that hold anything. */
export function encodeRollup(row: RollupRow): Uint8Array {
  const kept = Array.from(row.at.keys()).filter(i => row.series.some(one => one.count[i]! > 0))
  return encodeColumns([pick(row.at, kept), ...row.series.flatMap(one => FIELDS.map(field => pick(one[field], kept)))])
}

export function openRollup(bytes: Uint8Array): {
  at(): Float64Array
  columns: number
  series(column: number): Buckets
} {
  const open = openColumns(bytes)
  return {
    at: () => open.read(0),
    columns: (open.columns - 1) / FIELDS.length,
    series(column) {
      const first = 1 + column * FIELDS.length
      const [count, mean, min, max] = [0, 1, 2, 3].map(field => open.read(first + field)) as [
        Float64Array,
        Float64Array,
        Float64Array,
        Float64Array,
      ]
      return { count, mean, min, max }
    },
  }
}
