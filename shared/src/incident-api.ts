import { Type, type Static } from 'typebox'

import {
  CAUSES,
  CLOCK_NAMES,
  CLOCK_STATES,
  GRADE_REASONS,
  INCIDENT_STATES,
  PAUSE_REASONS,
  SERVICE_WAYS,
} from './incidents.ts'
import type { GradeReason, IncidentState } from './incidents.ts'

/* The shapes of incidents in the HTTP API. Times are ISO 8601 in UTC. */

const Time = Type.String({ format: 'date-time' })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
const Words = Type.Object({ zh: Type.String(), en: Type.String() })
const Text = Type.String({ minLength: 1, maxLength: 2000 })
const Short = Type.String({ minLength: 1, maxLength: 200 })

export const GradeShape = Type.Enum([1, 2, 3, 4])
export const StateShape = Type.Enum(Object.keys(INCIDENT_STATES) as IncidentState[])

/** One promise: when it is due and how it stands now. */
export const ClockView = Type.Object({
  name: Type.Enum([...CLOCK_NAMES]),
  state: Type.Enum([...CLOCK_STATES]),
  from: Time,
  due: Time,
  endedAt: Nullable(Time),
  pausedFor: Nullable(Type.Enum([...PAUSE_REASONS])),
  /** Since when it stands still; while it does, `due` is to be read against this moment. */
  pausedAt: Nullable(Time),
})
export type ClockView = Static<typeof ClockView>

export const FindingView = Type.Object({
  rule: Type.String(),
  device: Type.String(),
  reason: Type.Enum(Object.keys(GRADE_REASONS) as GradeReason[]),
  since: Time,
  last: Time,
  count: Type.Integer(),
  overAt: Nullable(Time),
  title: Words,
  evidence: Type.Array(Type.Object({ at: Time, text: Type.String() })),
})

export const IncidentView = Type.Object({
  id: Type.String(),
  siteId: Type.String(),
  roomId: Nullable(Type.String()),
  devices: Type.Array(Type.String()),
  topic: Type.String(),
  title: Words,
  state: StateShape,
  grade: GradeShape,
  reason: Type.Enum(Object.keys(GRADE_REASONS) as GradeReason[]),
  openedAt: Time,
  since: Time,
  updatedAt: Time,
  version: Type.Integer(),
  parent: Nullable(Type.String()),
  /** Who is on it: whom it was dispatched to, else who took it. */
  handler: Nullable(Type.String()),
  flapping: Type.Boolean(),
  cleanPeriods: Type.Integer(),
  silencedUntil: Nullable(Time),
  clocks: Type.Array(ClockView),
  findings: Type.Array(FindingView),
  resolution: Nullable(
    Type.Object({
      at: Time,
      cause: Type.Enum([...CAUSES]),
      measures: Type.String(),
      parts: Type.Array(Type.String()),
      way: Type.Enum([...SERVICE_WAYS]),
    }),
  ),
})
export type IncidentView = Static<typeof IncidentView>
/** What the live stream sends as `incidents`: those that changed, each whole. */
export const LiveIncidents = Type.Array(IncidentView)

export const IncidentList = Type.Object({ incidents: Type.Array(IncidentView), next: Nullable(Type.String()) })
export type IncidentList = Static<typeof IncidentList>

export const IncidentDetail = Type.Object({
  incident: IncidentView,
  timeline: Type.Array(
    Type.Object({
      at: Time,
      actor: Type.Union([
        Type.Object({ kind: Type.Literal('machine') }),
        Type.Object({ kind: Type.Literal('person'), name: Type.String() }),
      ]),
      what: Type.String(),
      why: Type.String(),
      detail: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])),
    }),
  ),
  children: Type.Array(IncidentView),
})
export type IncidentDetail = Static<typeof IncidentDetail>

const act = <K extends string, T extends Parameters<typeof Type.Object>[0]>(type: K, fields: T) =>
  Type.Object({ type: Type.Literal(type), ...fields }, { additionalProperties: false })

/** What a person may do to an incident; `version` says which one they saw. */
export const IncidentAction = Type.Object(
  {
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    action: Type.Union([
      act('confirm', {}),
      act('acknowledge', {}),
      act('dispatch', { to: Short }),
      act('remote', {}),
      act('arrive', {}),
      act('plan', { text: Text }),
      act('lend-spare', { unit: Short }),
      act('note', { text: Text, photo: Type.Optional(Type.String({ maxLength: 40 })) }),
      act('pause', { reason: Type.Enum([...PAUSE_REASONS]) }),
      act('resume', {}),
      act('silence', { until: Time, why: Short }),
      act('unsilence', {}),
      act('resolve', {
        cause: Type.Enum([...CAUSES]),
        measures: Text,
        parts: Type.Array(Short, { maxItems: 50 }),
        way: Type.Enum([...SERVICE_WAYS]),
      }),
      act('reopen', { why: Short }),
      act('close', { why: Short }),
      act('regrade', { grade: GradeShape, why: Short }),
      act('merge', { into: Short }),
    ]),
  },
  { additionalProperties: false },
)
export type IncidentAction = Static<typeof IncidentAction>

/** What is silenced now: until when, since when, by whom and why. */
export const SilenceList = Type.Object({
  silences: Type.Array(
    Type.Object({
      incident: IncidentView,
      until: Time,
      since: Nullable(Time),
      by: Nullable(Type.String()),
      why: Type.String(),
    }),
  ),
})
export type SilenceList = Static<typeof SilenceList>

/** A service request (服务请求单). */
export const ServiceRequestInput = Type.Object(
  {
    siteId: Type.String(),
    roomId: Type.Optional(Nullable(Type.String())),
    device: Type.Optional(Nullable(Type.String())),
    text: Text,
    lessonStopped: Type.Boolean(),
  },
  { additionalProperties: false },
)

const Term = Type.Union([
  Type.Object({ hours: Type.Number({ exclusiveMinimum: 0, maximum: 24 * 366 }) }, { additionalProperties: false }),
  Type.Object({ workingDays: Type.Integer({ minimum: 1, maximum: 250 }) }, { additionalProperties: false }),
])
const Promised = Type.Partial(Type.Object({ answer: Term, 'on-site': Term, solve: Term, plan: Term, spare: Term }), {
  additionalProperties: false,
})
/** How long each clock of each grade runs, from T0. */
export const ClockPolicyShape = Type.Object(
  { 1: Promised, 2: Promised, 3: Promised, 4: Promised },
  { additionalProperties: false },
)
