import { encodeColumns, openColumns, pick } from './columns.ts'

/*
 * A chunk: the samples of one stream (one device's one layout) within one hour, by columns:
 * epoch, n, at, sampledAt - at, receivedAt - at, values…
 */
const FACTS = ['epoch', 'n', 'at', 'sampledAt', 'receivedAt'] as const

/** Samples of one stream by columns, equally long. Times in ms, `at` corrected; NaN in a value column is null. */
export interface ChunkRows {
  epoch: Float64Array
  n: Float64Array
  at: Float64Array
  sampledAt: Float64Array
  receivedAt: Float64Array
  values: Float64Array[]
}

export function allocateRows(count: number, columns: number): ChunkRows {
  const column = () => new Float64Array(count)
  const values = Array.from({ length: columns }, () => column().fill(NaN))
  return { epoch: column(), n: column(), at: column(), sampledAt: column(), receivedAt: column(), values }
}

function mapRows(rows: ChunkRows, map: (column: Float64Array) => Float64Array): ChunkRows {
  return {
    epoch: map(rows.epoch),
    n: map(rows.n),
    at: map(rows.at),
    sampledAt: map(rows.sampledAt),
    receivedAt: map(rows.receivedAt),
    values: rows.values.map(map),
  }
}

/** The rows from `from` to before `to`, on the same memory. */
export function sliceRows(rows: ChunkRows, from: number, to: number): ChunkRows {
  return mapRows(rows, column => column.subarray(from, to))
}

/** The same rows in the order of their time, then number. */
export function sortRows(rows: ChunkRows): ChunkRows {
  let sorted = true
  for (let i = 1; i < rows.at.length && sorted; i++) sorted = rows.at[i - 1]! <= rows.at[i]!
  if (sorted) return rows
  const order = Array.from(rows.at.keys()).toSorted((a, b) => rows.at[a]! - rows.at[b]! || rows.n[a]! - rows.n[b]!)
  return mapRows(rows, column => pick(column, order))
}

/** All rows of several parts, ordered by time. */
export function joinRows(parts: readonly ChunkRows[], columns: number): ChunkRows {
  const joined = allocateRows(
    parts.reduce((sum, part) => sum + part.at.length, 0),
    columns,
  )
  let at = 0
  for (const part of parts) {
    for (const fact of FACTS) joined[fact].set(part[fact], at)
    for (let c = 0; c < Math.min(columns, part.values.length); c++) joined.values[c]!.set(part.values[c]!, at)
    at += part.at.length
  }
  return sortRows(joined)
}

export function encodeChunk(rows: ChunkRows): Uint8Array {
  const sinceAt = (times: Float64Array) => times.map((time, i) => time - rows.at[i]!)
  return encodeColumns([rows.epoch, rows.n, rows.at, sinceAt(rows.sampledAt), sinceAt(rows.receivedAt), ...rows.values])
}

/** A chunk opened at its directory; columns are decoded when asked for. */
export interface OpenChunk {
  rows: number
  columns: number
  /** The times, in `into` where that is given. */
  at(into?: Float64Array): Float64Array
  /** One column of readings, in `into` where that is given; throws a `RangeError` where there is no such column. */
  values(column: number, into?: Float64Array): Float64Array
  all(): ChunkRows
}

/** Throws where the bytes are no chunk of a known version. */
export function openChunk(bytes: Uint8Array): OpenChunk {
  const open = openColumns(bytes)
  const columns = open.columns - FACTS.length
  return {
    rows: open.rows,
    columns,
    at: into => open.read(2, into),
    values: (column, into) => open.read(column + FACTS.length, into),
    all() {
      const at = open.read(2)
      const sinceEpoch = (column: number) => open.read(column).map((shift, i) => at[i]! + shift)
      const values = Array.from({ length: columns }, (_, column) => open.read(column + FACTS.length))
      return { epoch: open.read(0), n: open.read(1), at, sampledAt: sinceEpoch(3), receivedAt: sinceEpoch(4), values }
    },
  }
}
