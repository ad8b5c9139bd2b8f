import { encodeColumns, openColumns, pick } from './columns.ts'

/*
 * A chunk: the samples of one stream (one device's one layout) within one hour, by columns:
 * epoch, n, at, sampledAt - at, receivedAt - at, tick, block, values…
 * Version 1 had no tick and no block.
 */
const FACTS = ['epoch', 'n', 'at', 'sampledAt', 'receivedAt', 'tick', 'block'] as const
const VERSION = 2
const FACTS_OF_VERSION_1 = 5

/** Samples of one stream by columns, equally long. Times in ms, `at` corrected; NaN in a value column is null. */
export interface ChunkRows {
  epoch: Float64Array
  n: Float64Array
  at: Float64Array
  sampledAt: Float64Array
  receivedAt: Float64Array
  /** The tick of detection that came before the sample was committed. */
  tick: Float64Array
  /** The how manyth block of its record the sample's readings are. */
  block: Float64Array
  values: Float64Array[]
}

export function allocateRows(count: number, columns: number): ChunkRows {
  const column = () => new Float64Array(count)
  const values = Array.from({ length: columns }, () => column().fill(NaN))
  const facts = { epoch: column(), n: column(), at: column(), sampledAt: column(), receivedAt: column() }
  return { ...facts, tick: column(), block: column(), values }
}

function mapRows(rows: ChunkRows, map: (column: Float64Array) => Float64Array): ChunkRows {
  return {
    epoch: map(rows.epoch),
    n: map(rows.n),
    at: map(rows.at),
    sampledAt: map(rows.sampledAt),
    receivedAt: map(rows.receivedAt),
    tick: map(rows.tick),
    block: map(rows.block),
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
  return pickRows(rows, order)
}

/** The rows at these indexes, in this order. */
export function pickRows(rows: ChunkRows, order: readonly number[]): ChunkRows {
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
  const { epoch, n, at, sampledAt, receivedAt, tick, block, values } = rows
  return encodeColumns([epoch, n, at, sinceAt(sampledAt), sinceAt(receivedAt), tick, block, ...values], VERSION)
}

/** A chunk opened at its directory; columns are decoded when asked for. */
export interface OpenChunk {
  rows: number
  columns: number
  /** The times, in `into` where that is given. */
  at(into?: Float64Array): Float64Array
  tick(): Float64Array
  block(): Float64Array
  /** One column of readings, in `into` where that is given; throws a `RangeError` where there is no such column. */
  values(column: number, into?: Float64Array): Float64Array
  all(): ChunkRows
  /** The rows with these columns of readings alone. */
  some(columns: readonly number[]): ChunkRows
}

/** Throws where the bytes are no chunk of a known version. */
export function openChunk(bytes: Uint8Array): OpenChunk {
  const open = openColumns(bytes)
  const facts = open.version === VERSION ? FACTS.length : FACTS_OF_VERSION_1
  const columns = open.columns - facts
  const fact = (name: (typeof FACTS)[number]) => {
    const column = FACTS.indexOf(name)
    return column < facts ? open.read(column) : new Float64Array(open.rows)
  }
  return {
    rows: open.rows,
    columns,
    at: into => open.read(FACTS.indexOf('at'), into),
    tick: () => fact('tick'),
    block: () => fact('block'),
    values: (column, into) => open.read(column + facts, into),
    all() {
      return this.some(Array.from({ length: columns }, (_, column) => column))
    },
    some(wanted) {
      const at = fact('at')
      const sinceAt = (name: 'sampledAt' | 'receivedAt') => fact(name).map((shift, i) => at[i]! + shift)
      return {
        epoch: fact('epoch'),
        n: fact('n'),
        at,
        sampledAt: sinceAt('sampledAt'),
        receivedAt: sinceAt('receivedAt'),
        tick: fact('tick'),
        block: fact('block'),
        values: wanted.map(column => open.read(column + facts)),
      }
    },
  }
}
