import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { Role } from '@forewarn/shared/api.ts'
import type { Clock } from '@forewarn/shared/clock.ts'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { LiveHub } from '../live/hub.ts'
import type { Access } from './access.ts'
import type { AuditRule } from './audit-hook.ts'
import type { Passwords } from './passwords.ts'
import type { ScopeRule } from './scope.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { StoreClient } from '../store/client.ts'

/** The server as routes see it: what a handler gets and gives is typed by the route's schema. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** What the routes work with. */
export interface Parts {
  store: StoreClient
  gateway: Gateway
  /** Tells agents the lessons of the days ahead, where a timetable has changed. */
  tellClassHours: () => Promise<void>
  hub: LiveHub
  clock: Clock
  access: Access
  passwords: Passwords
  version: string
  /** For passing copies of the database on. */
  dataFolder: string
  /** Where people reach the page, without a slash at its end. */
  pageAddress: () => string
  /** What goes into enrolment codes: `ws://…` or `wss://…`, and whom agents shall trust. */
  agentAddress: () => { address: string; pinned: { pem: string; fingerprint: string } | null }
}

/** Who may call a route. Every route of the API states it; one that does not is refused when it is registered. */
export type Audience = 'anyone' | Role

declare module 'fastify' {
  interface FastifyContextConfig {
    audience?: Audience
    /** Stated by every route of the audience `viewer`; the other roles see the whole fleet. */
    scope?: ScopeRule
    audit?: AuditRule
    /** Answered to somebody who has still to replace a one-time password, too. */
    beforePassword?: boolean
  }
}
