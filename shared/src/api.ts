import { Type, type Static } from 'typebox'

import { ROLES } from './people.ts'
import { CONFIG_LIMITS, PERIPHERAL_KINDS, WATCH_RULES } from './protocol.ts'

/*
 * The shapes of the HTTP API under `/api/v1`, used by the collector to check and describe its routes and by the console
 * for its types. Times are ISO 8601 in UTC unless a field ends in `Ms`.
 */

const Time = Type.String({ format: 'date-time' })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
const Name = Type.String({ minLength: 1, maxLength: 200 })
const Attributes = Type.Record(Type.String(), Type.String())
const Facts = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]))

/** Every error answer: RFC 9457 in short. `code` is stable, `message` tells a person what to do. */
export const ApiError = Type.Object({ code: Type.String(), message: Type.String() })
export type ApiError = Static<typeof ApiError>

export const DEVICE_ROLES = ['board', 'lecture-room-main', 'lecture-room-remote', 'other'] as const
export const DeviceRole = Type.Enum([...DEVICE_ROLES])
export type DeviceRole = Static<typeof DeviceRole>

/** `online`: heard from within the silence limit. `offline`: was heard before. `never`: enrolled, not yet heard. */
export const DeviceState = Type.Enum(['online', 'offline', 'never'])
export type DeviceState = Static<typeof DeviceState>

export const Site = Type.Object({
  id: Type.String(),
  name: Name,
  timeZone: Type.String(),
  devices: Type.Integer(),
  online: Type.Integer(),
})
export const SiteInput = Type.Object(
  { name: Name, timeZone: Type.Optional(Type.String({ maxLength: 64 })) },
  { additionalProperties: false },
)
export type Site = Static<typeof Site>

export const Room = Type.Object({
  id: Type.String(),
  siteId: Type.String(),
  building: Nullable(Name),
  floor: Nullable(Name),
  name: Name,
})
export const RoomInput = Type.Object(
  { siteId: Type.String(), name: Name, building: Type.Optional(Nullable(Name)), floor: Type.Optional(Nullable(Name)) },
  { additionalProperties: false },
)
export type Room = Static<typeof Room>

/** When sites teach. A site without a timetable is not in it: of such a one nobody knows what silence means. */
export const ClassHours = Type.Object({
  sites: Type.Array(Type.Object({ siteId: Type.String(), lessons: Type.Array(Type.Object({ from: Time, to: Time })) })),
})
export type ClassHours = Static<typeof ClassHours>

const WatchText = Type.String({ maxLength: WATCH_RULES.textLength, pattern: '\\S' })
const Roles = Type.Array(DeviceRole, { description: 'The roles of devices it is for; none named means every device.' })
const watchedProgram = {
  name: WatchText,
  executables: Type.Array(Type.String({ maxLength: WATCH_RULES.textLength, pattern: WATCH_RULES.executable.source }), {
    minItems: 1,
    maxItems: CONFIG_LIMITS.executables,
    description: 'Names of its files, without their folder.',
  }),
}
const requiredPeripheral = { name: WatchText, kind: Type.Enum([...PERIPHERAL_KINDS]) }
const usbId = Nullable(Type.String({ pattern: WATCH_RULES.usbId.source, description: 'vvvv:pppp in lower-case hex.' }))
const peer = { name: WatchText, host: Type.String({ pattern: WATCH_RULES.host.source }) }
const port = Type.Integer({ minimum: 1, maximum: 65_535, description: 'Asked where ICMP is not answered.' })

/** What a site's agents watch beside what they watch anyway. */
export const SiteWatchList = Type.Object({
  watchedPrograms: Type.Array(Type.Object({ ...watchedProgram, roles: Roles })),
  requiredPeripherals: Type.Array(Type.Object({ ...requiredPeripheral, usbId, roles: Roles })),
  peers: Type.Array(Type.Object({ ...peer, port, roles: Roles })),
})
export type SiteWatchList = Static<typeof SiteWatchList>
/** The same to be set, whole: a list that is left out is empty. */
export const SiteWatchListInput = Type.Object(
  {
    watchedPrograms: listOf({ ...watchedProgram, roles: Type.Optional(Roles) }, CONFIG_LIMITS.programs),
    requiredPeripherals: listOf(
      { ...requiredPeripheral, usbId: Type.Optional(usbId), roles: Type.Optional(Roles) },
      CONFIG_LIMITS.peripherals,
    ),
    peers: listOf({ ...peer, port: Type.Optional(port), roles: Type.Optional(Roles) }, CONFIG_LIMITS.peers),
  },
  { additionalProperties: false },
)

