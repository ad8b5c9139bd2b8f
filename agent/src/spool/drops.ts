import { addRange, type NumberRanges } from '@forewarn/shared/number-ranges.ts'
import type { DropBody } from '@forewarn/shared/record.ts'

/** A statement of loss keeps its ranges below this, so that it always fits a record's body. */
const RANGES_PER_DROP = 200

/** What is lost together: one record, or what an earlier statement of loss already covers. */
export interface Loss {
  ranges: NumberRanges
  count: number
  from: number | null
  to: number | null
}

/** The loss of one record made at `at`. */
export function lossOf(n: number, at: number): Loss {
  return { ranges: [[n, n]], count: 1, from: at, to: at }
}

/** A statement of this loss alone. */
export function startDrop(reason: DropBody['reason'], loss: Loss): DropBody {
  return { reason, ...loss, ranges: loss.ranges.map(([first, last]) => [first, last]) }
}

/** Adds a loss to a statement, in a copy; null where the statement is full and a new one must begin. */
export function extendDrop(drop: DropBody, loss: Loss): DropBody | null {
  const ranges: NumberRanges = drop.ranges.map(([first, last]) => [first, last])
  for (const [first, last] of loss.ranges) addRange(ranges, first, last)
  if (ranges.length > RANGES_PER_DROP) return null
  return {
    ...drop,
    ranges,
    count: drop.count + loss.count,
    from: least(drop.from, loss.from, Math.min),
    to: least(drop.to, loss.to, Math.max),
  }
}

function least(a: number | null, b: number | null, pick: (a: number, b: number) => number): number | null {
  return a === null ? b : b === null ? a : pick(a, b)
}
