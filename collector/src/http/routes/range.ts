import { Type } from 'typebox'

import { Problem } from '../problem.ts'

/** A time in a query: ISO 8601, or Unix milliseconds. */
export const TimeText = Type.String({
  maxLength: 40,
  description: 'ISO 8601 or Unix milliseconds.',
  examples: ['2026-03-02T08:00:00Z'],
})

/** The range a query asks for, ms; without `to` up to now, without `from` as long as `defaultMs`. Throws a `Problem`. */
export function readRange(
  query: { from?: string; to?: string },
  now: number,
  defaultMs: number,
): { from: number; to: number } {
  const to = query.to === undefined ? now : readTime('to', query.to)
  const from = query.from === undefined ? to - defaultMs : readTime('from', query.from)
  if (from >= to) throw new Problem(400, 'invalid', '"from" must be before "to".')
  return { from, to }
}

/** The time a query gives, ms. Throws a `Problem`. */
export function readTime(name: string, text: string): number {
  const time = /^\d+$/.test(text) ? Number(text) : /^\d{4}-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isSafeInteger(time)) throw new Problem(400, 'invalid', `"${name}" must be ISO 8601 or Unix milliseconds.`)
  return time
}