function listOf<P extends Parameters<typeof Type.Object>[0]>(properties: P, maxItems: number) {
  return Type.Optional(Type.Array(Type.Object(properties, { additionalProperties: false }), { maxItems }))
}

/** What stands out about a device besides its state. */
export const DeviceFlag = Type.Enum(['clock-off', 'rolled-back', 'losing-records'])

export const Device = Type.Object({
  id: Type.String(),
  name: Name,
  hostname: Type.String(),
  platform: Type.String(),
  role: DeviceRole,
  siteId: Type.String(),
  siteName: Name,
  roomId: Nullable(Type.String()),
  roomName: Nullable(Name),
  agentVersion: Nullable(Type.String()),
  state: DeviceState,
  flags: Type.Array(DeviceFlag),
  enrolledAt: Time,
  lastSeenAt: Nullable(Time),
  /** Device clock minus collector clock, as of the last connection, seconds. */
  clockOffsetSeconds: Nullable(Type.Number()),
  /** The few numbers a list shows; null where unknown. Shares of one, and seconds. */
  summary: Type.Object({
    cpu: Nullable(Type.Number()),
    memory: Nullable(Type.Number()),
    fullestVolume: Nullable(Type.Number()),
    uptimeSeconds: Nullable(Type.Number()),
  }),
})
export type Device = Static<typeof Device>

export const DeviceInput = Type.Object(
  { name: Type.Optional(Name), role: Type.Optional(DeviceRole), roomId: Type.Optional(Nullable(Type.String())) },
  { additionalProperties: false },
)

/** The newest value of one series. Counters come as a rate, `unit` then ends in `/s`, and with `total`, what they stand at. */
export const Latest = Type.Object({
  metric: Type.String(),
  attributes: Attributes,
  unit: Type.String(),
  value: Nullable(Type.Number()),
  total: Type.Optional(Nullable(Type.Number())),
  at: Time,
})
export type Latest = Static<typeof Latest>

export const LatestAnswer = Type.Object({
  device: Device,
  readings: Type.Array(Latest),
  inventory: Type.Array(Type.Object({ subject: Type.String(), facts: Facts, at: Time })),
})
export type LatestAnswer = Static<typeof LatestAnswer>

/**
 * One series over a range, as columns of equal length. `time` is Unix ms, ascending. Where points were joined, `mean` is over a bucket of `stepMs`,
 * `min` and `max` its extremes; with raw points `stepMs` is null and `min`, `max` are absent. A gap of data is a null mean between two points.
 */
export const SeriesColumns = Type.Object({
  metric: Type.String(),
  attributes: Attributes,
  unit: Type.String(),
  time: Type.Array(Type.Number()),
  mean: Type.Array(Nullable(Type.Number())),
  min: Type.Optional(Type.Array(Nullable(Type.Number()))),
  max: Type.Optional(Type.Array(Nullable(Type.Number()))),
})
export const SeriesAnswer = Type.Object({
  from: Time,
  to: Time,
  resolution: Type.Enum(['raw', '5m', '1h']),
  stepMs: Nullable(Type.Number()),
  series: Type.Array(SeriesColumns),
})
export type SeriesAnswer = Static<typeof SeriesAnswer>
export type SeriesColumns = Static<typeof SeriesColumns>

export const DeviceEvent = Type.Object({
  id: Type.String(),
  name: Type.String(),
  severity: Type.Enum(['info', 'warning', 'error']),
  attributes: Facts,
  /** When it happened, corrected. */
  at: Time,
  /** What the device's own clock said. */
  sampledAt: Time,
  receivedAt: Time,
})
export type DeviceEvent = Static<typeof DeviceEvent>
export const EventsAnswer = Type.Object({ events: Type.Array(DeviceEvent), next: Nullable(Type.String()) })

