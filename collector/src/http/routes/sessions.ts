import { PasswordChange, SessionList } from '@forewarn/shared/people-api.ts'
import { Type } from 'typebox'

import { SESSION_IDLE_MS, type Principal } from '../access.ts'
import type { App, Parts } from '../app.ts'
import { createAttempts } from '../attempts.ts'
import { describeSession } from '../describe.ts'
import { Problem } from '../problem.ts'

/** Somebody who found an open session can guess this often at its password before waiting. */
const GUESS_LIMITS = { free: 5, baseMs: 1000, maxMs: 60_000 }

/** What everybody may do about their own account: set its password, see where it is signed in, and end that. */
export function registerSessions(app: App, { store, access, passwords, clock }: Parts): void {
  const guesses = createAttempts(GUESS_LIMITS)
  const tags = ['sign-in']

  app.put(
    '/session/password',
    {
      config: { audience: 'viewer', scope: 'common', beforePassword: true },
      schema: {
        summary: 'Set a password of one’s own; all other sessions end',
        tags,
        body: PasswordChange,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { name, by, mustChange } = request.getDecorator<Principal>('principal')
      if (by === 'token') throw new Problem(403, 'no-password', 'A token has no password.')
      const { current, password } = request.body
      if (!mustChange) {
        const wait = guesses.admit(name, clock.up())
        if (wait > 0)
          throw new Problem(429, 'too-many-attempts', 'Too many failed attempts; wait, then try again.', wait)
        const user = await store.people.findUser(name)
        if (!(await passwords.verify(current ?? '', user?.passwordHash ?? null)))
          throw new Problem(403, 'wrong-password', 'The present password is wrong.')
        guesses.forgive(name)
      }
      if (password.toLowerCase().includes(name.toLowerCase()))
        throw new Problem(400, 'weak-password', 'The password must not contain the user’s name.')
      if (password === current) throw new Problem(400, 'same-password', 'This is the password you have.')
      const hash = await passwords.hash(password)
      await store.people.setPassword(name, hash, { until: null, keep: access.sessionHash(request) })
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/sessions',
    {
      config: { audience: 'viewer', scope: 'common' },
      schema: { summary: 'One’s own sessions, the one used last first', tags, response: { 200: SessionList } },
    },
    async request => {
      const { name, by, session } = request.getDecorator<Principal>('principal')
      const now = clock.now()
      const sessions = by === 'token' ? [] : await store.people.listSessions(name, now - SESSION_IDLE_MS, now)
      return { sessions: sessions.map(one => describeSession(one, session)) }
    },
  )

  app.delete(
    '/sessions/:session',
    {
      config: { audience: 'viewer', scope: 'common' },
      schema: {
        summary: 'End one of one’s own sessions; an administrator, anybody’s',
        tags,
        params: Type.Object({ session: Type.String({ maxLength: 64 }) }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { name, by, role } = request.getDecorator<Principal>('principal')
      // A token's name may be that of a user; it has no sessions all the same.
      const mayEnd = role === 'admin' || by === 'session'
      const whose = role === 'admin' ? null : name
      if (!mayEnd || !(await store.people.endListedSession(request.params.session, whose)))
        throw new Problem(404, 'unknown-session', 'There is no such session.')
      return reply.code(204).send(null)
    },
  )
}
