import type { Reading } from '@forewarn/shared/record.ts'

import { seconds, share } from '../../sampler/round.ts'

/** How long each question's answer took, ms, in the order asked; null where none came. */
export type Answers = (number | null)[]

/**
 * Round trip, loss and jitter of one round. The round trip is the median, which one late answer does not move. Jitter is the mean
 * difference between one answer and the next: the D(i,j) of RFC 3550, section 6.4.1, taken of round trips and averaged plainly,
 * because its running average over sixteen packets needs more than a round has.
 */
export function figuresOf(answers: Answers): [roundTrip: Reading, loss: Reading, jitter: Reading] {
  const times = answers.filter(time => time !== null)
  if (answers.length === 0) return [null, null, null]
  const steps = times.slice(1).map((time, i) => Math.abs(time - times[i]!))
  const jitter = steps.length === 0 ? null : seconds(steps.reduce((sum, step) => sum + step, 0) / steps.length, 6)
  return [median(times), share(1 - times.length / answers.length), jitter]
}

function median(times: number[]): Reading {
  const sorted = times.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) return null
  return seconds(sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2, 6)
}
