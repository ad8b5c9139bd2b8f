/*
 * Bits, and whole numbers in Rice code on top of them: `value >> k` in unary, then k low bits. Small numbers cost little,
 * and no number costs more than the escape. Rice, "Some practical universal noiseless coding techniques", JPL 1979.
 */

/** Quotients from here on are written as this many ones and a plain 53-bit number. */
export const ESCAPE = 20
/** Bits an escaped number takes. */
export const ESCAPED_BITS = ESCAPE + 53
/** A window of 32 bits read at any bit of a byte has 25 that are valid; low bits stay below that. */
export const LARGEST_K = 24
const TWO_31 = 2 ** 31
const TWO_32 = 2 ** 32

export class BitWriter {
  #bytes = new Uint8Array(2048)
  #length = 0
  #pending = 0
  #count = 0

  /** Starts anew, reusing the memory. */
  reset(): void {
    this.#length = this.#pending = this.#count = 0
  }

  /** The `count` low bits of `value`, at most 24. */
  bits(value: number, count: number): void {
    let pending = (this.#pending << count) | (value & ((1 << count) - 1))
    let held = this.#count + count
    while (held >= 8) {
      held -= 8
      if (this.#length === this.#bytes.length) {
        const grown = new Uint8Array(this.#length * 2)
        grown.set(this.#bytes)
        this.#bytes = grown
      }
      this.#bytes[this.#length++] = pending >>> held
      pending &= (1 << held) - 1
    }
    this.#pending = pending
    this.#count = held
  }

  rice(value: number, k: number): void {
    const quotient = value < TWO_31 ? value >>> k : Math.floor(value / 2 ** k)
    if (quotient >= ESCAPE) {
      this.bits(2 ** ESCAPE - 1, ESCAPE)
      this.bits(Math.floor(value / TWO_32), 21)
      this.bits((value >>> 16) & 0xffff, 16)
      this.bits(value & 0xffff, 16)
      return
    }
    const low = value % 2 ** k
    if (quotient + 1 + k <= 24) {
      this.bits(((2 ** (quotient + 1) - 2) << k) | low, quotient + 1 + k)
      return
    }
    this.bits(2 ** (quotient + 1) - 2, quotient + 1)
    this.bits(low, k)
  }

  /** What was written, padded to a byte; valid until the next `reset`. */
  finish(): Uint8Array {
    if (this.#count > 0) this.bits(0, 8 - this.#count)
    return this.#bytes.subarray(0, this.#length)
  }
}

/** Reads what `BitWriter` wrote; past the end it reads zeros. */
export class BitReader {
  readonly #bytes: Uint8Array
  /** Position in bits. */
  #at: number

  constructor(bytes: Uint8Array, byteOffset = 0) {
    this.#bytes = bytes
    this.#at = byteOffset * 8
  }

  bits(count: number): number {
    if (count === 0) return 0
    const value = windowAt(this.#bytes, this.#at) >>> (32 - count)
    this.#at += count
    return value
  }

  /** Reads `count` Rice-coded numbers into `into` from `start` on. Quotients stay below `ESCAPE`, so that all is done in 32 bits. */
  riceRun(k: number, into: Float64Array, start: number, count: number): void {
    const bytes = this.#bytes
    let at = this.#at
    for (let i = start; i < start + count; i++) {
      const window = windowAt(bytes, at)
      const quotient = Math.clz32(~window)
      if (quotient >= ESCAPE) {
        this.#at = at + ESCAPE
        const high = this.bits(21)
        const middle = this.bits(16)
        into[i] = high * TWO_32 + middle * 65_536 + this.bits(16)
        at = this.#at
        continue
      }
      const used = quotient + 1
      at += used
      if (k === 0) into[i] = quotient
      else if (used + k <= 25) {
        into[i] = (quotient << k) + ((window << used) >>> (32 - k))
        at += k
      } else {
        into[i] = (quotient << k) + (windowAt(bytes, at) >>> (32 - k))
        at += k
      }
    }
    this.#at = at
  }
}

/** The next 25 to 32 bits from a position, left-aligned. */
function windowAt(bytes: Uint8Array, bit: number): number {
  const at = bit >>> 3
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) << (bit & 7)
}
