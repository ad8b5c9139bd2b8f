import type {
  Cause,
  ClockName,
  Grade,
  GradeReason,
  IncidentState,
  PauseReason,
  ServiceWay,
} from '@forewarn/shared/incidents.ts'

import type { Finding } from '../detect/finding.ts'
import type { Calendar } from '../service/calendar.ts'
import type { ServiceClock } from '../service/clocks.ts'
import type { ClockPolicy } from '@forewarn/shared/clock-policy.ts'

/** A finding within an incident, and when the machine said that it is over. */
export interface HeldFinding extends Finding {
  /** Empty where it is about the site. */
  device: string
  overAt: number | null
}

/** What is wrong, who is on it and what was promised. Plain JSON: stored whole, changed only by `reduce`. */
export interface Incident {
  id: string
  siteId: string
  /** The devices it concerns; the first is the one it began with. Empty for a request about a room. */
  devices: string[]
  roomId: string | null
  topic: string
  title: { zh: string; en: string }
  state: IncidentState
  grade: Grade
  reason: GradeReason
  /** When it opened (T0): what the promises count from, by the clock of the collector. */
  openedAt: number
  /** When the trouble began by the record's own time; earlier than `openedAt` when it was told late. */
  since: number
  updatedAt: number
  /** Grows with every change: an edit names the version it was made on. */
  version: number
  /** The incident this one is held under, because it has the same cause. */
  parent: string | null
  /** Who is on it: whom it was dispatched to, else who took it. Absent in incidents older than the field. */
  handler?: string | null
  findings: HeldFinding[]
  clocks: ServiceClock[]
  /** A grade a person chose is not changed by findings. */
  gradedByPerson: boolean
  /** When it came and went too often to be told each time. */
  flapping: boolean
  reopened: number[]
  resolution: null | { at: number; cause: Cause; measures: string; parts: string[]; way: ServiceWay }
  /** Class periods without trouble since it was resolved. */
  cleanPeriods: number
  silencedUntil: number | null
}

export type Actor = { kind: 'machine' } | { kind: 'person'; name: string }

/** One line of an incident's history: the audit trail and the timeline are the same list. */
export interface Entry {
  at: number
  actor: Actor
  what: EntryKind
  /** Free text of a person, or a reason from a closed set. */
  why: string
  detail: Record<string, string | number | boolean | null>
}

export type EntryKind =
  | 'opened'
  | 'deepened'
  | 'regraded'
  | 'confirmed'
  | 'acknowledged'
  | 'dispatched'
  | 'remote'
  | 'arrived'
  | 'plan-given'
  | 'spare-lent'
  | 'noted'
  | 'paused'
  | 'resumed'
  | 'silenced'
  | 'unsilenced'
  | 'finding-over'
  | 'resolved'
  | 'reopened'
  | 'flapping'
  | 'clean-period'
  | 'verified'
  | 'closed'
  | 'merged'
  | 'child-joined'
  | 'released'
  | 'clock-at-risk'
  | 'clock-breached'
  | 'escalated'

/** What a person may do. Every one is an entry with their name. */
export type Action =
  | { type: 'confirm' }
  | { type: 'acknowledge' }
  | { type: 'dispatch'; to: string }
  | { type: 'remote' }
  | { type: 'arrive' }
  | { type: 'plan'; text: string }
  | { type: 'lend-spare'; unit: string }
  | { type: 'note'; text: string; photo?: string }
  | { type: 'pause'; reason: PauseReason }
  | { type: 'resume' }
  | { type: 'silence'; until: number; why: string }
  | { type: 'unsilence' }
  | { type: 'resolve'; cause: Cause; measures: string; parts: string[]; way: ServiceWay }
  | { type: 'reopen'; why: string }
  | { type: 'close'; why: string }
  | { type: 'regrade'; grade: Grade; why: string }

/** Everything that can happen to an incident that exists. */
export type IncidentEvent =
  | { type: 'found'; device: string; finding: Finding }
  | { type: 'over'; device: string; rule: string }
  | { type: 'act'; action: Action; by: string }
  | { type: 'clock'; name: ClockName; state: 'at-risk' | 'breached' }
  | { type: 'clean-period' }
  | { type: 'merge-into'; parent: string; by: Actor }
  | { type: 'take-child'; child: Incident; by: Actor }
  | { type: 'release' }

export interface Change {
  incident: Incident
  entries: Entry[]
}

/** An action that cannot be done now, and why, as a closed set with a sentence for people. */
export class ActionRefused extends Error {
  readonly code: 'closed' | 'merged' | 'not-suspected' | 'not-resolved' | 'already' | 'invalid'
  constructor(code: ActionRefused['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** What the reducer needs to know of the world, as data. */
export interface Setting {
  now: number
  policy: ClockPolicy
  calendar: Calendar
}
