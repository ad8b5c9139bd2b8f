import { Type, type Static } from 'typebox'

import { ClockView, GradeShape, StateShape } from './incident-api.ts'
import { CAUSES, SERVICE_WAYS } from './incidents.ts'
import { PUBLIC_STEPS, REQUEST_KINDS, REQUEST_TEXT, type RequestKind } from './requests.ts'

/*
 * Service requests (服务请求单) of people without an account: what the page behind a site's link is told, what it sends, and what it can follow.
 * Times are ISO 8601 in UTC.
 */

const Time = Type.String({ format: 'date-time' })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
const Words = Type.Object({ zh: Type.String(), en: Type.String() })

const Kind = Type.Enum(Object.keys(REQUEST_KINDS) as RequestKind[])

/** A site's link, for those who hand it out. */
export const RequestLinkView = Type.Object({
  siteId: Type.String(),
  token: Type.String(),
  /** The page's address as people reach it. */
  address: Type.String(),
  createdAt: Time,
})
export type RequestLinkView = Static<typeof RequestLinkView>

/** How long until a promise is due where it began now: so the page says what the site was promised. */
const Promised = Type.Object({ answerBy: Nullable(Time), onSiteBy: Nullable(Time), solveBy: Nullable(Time) })
const Place = Type.Object({
  id: Type.String(),
  name: Type.String(),
  building: Nullable(Type.String()),
  floor: Nullable(Type.String()),
})

/** What the page behind a link shows before anything was sent. */
export const RequestForm = Type.Object({
  site: Type.Object({ name: Type.String(), timeZone: Type.String() }),
  rooms: Type.Array(Place),
  /** The device whose code was scanned, and what is known to be wrong with it. */
  device: Nullable(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      room: Nullable(Place),
      known: Nullable(Type.Object({ title: Words, since: Time })),
    }),
  ),
  now: Time,
  promised: Type.Object({ stopped: Promised, usable: Promised }),
})
export type RequestForm = Static<typeof RequestForm>

export const RequestInput = Type.Object(
  {
    what: Kind,
    lessonStopped: Type.Boolean(),
    language: Type.Enum(['zh', 'en']),
    roomId: Type.Optional(Nullable(Type.String({ maxLength: 40 }))),
    device: Type.Optional(Nullable(Type.String({ maxLength: 40 }))),
    text: Type.Optional(Type.String({ maxLength: REQUEST_TEXT.text })),
    contact: Type.Optional(Type.String({ maxLength: REQUEST_TEXT.contact })),
  },
  { additionalProperties: false },
)
export type RequestInput = Static<typeof RequestInput>

/** How a request stands, for whoever sent it. */
export const FollowedRequest = Type.Object({
  /** The word that opens it again; only its sender has it. */
  key: Type.String(),
  number: Type.String(),
  place: Type.Object({ site: Type.String(), spot: Nullable(Type.String()), timeZone: Type.String() }),
  what: Kind,
  text: Type.String(),
  sentAt: Time,
  grade: GradeShape,
  state: StateShape,
  clocks: Type.Array(ClockView),
  steps: Type.Array(Type.Object({ at: Time, what: Type.Enum([...PUBLIC_STEPS]) })),
  resolution: Nullable(
    Type.Object({
      at: Time,
      cause: Type.Enum([...CAUSES]),
      way: Type.Enum([...SERVICE_WAYS]),
      measures: Type.String(),
    }),
  ),
  photos: Type.Integer(),
})
export type FollowedRequest = Static<typeof FollowedRequest>

/** What somebody sent, for those who handle it. */
export const SentRequest = Type.Object({
  at: Time,
  what: Kind,
  lessonStopped: Type.Boolean(),
  text: Type.String(),
  contact: Nullable(Type.String()),
})
export const SentRequests = Type.Object({ requests: Type.Array(SentRequest) })
export type SentRequests = Static<typeof SentRequests>

export const PhotoView = Type.Object({
  id: Type.String(),
  type: Type.Enum(['image/jpeg', 'image/png', 'image/webp']),
  width: Type.Integer(),
  height: Type.Integer(),
  at: Time,
  actor: Type.String(),
})
export const PhotoList = Type.Object({ photos: Type.Array(PhotoView) })
export type PhotoView = Static<typeof PhotoView>
export type PhotoList = Static<typeof PhotoList>
