import type { Reading } from '@forewarn/shared/record.ts'

import type { ByteReader, ByteWriter } from './bytes.ts'

/*
 * A reading is mostly a short decimal, so it is kept as a whole number and a power of ten: `0.2345` as 2345 and 4. The three
 * low bits of one varint say which: 0 null, 1 to 6 the power plus one, 7 a double that follows. Exact both ways.
 */
const POWERS = [1, 10, 100, 1000, 10_000, 100_000] as const
const HIGHEST_POWER = POWERS.length - 1
/** Beyond it, three bits for the power and one for the sign no longer fit into 53. */
const LARGEST = 2 ** 49

/** The smallest power of ten that makes `value` whole, or -1 where none up to 10^5 does. */
export function decimalPower(value: number): number {
  if (Number.isInteger(value)) return Math.abs(value) < LARGEST && !Object.is(value, -0) ? 0 : -1
  for (let power = 1; power <= HIGHEST_POWER; power++) {
    const whole = scaleBy(value, power)
    if (unscaleBy(whole, power) === value) return Math.abs(whole) < LARGEST ? power : -1
  }
  return -1
}

/** `value` as a whole number of 10^-power; exact where `decimalPower(value)` is between 0 and `power`. */
export function scaleBy(value: number, power: number): number {
  return Math.round(value * POWERS[power]!)
}

export function unscaleBy(whole: number, power: number): number {
  return whole / POWERS[power]!
}

export function writeReading(out: ByteWriter, value: Reading): void {
  if (value === null) {
    out.varint(0)
    return
  }
  const power = decimalPower(value)
  if (power < 0) {
    out.varint(7)
    out.double(value)
    return
  }
  const whole = power === 0 ? value : Math.round(value * POWERS[power]!)
  out.varint((whole < 0 ? -2 * whole - 1 : 2 * whole) * 8 + power + 1)
}

/** The reading as a number, NaN for null: columns and newest readings are kept unboxed. */
export function readReading(from: ByteReader): number {
  const coded = from.varint()
  const tag = coded % 8
  if (tag === 0) return NaN
  if (tag === 7) return from.double()
  const folded = (coded - tag) / 8
  return (folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2) / POWERS[tag - 1]!
}