/** The loss ledger: what came, what came late, what the agent says it dropped, what is still missing and when. */
export const Ledger = Type.Object({
  received: Type.Integer(),
  backfilled: Type.Integer(),
  duplicates: Type.Integer(),
  dropped: Type.Integer(),
  missing: Type.Integer(),
  gaps: Type.Array(
    Type.Object({
      epoch: Type.Integer(),
      first: Type.Integer(),
      last: Type.Integer(),
      count: Type.Integer(),
      from: Nullable(Time),
      to: Nullable(Time),
      reason: Type.Enum(['missing', 'spool-full', 'spool-corrupt', 'rejected']),
    }),
  ),
})
export type Ledger = Static<typeof Ledger>

/** A site code may be used many times until it expires; a one-time code once. The code itself is shown only when created. */
export const EnrolmentCodeInput = Type.Object(
  {
    siteId: Type.Optional(Type.String()),
    uses: Type.Optional(Type.Enum(['one', 'many'])),
    expiresInHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 24 * 366 })),
  },
  { additionalProperties: false },
)
export const EnrolmentCodeInfo = Type.Object({
  id: Type.String(),
  siteId: Type.String(),
  uses: Type.Enum(['one', 'many']),
  used: Type.Integer(),
  createdAt: Time,
  expiresAt: Time,
  revokedAt: Nullable(Time),
})
export type EnrolmentCodeInfo = Static<typeof EnrolmentCodeInfo>
export const EnrolmentCodeCreated = Type.Object({ ...EnrolmentCodeInfo.properties, code: Type.String() })
export type EnrolmentCodeCreated = Static<typeof EnrolmentCodeCreated>

export const Role = Type.Enum([...ROLES])
export type Role = Static<typeof Role>
/** The sites a viewer sees; null means all of them. */
const Sites = Nullable(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 1000 }))
export const TokenInput = Type.Object(
  { role: Role, name: Type.Optional(Name), sites: Type.Optional(Sites) },
  { additionalProperties: false },
)
export const TokenInfo = Type.Object({
  id: Type.String(),
  name: Name,
  role: Role,
  sites: Sites,
  createdAt: Time,
  lastUsedAt: Nullable(Time),
  revokedAt: Nullable(Time),
})
export type TokenInfo = Static<typeof TokenInfo>
export const TokenCreated = Type.Object({ ...TokenInfo.properties, token: Type.String() })
export type TokenCreated = Static<typeof TokenCreated>

export const SignIn = Type.Object(
  { user: Type.String({ minLength: 1, maxLength: 200 }), password: Type.String({ minLength: 1, maxLength: 1024 }) },
  { additionalProperties: false },
)
export const LinkSignIn = Type.Object(
  { ticket: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
)
export const Me = Type.Object({
  user: Type.String(),
  role: Role,
  /** The sites this viewer sees; absent where it is all of them. */
  sites: Type.Optional(Type.Array(Type.String())),
  /** Came in with a one-time password or link: nothing else is answered until a password of their own is set. */
  mustChangePassword: Type.Optional(Type.Literal(true)),
})
export type Me = Static<typeof Me>

export const Health = Type.Object({
  status: Type.Enum(['ok', 'degraded']),
  version: Type.String(),
  /** What is wrong, in words; empty when `status` is `ok`. */
  problems: Type.Array(Type.String()),
  devices: Type.Object({ total: Type.Integer(), online: Type.Integer() }),
  store: Type.Object({ writing: Type.Boolean(), bytes: Type.Integer(), position: Type.Integer() }),
})
export type Health = Static<typeof Health>

/**
 * Server-sent events of `GET /api/v1/live` (with `?device=ID` for one device's readings):
 * `devices`: devices whose state or summary changed; `incidents`: incidents that changed (`LiveIncidents`); `readings`: all newest values of
 * the watched device; `health`: the collector.
 */
export const LiveDevices = Type.Array(Device)
export const LiveReadings = Type.Object({ deviceId: Type.String(), readings: Type.Array(Latest) })
export type LiveReadings = Static<typeof LiveReadings>
