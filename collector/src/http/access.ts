import type { Role } from '@forewarn/shared/api.ts'
import type { Clock } from '@forewarn/shared/clock.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'

import type { Audience } from './app.ts'
import { isCrossSite, isWrite } from './cross-site.ts'
import { Problem } from './problem.ts'
import { createScope, type Scope } from './scope.ts'
import { hashSecret, newSecret } from './secrets.ts'
import type { StoreClient } from '../store/client.ts'
import type { SessionEntry } from '../store/sessions.ts'

/** Who makes a request: a person with a session or a script with a token. */
export interface Principal {
  name: string
  role: Role
  by: 'session' | 'token'
  scope: Scope
  /** What the session is listed under; null for a token. */
  session: string | null
  /** Has still to replace a one-time password. */
  mustChange: boolean
}

export interface Access {
  /** Who asks; null where nobody is asked who they are. Throws a `Problem` for somebody unknown, and for another site's page. */
  recognise(request: FastifyRequest, audience: Audience): Promise<Principal | null>
  /** Lets the request pass, and answers who asks, or throws a `Problem`. */
  check(request: FastifyRequest, audience: Audience): Promise<Principal | null>
  startSession(
    request: FastifyRequest,
    reply: FastifyReply,
    opened: Pick<SessionEntry, 'way'> & { user: string },
  ): Promise<void>
  /** Answers whose session it was; null where there was none. */
  endSession(request: FastifyRequest, reply: FastifyReply): Promise<string | null>
  /** What the request's own session is stored under, to spare it where others end. */
  sessionHash(request: FastifyRequest): Uint8Array | null
}

export const TOKEN_PREFIX = 'fwt_'
const RANK: Record<Role, number> = { viewer: 1, engineer: 2, admin: 3 }
export const SESSION_IDLE_MS = 12 * 3_600_000
const SESSION_MS = 7 * 86_400_000
/** How old "last seen" may be before a request writes it anew: a page's many requests cost one write a minute. */
const TOUCH_MS = 60_000
/** Of what a browser says of itself; enough to tell one's own from a stranger's. */
const AGENT_LENGTH = 300

/** Decides who may do what. Sessions and tokens are looked up by hash on every request, so that ending one acts at once. */
export function createAccess(options: { store: StoreClient; clock: Clock; secureCookies: boolean }): Access {
  const { store, clock, secureCookies } = options
  // The prefix makes browsers refuse a cookie of this name that another host or a plain connection tries to set (RFC 6265bis).
  const cookieName = secureCookies ? '__Host-forewarn' : 'forewarn'
  const cookie = { httpOnly: true, sameSite: 'strict', secure: secureCookies, path: '/' } as const

  function sessionHash(request: FastifyRequest): Uint8Array | null {
    const id = request.cookies[cookieName]
    return id === undefined || id === '' ? null : hashSecret(id)
  }

  async function identify(request: FastifyRequest, now: number): Promise<Principal | null> {
    const { authorization } = request.headers
    if (authorization !== undefined) {
      const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
      const row = token?.startsWith(TOKEN_PREFIX) ? await store.people.findToken(hashSecret(token)) : null
      if (row === null) return null
      if (now - (row.lastUsedAt ?? 0) > TOUCH_MS) touch(request, store.people.touchToken(row.id, now))
      return {
        name: row.name,
        role: row.role,
        by: 'token',
        scope: createScope(row.sites),
        session: null,
        mustChange: false,
      }
    }
    const hash = sessionHash(request)
    const session = hash === null ? null : await store.people.findSession(hash, now - SESSION_IDLE_MS, now)
    if (hash === null || session === null) return null
    if (now - session.seenAt > TOUCH_MS) touch(request, store.people.touchSession(hash, now))
    const { id, user, role, sites, mustChange } = session
    return { name: user, role, by: 'session', scope: createScope(sites), session: id, mustChange }
  }

  const access: Access = {
    async recognise(request, audience) {
      // A cookie travels without being asked, so writes from other pages are refused; a token is there on purpose.
      const crossSite = isWrite(request.method) && request.headers.authorization === undefined && isCrossSite(request)
      if (crossSite) throw new Problem(403, 'cross-site', 'This request comes from another site’s page.')
      if (audience === 'anyone') return null
      const principal = await identify(request, clock.now())
      if (principal === null) throw new Problem(401, 'sign-in-required', 'Sign in, or send a valid token.')
      return principal
    },
    async check(request, audience) {
      const principal = await access.recognise(request, audience)
      permit(principal, { audience })
      return principal
    },
    async startSession(request, reply, { user, way }) {
      const now = clock.now()
      const id = newSecret()
      const agent = (request.headers['user-agent'] ?? '').slice(0, AGENT_LENGTH)
      const opened = { idHash: hashSecret(id), user, way, address: request.ip, agent, expiresAt: now + SESSION_MS }
      await store.people.createSession(opened, now)
      void reply.setCookie(cookieName, id, { ...cookie, maxAge: SESSION_MS / 1000 })
    },
    async endSession(request, reply) {
      const hash = sessionHash(request)
      void reply.clearCookie(cookieName, cookie)
      return hash === null ? null : store.people.endSession(hash)
    },
    sessionHash,
  }
  return access
}

/** Throws a `Problem` where this person may not call routes of this audience. */
export function permit(
  principal: Principal | null,
  { audience, beforePassword = false }: { audience: Audience; beforePassword?: boolean },
): void {
  if (principal === null || audience === 'anyone') return
  if (principal.mustChange && !beforePassword)
    throw new Problem(403, 'password-change-required', 'Set a password of your own first.')
  if (RANK[principal.role] < RANK[audience])
    throw new Problem(403, 'role-too-low', `This takes the role ${audience}; yours is ${principal.role}.`)
}

/** "Last seen" is a courtesy: a disk that cannot take it now refuses nobody. */
function touch(request: FastifyRequest, writing: Promise<void>): void {
  writing.catch((error: unknown) => request.log.debug({ err: error }, 'could not note the last use'))
}
