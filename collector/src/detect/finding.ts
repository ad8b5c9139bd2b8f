import type { Grade, GradeReason } from '@forewarn/shared/incidents.ts'

/** One line a finding rests on: when, and what was seen, already cleaned. */
export interface Evidence {
  at: number
  text: string
}

/**
 * What a rule has found on a device. It is told anew whenever it grows; `rule`, `topic` and `since` say that it is the same one.
 * Findings of one topic belong to one incident: the second crash of a machine deepens the first one's.
 */
export interface Finding {
  rule: string
  /** What it is about on its device: `machine`, `program:…`, `disk:sda`, `part:…`. */
  topic: string
  class: 'incident' | 'warning'
  /** Null for a warning, which says what may come. */
  grade: Grade | null
  /** True while a person has still to confirm it. */
  suspected: boolean
  reason: GradeReason
  /** First and newest happening it counts, corrected ms. */
  since: number
  last: number
  count: number
  title: { zh: string; en: string }
  evidence: Evidence[]
}

/** What a step of a rule says: a finding that is new or has grown, or that what it told of is over. */
export type Told = { type: 'found'; finding: Finding } | { type: 'over'; rule: string; topic: string; at: number }

/** A finding keeps the first and the newest lines, this many in all. */
export const MOST_EVIDENCE = 12
/** A line of evidence is cut here. */
const EVIDENCE_LENGTH = 240

/** Adds a line; beyond the limit the first few and the newest stay. */
export function addEvidence(list: readonly Evidence[], at: number, text: string): Evidence[] {
  const next = [...list, { at, text: text.length > EVIDENCE_LENGTH ? `${text.slice(0, EVIDENCE_LENGTH - 1)}…` : text }]
  if (next.length > MOST_EVIDENCE) next.splice(MOST_EVIDENCE / 2, 1)
  return next
}
