import { BitReader, BitWriter, ESCAPE, ESCAPED_BITS, LARGEST_K } from './bits.ts'
import type { ByteReader, ByteWriter } from './bytes.ts'
import { decimalPower, scaleBy, unscaleBy } from './reading.ts'

/*
 * One column of a chunk; NaN stands for null. Readings become whole numbers of a common power of ten and a common divisor; what is
 * then coded is the cheaper of two residues: the distance from the mean (a level that jitters) or from the previous value plus the
 * usual step (a counter, a clock, a slow level). Residues go out in Rice code with a parameter per block, so a burst
 * costs only its block.
 *
 *   form · [presence bits] · power · divisor · first · base · residues      form 0: nothing but nulls, 1: doubles, 2: level, 3: steps
 */
const FORMS = { nulls: 0, doubles: 1, level: 2, steps: 3, withNulls: 8 } as const
const BLOCK = 64
const K_BITS = 5
/** In the place of a block's parameter: every residue of the block is zero. */
const ALL_ZERO = 31
/** Steps looked at to find the usual one. */
const STEP_SAMPLES = 33

const bits = new BitWriter()

export function writeColumn(out: ByteWriter, column: Float64Array): void {
  const present = column.some(Number.isNaN) ? column.filter(value => !Number.isNaN(value)) : column
  if (present.length === 0) return out.byte(FORMS.nulls)
  const sparse = present.length < column.length ? FORMS.withNulls : 0
  const power = commonPower(present)
  if (power < 0) {
    out.byte(FORMS.doubles | sparse)
    if (sparse !== 0) writePresence(out, column)
    for (const value of present) out.double(value)
    return
  }
  const whole = new Float64Array(present.length)
  for (let i = 0; i < whole.length; i++) whole[i] = scaleBy(present[i]!, power)
  const first = whole[0]!
  for (let i = 0; i < whole.length; i++) whole[i]! -= first
  const divisor = commonDivisor(whole)
  if (divisor > 1) for (let i = 0; i < whole.length; i++) whole[i]! /= divisor
  const steps = residuesOfSteps(whole)
  const level = residuesOfLevel(whole)
  const [form, chosen] = steps.cost <= level.cost ? [FORMS.steps, steps] : [FORMS.level, level]
  out.byte(form | sparse)
  if (sparse !== 0) writePresence(out, column)
  out.byte(power)
  out.varint(divisor)
  out.signed(first)
  out.signed(chosen.base)
  writeResidues(out, chosen.residues)
}

/** Reads a column that lies at the reader's position; it has as many rows as there is room in `into`. */
export function readColumn(from: ByteReader, into: Float64Array): void {
  const count = into.length
  const tag = from.byte()
  const form = tag & 7
  if (form === FORMS.nulls) return void into.fill(NaN)
  const presence = (tag & FORMS.withNulls) === 0 ? null : from.raw((count + 7) >>> 3)
  const dense = presence === null ? into : into.subarray(0, countBits(presence))
  if (form === FORMS.doubles) for (let i = 0; i < dense.length; i++) dense[i] = from.double()
  else readWhole(from, dense, form === FORMS.steps)
  if (presence !== null) spread(into, presence, dense.length)
}

function readWhole(from: ByteReader, into: Float64Array, steps: boolean): void {
  const power = from.byte()
  const divisor = from.varint()
  const first = from.signed()
  const base = from.signed()
  const reader = new BitReader(from.bytes, from.at)
  for (let start = 0; start < into.length; start += BLOCK) {
    const k = reader.bits(K_BITS)
    const count = Math.min(BLOCK, into.length - start)
    if (k === ALL_ZERO) into.fill(0, start, start + count)
    else reader.riceRun(k, into, start, count)
  }
  const plain = divisor === 1 && power === 0
  let sum = -base
  for (let i = 0; i < into.length; i++) {
    const folded = into[i]!
    const residue = folded < 2 ** 31 ? (folded >>> 1) ^ -(folded & 1) : unfold(folded)
    sum = steps ? sum + base + residue : base + residue
    into[i] = plain ? first + sum : unscaleBy(first + sum * divisor, power)
  }
}

