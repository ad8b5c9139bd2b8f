import { ByteReader, ByteWriter } from './bytes.ts'
import { readColumn, writeColumn } from './column.ts'

/*
 * Equally long columns in one blob, with a directory, so that one column is read without decoding the others.
 *
 *   version · rows · columns · length of each column · columns
 */
const NEWEST = 2

/** The version is for whoever reads the columns: it says which of them there are. */
export function encodeColumns(columns: readonly Float64Array[], version = 1): Uint8Array {
  const rows = columns[0]?.length ?? 0
  const body = new ByteWriter(rows * columns.length + 256)
  const lengths = columns.map(column => {
    const start = body.length
    writeColumn(body, column)
    return body.length - start
  })
  const out = new ByteWriter(body.length + columns.length * 2 + 8)
  out.byte(version)
  out.varint(rows)
  out.varint(columns.length)
  for (const length of lengths) out.varint(length)
  out.raw(body.view())
  return out.view()
}

/** The column's values at these indexes, in this order. */
export function pick(column: Float64Array, order: readonly number[]): Float64Array {
  const picked = new Float64Array(order.length)
  for (let i = 0; i < order.length; i++) picked[i] = column[order[i]!]!
  return picked
}

export interface OpenColumns {
  version: number
  rows: number
  columns: number
  /** One column, in `into` where that is given, which must have room for just as many rows. Throws a `RangeError` where there is no such column. */
  read(column: number, into?: Float64Array): Float64Array
}

/** Throws where the bytes are of no known version. */
export function openColumns(bytes: Uint8Array): OpenColumns {
  const from = new ByteReader(bytes)
  const version = from.byte()
  if (version < 1 || version > NEWEST) throw new Error(`columns of unknown version ${version}`)
  const rows = from.varint()
  const columns = from.varint()
  const starts = new Uint32Array(columns)
  let offset = 0
  for (let i = 0; i < columns; i++) {
    starts[i] = offset
    offset += from.varint()
  }
  const origin = from.at
  return {
    version,
    rows,
    columns,
    read(column, into = new Float64Array(rows)) {
      if (column >= columns) throw new RangeError(`no column ${column}`)
      readColumn(new ByteReader(bytes, origin + starts[column]!), into)
      return into
    },
  }
}
