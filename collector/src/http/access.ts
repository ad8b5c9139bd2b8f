import type { Role } from '@forewarn/shared/api.ts'
import type { Clock } from '@forewarn/shared/clock.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'

import type { Audience } from './app.ts'
import { isCrossSite, isWrite } from './cross-site.ts'
import { Problem } from './problem.ts'
import { hashSecret, newSecret } from './secrets.ts'
import type { StoreClient } from '../store/client.ts'

/** Who makes a request: a person with a session or a script with a token. */
export interface Principal {
  name: string
  role: Role
  by: 'session' | 'token'
}

export interface Access {
  /** Lets the request pass or throws a `Problem`. */
  check(request: FastifyRequest, audience: Audience): Promise<Principal | null>
  startSession(reply: FastifyReply, user: string): Promise<void>
  endSession(request: FastifyRequest, reply: FastifyReply): Promise<void>
}

export const TOKEN_PREFIX = 'fwt_'
const RANK: Record<Role, number> = { viewer: 1, engineer: 2, admin: 3 }
const SESSION_IDLE_MS = 12 * 3_600_000
const SESSION_MS = 7 * 86_400_000
/** How old "last seen" may be before a request writes it anew: a page's many requests cost one write a minute. */
const TOUCH_MS = 60_000

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
      return { name: row.name, role: row.role, by: 'token' }
    }
    const hash = sessionHash(request)
    const session = hash === null ? null : await store.people.findSession(hash, now - SESSION_IDLE_MS, now)
    if (hash === null || session === null) return null
    if (now - session.seenAt > TOUCH_MS) touch(request, store.people.touchSession(hash, now))
    return { name: session.user, role: session.role, by: 'session' }
  }

  return {
    async check(request, audience) {
      // A cookie travels without being asked, so writes from other pages are refused; a token is there on purpose.
      const crossSite = isWrite(request.method) && request.headers.authorization === undefined && isCrossSite(request)
      if (crossSite) throw new Problem(403, 'cross-site', 'This request comes from another site’s page.')
      if (audience === 'anyone') return null
      const principal = await identify(request, clock.now())
      if (principal === null) throw new Problem(401, 'sign-in-required', 'Sign in, or send a valid token.')
      if (RANK[principal.role] < RANK[audience])
        throw new Problem(403, 'role-too-low', `This takes the role ${audience}; yours is ${principal.role}.`)
      return principal
    },
    async startSession(reply, user) {
      const now = clock.now()
      const id = newSecret()
      await store.people.createSession(hashSecret(id), user, now + SESSION_MS, now)
      void reply.setCookie(cookieName, id, { ...cookie, maxAge: SESSION_MS / 1000 })
    },
    async endSession(request, reply) {
      const hash = sessionHash(request)
      if (hash !== null) await store.people.endSession(hash)
      void reply.clearCookie(cookieName, cookie)
    },
  }
}

/** "Last seen" is a courtesy: a disk that cannot take it now refuses nobody. */
function touch(request: FastifyRequest, writing: Promise<void>): void {
  writing.catch((error: unknown) => request.log.debug({ err: error }, 'could not note the last use'))
}
