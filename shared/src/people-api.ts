import { Type, type Static } from 'typebox'

import { Role } from './api.ts'
import { AUDIT_OUTCOMES, PASSWORD_LENGTH } from './people.ts'

/* The shapes of users, their sessions and the audit log in the HTTP API. Times are ISO 8601 in UTC. */

const Time = Type.String({ format: 'date-time' })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

const UserName = Type.String({ minLength: 1, maxLength: 64 })
const Sites = Nullable(
  Type.Array(Type.String({ maxLength: 64 }), {
    maxItems: 1000,
    description: 'The sites a viewer sees; null means all of them, as for every other role.',
  }),
)

export const User = Type.Object({
  name: UserName,
  role: Role,
  sites: Sites,
  createdAt: Time,
  disabledAt: Nullable(Time),
  /** Until when a one-time password or link lets them in; null once they have a password of their own. */
  passwordUntil: Nullable(Time),
  lastSeenAt: Nullable(Time),
  sessions: Type.Integer(),
})
export type User = Static<typeof User>
export const UserList = Type.Object({ users: Type.Array(User) })

export const UserInput = Type.Object(
  { name: UserName, role: Role, sites: Type.Optional(Sites) },
  { additionalProperties: false },
)
export const UserChange = Type.Partial(Type.Object({ role: Role, sites: Sites, disabled: Type.Boolean() }), {
  additionalProperties: false,
})
/** A new user with the password that lets them in once; it is shown this once. */
export const UserCreated = Type.Object({ ...User.properties, password: Type.String() })
export type UserCreated = Static<typeof UserCreated>

/** How somebody who cannot come in is let in again. */
export const ResetInput = Type.Object({ way: Type.Enum(['password', 'link']) }, { additionalProperties: false })
export const ResetAnswer = Type.Object({
  /** With `way: password`: to be told to the user, and replaced by them. */
  password: Nullable(Type.String()),
  /** With `way: link`: the page's path that signs them in once. */
  path: Nullable(Type.String()),
  expiresAt: Time,
})
export type ResetAnswer = Static<typeof ResetAnswer>

export const PasswordChange = Type.Object(
  {
    /** The present one; not asked of somebody who came in with a one-time password or link. */
    current: Type.Optional(Type.String({ minLength: 1, maxLength: PASSWORD_LENGTH.most })),
    password: Type.String({ minLength: PASSWORD_LENGTH.least, maxLength: PASSWORD_LENGTH.most }),
  },
  { additionalProperties: false },
)

export const SessionInfo = Type.Object({
  id: Type.String(),
  way: Type.Enum(['password', 'link']),
  address: Type.String(),
  /** What the browser says of itself. */
  agent: Type.String(),
  createdAt: Time,
  seenAt: Time,
  expiresAt: Time,
  /** The one that asks. */
  current: Type.Boolean(),
})
export type SessionInfo = Static<typeof SessionInfo>
export const SessionList = Type.Object({ sessions: Type.Array(SessionInfo) })

export const AuditEntry = Type.Object({
  id: Type.String(),
  at: Time,
  actor: Type.String(),
  actorKind: Type.Enum(['user', 'token', 'device', 'stranger']),
  address: Type.String(),
  /** A method and a path as this document names it, such as `PATCH /users/{user}`. */
  action: Type.String(),
  /** What that route is for, in English; null for one that is no more. */
  summary: Nullable(Type.String()),
  /** What it was done to; empty where the action says it all. */
  subject: Type.String(),
  /** What of the request is worth keeping; never a secret. */
  detail: Type.Record(Type.String(), Type.Unknown()),
  outcome: Type.Enum([...AUDIT_OUTCOMES]),
  status: Type.Integer(),
})
export type AuditEntry = Static<typeof AuditEntry>
export const AuditList = Type.Object({
  entries: Type.Array(AuditEntry),
  next: Nullable(Type.String()),
  /** Every action there is, to choose from. */
  actions: Type.Array(Type.Object({ action: Type.String(), summary: Type.String() })),
})
export type AuditList = Static<typeof AuditList>
