import { LinkSignIn, Me, SignIn } from '@forewarn/shared/api.ts'
import { Type } from 'typebox'

import type { Credentials } from '../../store/users.ts'
import type { Principal } from '../access.ts'
import type { App, Parts } from '../app.ts'
import { createAttempts } from '../attempts.ts'
import { noteForAudit } from '../audit-hook.ts'
import { Problem } from '../problem.ts'
import { hashSecret, newSecret } from '../secrets.ts'

/** A user's account can be slowed down by strangers, so the wait stays short; an address's own failures weigh more. */
const USER_LIMITS = { free: 5, baseMs: 1000, maxMs: 60_000 }
const ADDRESS_LIMITS = { free: 20, baseMs: 1000, maxMs: 900_000 }
export const LINK_MS = 15 * 60_000

/** Signing in by password or one-time link, signing out, and who one is. */
export function registerSession(app: App, { store, access, passwords, clock }: Parts): void {
  const byUser = createAttempts(USER_LIMITS)
  const byAddress = createAttempts(ADDRESS_LIMITS)
  const tags = ['sign-in']

  function admit(keys: [attempts: typeof byUser, key: string][]): void {
    const now = clock.up()
    for (const [attempts, key] of keys) {
      const wait = attempts.admit(key, now)
      if (wait > 0) throw new Problem(429, 'too-many-attempts', 'Too many failed attempts; wait, then try again.', wait)
    }
  }

  app.post(
    '/session',
    {
      config: { audience: 'anyone' },
      schema: { summary: 'Sign in with a password', tags, body: SignIn, response: { 200: Me } },
    },
    async (request, reply) => {
      const { user: name, password } = request.body
      const userKey = name.toLowerCase()
      admit([
        [byAddress, request.ip],
        [byUser, userKey],
      ])
      const user = await store.people.findUser(name)
      // A name nobody has is not written down: it may be a password in the wrong field.
      if (user !== null) noteForAudit(request, { actor: { name: user.name, kind: 'stranger' } })
      const fits = await passwords.verify(password, user?.passwordHash ?? null)
      if (user === null || !fits || !mayEnter(user, clock.now())) {
        request.log.warn({ address: request.ip }, 'a sign-in failed')
        throw new Problem(401, 'wrong-credentials', 'User or password is wrong.')
      }
      byAddress.forgive(request.ip)
      byUser.forgive(userKey)
      noteForAudit(request, { actor: { name: user.name, kind: 'user' } })
      await access.startSession(request, reply, { user: user.name, way: 'password' })
      return describeMe(user)
    },
  )

  app.post(
    '/session/link',
    {
      config: { audience: 'anyone' },
      schema: { summary: 'Sign in with the ticket of a one-time link', tags, body: LinkSignIn, response: { 200: Me } },
    },
    async (request, reply) => {
      admit([[byAddress, request.ip]])
      const name = await store.people.redeemLink(hashSecret(request.body.ticket), clock.now())
      const user = name === null ? null : await store.people.findUser(name)
      if (user === null || user.disabledAt !== null)
        throw new Problem(401, 'link-spent', 'This link was used already or is too old.')
      byAddress.forgive(request.ip)
      noteForAudit(request, { actor: { name: user.name, kind: 'user' } })
      await access.startSession(request, reply, { user: user.name, way: 'link' })
      return describeMe(user)
    },
  )

  app.post(
    '/sign-in-links',
    {
      config: { audience: 'admin' },
      schema: {
        summary: 'Create a one-time link that signs the administrator in',
        tags,
        response: { 201: Type.Object({ path: Type.String(), expiresAt: Type.String({ format: 'date-time' }) }) },
      },
    },
    async (_request, reply) => {
      const admin = await store.people.findUser(ADMIN_USER)
      if (admin === null || admin.disabledAt !== null)
        throw new Problem(409, 'user-disabled', `${ADMIN_USER} is disabled; use forewarn user reset NAME --link.`)
      const now = clock.now()
      const ticket = newSecret()
      await store.people.createLink(hashSecret(ticket), ADMIN_USER, now + LINK_MS, now)
      const expiresAt = new Date(now + LINK_MS).toISOString()
      return reply.code(201).send({ path: `/sign-in#ticket=${ticket}`, expiresAt })
    },
  )

  app.delete(
    '/session',
    { config: { audience: 'anyone' }, schema: { summary: 'Sign out', tags, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const user = await access.endSession(request, reply)
      if (user !== null) noteForAudit(request, { actor: { name: user, kind: 'user' } })
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/session',
    {
      config: { audience: 'viewer', scope: 'common', beforePassword: true },
      schema: { summary: 'Who is signed in', tags, response: { 200: Me } },
    },
    async request => {
      const { name, role, scope, mustChange } = request.getDecorator<Principal>('principal')
      return describeMe({ name, role, sites: scope.sites, passwordUntil: mustChange ? 0 : null })
    },
  )
}

/** The user whom the first start creates. */
export const ADMIN_USER = 'admin'

/** A one-time password lets in until its time is over; somebody disabled is let in by none. */
function mayEnter({ disabledAt, passwordUntil }: Credentials, now: number): boolean {
  return disabledAt === null && (passwordUntil === null || now < passwordUntil)
}

function describeMe(
  who: Pick<Credentials, 'name' | 'role' | 'passwordUntil'> & { sites: readonly string[] | null },
): Me {
  const { name, role, sites, passwordUntil } = who
  return {
    user: name,
    role,
    ...(sites === null ? {} : { sites: [...sites] }),
    ...(passwordUntil === null ? {} : { mustChangePassword: true }),
  }
}
