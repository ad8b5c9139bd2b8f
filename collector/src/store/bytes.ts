/*
 * Whole numbers of up to 53 bits as base-128 varints, and texts and numbers on top of them: the alphabet in which entries
 * travel between threads and lie in the log. Written for speed: these run once per value received.
 */

const TWO_28 = 2 ** 28
const MAX_VARINT = 8

/** A buffer that grows as it is written. */
export class ByteWriter {
  bytes: Uint8Array
  length = 0
  #view: DataView

  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity)
    this.#view = new DataView(this.bytes.buffer)
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
    this.#view = new DataView(grown.buffer)
  }

  byte(value: number): void {
    this.reserve(1)
    this.bytes[this.length++] = value
  }

  /** A whole number from 0 to 2^53 - 1. */
  varint(value: number): void {
    this.reserve(MAX_VARINT)
    const bytes = this.bytes
    let at = this.length
    while (value >= TWO_28) {
      bytes[at++] = (value % 128) | 128
      value = Math.floor(value / 128)
    }
    while (value >= 128) {
      bytes[at++] = (value & 127) | 128
      value >>>= 7
    }
    bytes[at++] = value
    this.length = at
  }

  /** A whole number of either sign, up to 2^52. */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value)
  }

  double(value: number): void {
    this.reserve(8)
    this.#view.setFloat64(this.length, value, true)
    this.length += 8
  }

  raw(source: Uint8Array): void {
    this.reserve(source.length)
    this.bytes.set(source, this.length)
    this.length += source.length
  }

  /** UTF-8 with its length before it. */
  text(value: string): void {
    const encoded = Buffer.from(value)
    this.varint(encoded.length)
    this.raw(encoded)
  }

  /** What has been written, without copying; valid until the next write. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}

/** Reads what `ByteWriter` wrote. Reading past the end throws a `RangeError`. */
export class ByteReader {
  readonly bytes: Uint8Array
  at: number
  readonly end: number

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  get done(): boolean {
    return this.at >= this.end
  }

  byte(): number {
    if (this.at >= this.end) throw new RangeError('read past the end')
    return this.bytes[this.at++]!
  }

  varint(): number {
    const bytes = this.bytes
    let at = this.at
    let byte = bytes[at++]!
    let value = byte & 127
    if (byte >= 128) {
      byte = bytes[at++]!
      value |= (byte & 127) << 7
      if (byte >= 128) {
        byte = bytes[at++]!
        value |= (byte & 127) << 14
        if (byte >= 128) {
          byte = bytes[at++]!
          value |= (byte & 127) << 21
          let scale = TWO_28
          while (byte >= 128) {
            byte = bytes[at++]!
            value += (byte & 127) * scale
            scale *= 128
          }
        }
      }
    }
    if (at > this.end) throw new RangeError('read past the end')
    this.at = at
    return value
  }

  signed(): number {
    const value = this.varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  double(): number {
    if (this.at + 8 > this.end) throw new RangeError('read past the end')
    const value = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at, 8).getFloat64(0, true)
    this.at += 8
    return value
  }

  raw(length: number): Uint8Array {
    this.skip(length)
    return this.bytes.subarray(this.at - length, this.at)
  }

  skip(length: number): void {
    if (this.at + length > this.end) throw new RangeError('read past the end')
    this.at += length
  }

  text(): string {
    const part = this.raw(this.varint())
    return Buffer.from(part.buffer, part.byteOffset, part.length).toString()
  }
}