/** The smallest power of ten that makes all values whole, or -1. */
function commonPower(values: Float64Array): number {
  let power = 0
  for (const value of values) {
    if (unscaleBy(scaleBy(value, power), power) === value && Math.abs(value) < 2 ** 31) continue
    const own = decimalPower(value)
    if (own < 0) return -1
    if (own > power) power = own
  }
  for (const value of values) {
    const whole = scaleBy(value, power)
    if (Math.abs(whole) >= 2 ** 49 || unscaleBy(whole, power) !== value || Object.is(value, -0)) return -1
  }
  return power
}

/** The greatest common divisor of all values, at least 1. */
function commonDivisor(whole: Float64Array): number {
  let divisor = 0
  for (const value of whole) {
    if (value === 0 || (divisor !== 0 && value % divisor === 0)) continue
    let a = Math.abs(value)
    let b = divisor
    while (b !== 0) [a, b] = [b, a % b]
    divisor = a
    if (divisor === 1) return 1
  }
  return divisor === 0 ? 1 : divisor
}

interface Residues {
  base: number
  residues: Float64Array
  /** Bits needed, about. */
  cost: number
}

function residuesOfLevel(whole: Float64Array): Residues {
  let sum = 0
  for (const value of whole) sum += value
  const base = Math.round(sum / whole.length)
  const residues = new Float64Array(whole.length)
  let cost = 0
  for (let i = 0; i < whole.length; i++) cost += width((residues[i] = fold(whole[i]! - base)))
  return { base, residues, cost }
}

/** The first value is 0 by construction; its residue is what makes `-base + base + residue` zero, so 0 too. */
function residuesOfSteps(whole: Float64Array): Residues {
  const residues = new Float64Array(whole.length)
  const base = usualStep(whole)
  let cost = 0
  for (let i = 1; i < whole.length; i++) cost += width((residues[i] = fold(whole[i]! - whole[i - 1]! - base)))
  return { base, residues, cost }
}

/** The median of evenly spread steps. */
function usualStep(whole: Float64Array): number {
  const steps = whole.length - 1
  if (steps < 1) return 0
  const samples = new Float64Array(Math.min(STEP_SAMPLES, steps))
  for (let i = 0; i < samples.length; i++) {
    const at = 1 + Math.floor((i * steps) / samples.length)
    samples[i] = whole[at]! - whole[at - 1]!
  }
  return samples.sort()[samples.length >>> 1]!
}

function fold(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value
}

function unfold(folded: number): number {
  return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2
}

function width(folded: number): number {
  return folded < 2 ** 31 ? 32 - Math.clz32(folded) : 53
}

function writeResidues(out: ByteWriter, residues: Float64Array): void {
  bits.reset()
  for (let start = 0; start < residues.length; start += BLOCK) {
    const block = residues.subarray(start, start + BLOCK)
    let sum = 0
    for (const value of block) sum += value
    if (sum === 0) {
      bits.bits(ALL_ZERO, K_BITS)
      continue
    }
    const k = bestParameter(block, sum / block.length)
    bits.bits(k, K_BITS)
    for (const value of block) bits.rice(value, k)
  }
  out.raw(bits.finish())
}

/** The cheapest parameter among those near what the mean suggests. */
function bestParameter(block: Float64Array, mean: number): number {
  const guess = Math.min(LARGEST_K, Math.max(0, Math.round(Math.log2(mean * Math.LN2 + 1))))
  let best = guess
  let least = Infinity
  for (let k = Math.max(0, guess - 2); k <= guess; k++) {
    const scale = 2 ** -k
    let size = 0
    for (const value of block) {
      const quotient = Math.floor(value * scale)
      size += quotient >= ESCAPE ? ESCAPED_BITS : quotient + 1 + k
    }
    if (size < least) [least, best] = [size, k]
  }
  return best
}

function writePresence(out: ByteWriter, column: Float64Array): void {
  for (let start = 0; start < column.length; start += 8) {
    let byte = 0
    for (let i = start; i < Math.min(start + 8, column.length); i++)
      if (!Number.isNaN(column[i])) byte |= 1 << (i - start)
    out.byte(byte)
  }
}

function countBits(presence: Uint8Array): number {
  let count = 0
  for (let byte of presence) for (; byte !== 0; byte &= byte - 1) count++
  return count
}

/** Moves the values that lie densely at the front to the rows that have one. Done from behind, none is overwritten before it is moved. */
function spread(column: Float64Array, presence: Uint8Array, values: number): void {
  for (let i = column.length - 1, next = values; i >= 0; i--)
    column[i] = (presence[i >>> 3]! & (1 << (i & 7))) === 0 ? NaN : column[--next]!
}
