import {
  ResetAnswer,
  ResetInput,
  SessionList,
  User,
  UserChange,
  UserCreated,
  UserInput,
  UserList,
} from '@forewarn/shared/people-api.ts'
import { Type } from 'typebox'

import type { UserResult, UserRow } from '../../store/users.ts'
import { SESSION_IDLE_MS, type Principal } from '../access.ts'
import type { App, Parts } from '../app.ts'
import { describeSession, describeUser, isoTime } from '../describe.ts'
import { Problem } from '../problem.ts'
import { hashSecret, newSecret } from '../secrets.ts'
import { checkSites, checkUserName, newPassword, onlyViewers } from '../user-rules.ts'

const Params = Type.Object({ user: Type.String({ maxLength: 64 }) })
/** How long a one-time password waits to be used, and a link, which needs no typing and so is easier to pass on. */
const ONE_TIME_MS = 3 * 86_400_000
const RESET_LINK_MS = 86_400_000

/** Users, as the administrator keeps them. */
export function registerUsers(app: App, { store, passwords, clock }: Parts): void {
  const tags = ['users']

  app.get(
    '/users',
    {
      config: { audience: 'admin' },
      schema: { summary: 'All users, those who are disabled last', tags, response: { 200: UserList } },
    },
    async () => {
      const now = clock.now()
      return { users: (await store.people.listUsers(now - SESSION_IDLE_MS, now)).map(describeUser) }
    },
  )

  app.post(
    '/users',
    {
      config: { audience: 'admin', audit: { fields: ['name', 'role', 'sites'] } },
      schema: {
        summary: 'Create a user; the one-time password is shown this once',
        tags,
        body: UserInput,
        response: { 201: UserCreated },
      },
    },
    async (request, reply) => {
      const { name, role, sites = null } = request.body
      checkUserName(name)
      await checkSites(store, role, sites)
      const password = newPassword()
      const passwordHash = await passwords.hash(password)
      const now = clock.now()
      const user = accepted(
        await store.people.createUser({ name, role, sites, passwordHash, passwordUntil: now + ONE_TIME_MS }, now),
      )
      return reply.code(201).send({ ...describeUser(user), password })
    },
  )

  app.patch(
    '/users/:user',
    {
      config: { audience: 'admin', audit: { fields: ['role', 'sites', 'disabled'] } },
      schema: {
        summary: 'Change a user’s role or sites, disable or enable them; disabling ends their sessions',
        tags,
        params: Params,
        body: UserChange,
        response: { 200: User },
      },
    },
    async request => {
      const { user } = request.params
      const { role, sites = null } = request.body
      await checkSites(store, role ?? (await known(user)).role, sites)
      return describeUser(accepted(await store.people.changeUser(user, request.body, clock.now())))
    },
  )

  app.post(
    '/users/:user/reset',
    {
      config: { audience: 'admin', audit: { fields: ['way'] } },
      schema: {
        summary: 'Let a user in again by a one-time password or link; the old password and all their sessions end',
        tags,
        params: Params,
        body: ResetInput,
        response: { 200: ResetAnswer },
      },
    },
    async request => {
      const { name, disabledAt } = await known(request.params.user)
      const { name: by, by: means } = request.getDecorator<Principal>('principal')
      if (means === 'session' && by === name)
        throw new Problem(409, 'own-account', 'Change your own password in your account.')
      if (disabledAt !== null) throw new Problem(409, 'user-disabled', 'This user is disabled; enable them first.')
      const isLink = request.body.way === 'link'
      const until = clock.now() + (isLink ? RESET_LINK_MS : ONE_TIME_MS)
      // By link the password is one that nobody has seen.
      const password = isLink ? newSecret() : newPassword()
      await store.people.setPassword(name, await passwords.hash(password), { until, keep: null })
      if (!isLink) return { password, path: null, expiresAt: isoTime(until) }
      const ticket = newSecret()
      await store.people.createLink(hashSecret(ticket), name, until, clock.now())
      return { password: null, path: `/sign-in#ticket=${ticket}`, expiresAt: isoTime(until) }
    },
  )

  app.get(
    '/users/:user/sessions',
    {
      config: { audience: 'admin' },
      schema: { summary: 'A user’s sessions', tags, params: Params, response: { 200: SessionList } },
    },
    async request => {
      const { name } = await known(request.params.user)
      const { session } = request.getDecorator<Principal>('principal')
      const now = clock.now()
      const sessions = await store.people.listSessions(name, now - SESSION_IDLE_MS, now)
      return { sessions: sessions.map(one => describeSession(one, session)) }
    },
  )

  app.delete(
    '/users/:user/sessions',
    {
      config: { audience: 'admin' },
      schema: { summary: 'End all sessions of a user', tags, params: Params, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { name } = await known(request.params.user)
      await store.people.endSessionsOf(name)
      return reply.code(204).send(null)
    },
  )

  async function known(name: string) {
    const user = await store.people.findUser(name)
    if (user === null) throw unknownUser()
    return user
  }
}

function accepted(result: UserResult): UserRow {
  if (result.ok) return result.user
  switch (result.code) {
    case 'unknown-user':
      throw unknownUser()
    case 'name-taken':
      throw new Problem(409, 'name-taken', 'There is a user of this name already.')
    case 'last-admin':
      throw new Problem(409, 'last-admin', 'This is the last administrator; make another user one first.')
    case 'only-viewers':
      throw onlyViewers()
  }
}

function unknownUser(): Problem {
  return new Problem(404, 'unknown-user', 'There is no such user.')
}
