/** Bytes of a value inside a chunk. */
export interface Bytes {
  view: DataView
  start: number
  size: number
}

/** Set in the type of a value that is a list of values. */
export const ARRAY = 0x80
/** A value that is binary XML itself. */
export const BINARY_XML = 0x21

const STRING = 0x01
const ANSI = 0x02
/** 100 ns intervals between 1601, where Windows counts from, and 1970. */
const EPOCH = 116_444_736_000_000_000n

/** Sizes of the types a list may hold, bytes. */
const SIZES: Record<number, number> = {
  0x03: 1,
  0x04: 1,
  0x05: 2,
  0x06: 2,
  0x07: 4,
  0x08: 4,
  0x09: 8,
  0x0a: 8,
  0x0b: 4,
  0x0c: 8,
  0x0d: 4,
  0x0f: 16,
  0x11: 8,
  0x12: 16,
  0x14: 4,
  0x15: 8,
}

/** A value as Windows prints it in XML; what is damaged or of an unknown type is empty. */
export function valueText(type: number, { view, start, size }: Bytes): string {
  switch (type) {
    case STRING:
      return utf16(view, start, size)
    case ANSI:
      return ansi(view, start, size)
    case 0x0e:
      return hexOf(view, start, size)
    case 0x10:
      return size === 8
        ? hexNumber(view.getBigUint64(start, true))
        : size === 4
          ? hexNumber(view.getUint32(start, true))
          : ''
    case 0x13:
      return sid(view, start, size)
    default:
      return size === SIZES[type] ? fixedText(type, view, start) : ''
  }
}

function fixedText(type: number, view: DataView, at: number): string {
  switch (type) {
    case 0x03:
      return String(view.getInt8(at))
    case 0x04:
      return String(view.getUint8(at))
    case 0x05:
      return String(view.getInt16(at, true))
    case 0x06:
      return String(view.getUint16(at, true))
    case 0x07:
      return String(view.getInt32(at, true))
    case 0x08:
      return String(view.getUint32(at, true))
    case 0x09:
      return String(view.getBigInt64(at, true))
    case 0x0a:
      return String(view.getBigUint64(at, true))
    case 0x0b:
      return String(view.getFloat32(at, true))
    case 0x0c:
      return String(view.getFloat64(at, true))
    case 0x0d:
      return view.getUint32(at, true) === 0 ? 'false' : 'true'
    case 0x0f:
      return guid(view, at)
    case 0x11:
      return fileTime(view.getBigUint64(at, true))
    case 0x12:
      return systemTime(view, at)
    case 0x14:
      return hexNumber(view.getUint32(at, true))
    case 0x15:
      return hexNumber(view.getBigUint64(at, true))
    default:
      return ''
  }
}

/** The items of a list. */
export function listTexts(type: number, { view, start, size }: Bytes): string[] {
  const item = type & ~ARRAY
  if (size === 0) return []
  if (item === STRING || item === ANSI) {
    const text = item === STRING ? decodeUtf16(view, start, size) : ansi(view, start, size)
    return text.replace(/\0$/, '').split('\0')
  }
  const step = SIZES[item]
  if (step === undefined) return []
  return Array.from({ length: Math.floor(size / step) }, (_, i) => fixedText(item, view, start + i * step))
}

/** Text of UTF-16 code units up to its first NUL. */
export function utf16(view: DataView, start: number, size: number): string {
  const text = decodeUtf16(view, start, size)
  const end = text.indexOf('\0')
  return end === -1 ? text : text.slice(0, end)
}

function decodeUtf16(view: DataView, start: number, size: number): string {
  const even = size - (size % 2)
  return Buffer.from(view.buffer, view.byteOffset + start, even)
    .toString('utf16le')
    .toWellFormed()
}

/** Text in the machine's code page, which the file does not name; its ASCII is the same in all of them. */
function ansi(view: DataView, start: number, size: number): string {
  return Buffer.from(view.buffer, view.byteOffset + start, size)
    .toString('latin1')
    .replace(/\0+$/, '')
}

function hexOf(view: DataView, start: number, size: number): string {
  return Buffer.from(view.buffer, view.byteOffset + start, size)
    .toString('hex')
    .toUpperCase()
}

function hexNumber(value: number | bigint): string {
  return `0x${value.toString(16)}`
}

function guid(view: DataView, at: number): string {
  const part = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
  const [a, b, c] = [view.getUint32(at, true), view.getUint16(at + 4, true), view.getUint16(at + 6, true)]
  const rest = hexOf(view, at + 8, 8).toLowerCase()
  return `{${part(a, 8)}-${part(b, 4)}-${part(c, 4)}-${rest.slice(0, 4)}-${rest.slice(4)}}`
}

/** A FILETIME as ISO time to 100 ns; empty beyond what such a time can be. */
export function fileTime(ticks: bigint): string {
  const sinceEpoch = ticks - EPOCH
  const ms = Number(sinceEpoch / 10_000n)
  if (Math.abs(ms) > 8.64e15) return ''
  const fraction = ((ticks % 10_000_000n) + 10_000_000n) % 10_000_000n
  return `${new Date(ms).toISOString().slice(0, -5)}.${String(fraction).padStart(7, '0')}Z`
}

function systemTime(view: DataView, at: number): string {
  const part = (i: number): number => view.getUint16(at + i * 2, true)
  const ms = Date.UTC(part(0), part(1) - 1, part(3), part(4), part(5), part(6), part(7))
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString()
}

/** A security identifier: revision, count, authority (6 bytes, the other way round), then so many numbers. */
function sid(view: DataView, start: number, size: number): string {
  const count = size >= 8 ? view.getUint8(start + 1) : 0
  if (size < 8 || size < 8 + count * 4) return ''
  const authority = view.getUint16(start + 2) * 2 ** 32 + view.getUint32(start + 4)
  const numbers = Array.from({ length: count }, (_, i) => view.getUint32(start + 8 + i * 4, true))
  return ['S', view.getUint8(start), authority, ...numbers].join('-')
}
