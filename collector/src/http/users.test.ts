import type { Me } from '@forewarn/shared/api.ts'
import type { ResetAnswer, User, UserCreated } from '@forewarn/shared/people-api.ts'
import { expect, test } from 'vitest'

import { ask, startCollector, type TestCollector } from '../test-collector.ts'
import { admin, as, newUser, OWN_PASSWORD, signIn } from './test-people.ts'

const DAY_MS = 86_400_000
const refused = async (at: TestCollector, method: string, path: string, body?: unknown) => {
  const answer = await ask(at, method, `/api/v1${path}`, { token: at.adminToken, body })
  return [answer.status, (answer.json() as { code: string }).code]
}

test('a new user comes in with a one-time password and does nothing before setting one of their own', async () => {
  const at = await startCollector()
  const created = await admin<UserCreated>(at, 'POST', '/users', { name: '周老师', role: 'engineer' })
  expect(created).toMatchObject({ name: '周老师', role: 'engineer', sites: null, disabledAt: null, sessions: 0 })
  const entered = await signIn(at, '周老师', created.password)
  expect(entered.json()).toEqual({ user: '周老师', role: 'engineer', mustChangePassword: true })
  const cookie = entered.cookie!
  expect((await as(at, cookie, 'GET', '/devices')).json()).toMatchObject({ code: 'password-change-required' })
  expect((await as(at, cookie, 'GET', '/live')).status).toBe(403)
  expect((await as(at, cookie, 'GET', '/session')).status).toBe(200)

  const set = (password: string) => as(at, cookie, 'PUT', '/session/password', { password })
  expect((await set('short')).status).toBe(400)
  expect((await set('我是周老师我是周老师')).json()).toMatchObject({ code: 'weak-password' })
  expect((await set(OWN_PASSWORD)).status).toBe(204)
  expect((await as(at, cookie, 'GET', '/session')).json()).toEqual({ user: '周老师', role: 'engineer' })
  expect((await as(at, cookie, 'GET', '/devices')).status).toBe(200)
  expect((await signIn(at, '周老师', created.password)).status).toBe(401)
  const { users } = await admin<{ users: User[] }>(at, 'GET', '/users')
  expect(users.map(({ name, passwordUntil, sessions }) => [name, passwordUntil, sessions])).toEqual([
    ['admin', null, 0],
    ['周老师', null, 1],
  ])
})

test('a one-time password that waits for three days is worth nothing', async () => {
  const at = await startCollector()
  const { password } = await admin<UserCreated>(at, 'POST', '/users', { name: 'late', role: 'viewer' })
  at.advance(3 * DAY_MS)
  expect((await signIn(at, 'late', password)).status).toBe(401)
})

test('changing the password asks for the old one, ends the other sessions, and slows down who guesses', async () => {
  const at = await startCollector()
  const cookie = await newUser(at, { name: 'someone', role: 'viewer' })
  const other = (await signIn(at, 'someone', OWN_PASSWORD)).cookie!
  const change = (current?: string) =>
    as(at, cookie, 'PUT', '/session/password', {
      password: 'another one of mine',
      ...(current === undefined ? {} : { current }),
    })
  expect((await change()).json()).toMatchObject({ code: 'wrong-password' })
  for (let i = 0; i < 4; i++) expect((await change('wrong')).status).toBe(403)
  expect((await change(OWN_PASSWORD)).status).toBe(429)
  at.advance(1100)
  expect((await change(OWN_PASSWORD)).status).toBe(204)
  expect((await as(at, cookie, 'GET', '/session')).status).toBe(200)
  expect((await as(at, other, 'GET', '/session')).status).toBe(401)
  expect((await signIn(at, 'someone', OWN_PASSWORD)).status).toBe(401)
  expect((await signIn(at, 'someone', 'another one of mine')).status).toBe(200)
})

test('role and sites act at once; disabling ends what is open and lets nobody in', async () => {
  const at = await startCollector()
  const cookie = await newUser(at, { name: 'someone', role: 'engineer' })
  const path = '/users/someone'
  const post = () => as(at, cookie, 'POST', '/rooms', { siteId: 'site-0', name: '1' })
  expect((await post()).status).toBe(404)
  expect(await admin<User>(at, 'PATCH', path, { role: 'viewer', sites: [] })).toMatchObject({
    role: 'viewer',
    sites: [],
  })
  expect((await post()).status).toBe(403)
  expect((await as(at, cookie, 'GET', '/sites')).json()).toEqual({ sites: [] })
  expect(((await as(at, cookie, 'GET', '/session')).json() as Me).sites).toEqual([])
  expect(await admin<User>(at, 'PATCH', path, { role: 'engineer' })).toMatchObject({ sites: null })

  const { path: link } = await admin<ResetAnswer>(at, 'POST', `${path}/reset`, { way: 'link' })
  expect((await admin<User>(at, 'PATCH', path, { disabled: true })).disabledAt).toMatch(/Z$/)
  expect((await as(at, cookie, 'GET', '/session')).status).toBe(401)
  expect((await signIn(at, 'someone', OWN_PASSWORD)).status).toBe(401)
  const ticket = link!.split('ticket=')[1]!
  expect((await ask(at, 'POST', '/api/v1/session/link', { body: { ticket } })).status).toBe(401)
  expect(await refused(at, 'POST', `${path}/reset`, { way: 'link' })).toEqual([409, 'user-disabled'])
  expect(await admin<User>(at, 'PATCH', path, { disabled: false })).toMatchObject({ disabledAt: null })
})

test('a reset ends the old password and sessions; by link the user sets a new one without the old', async () => {
  const at = await startCollector()
  const cookie = await newUser(at, { name: 'someone', role: 'viewer' })
  const { path, password } = await admin<ResetAnswer>(at, 'POST', '/users/someone/reset', { way: 'link' })
  expect(password).toBeNull()
  expect((await as(at, cookie, 'GET', '/session')).status).toBe(401)
  expect((await signIn(at, 'someone', OWN_PASSWORD)).status).toBe(401)
  const ticket = path!.split('ticket=')[1]!
  const entered = await ask(at, 'POST', '/api/v1/session/link', { body: { ticket } })
  expect(entered.json()).toEqual({ user: 'someone', role: 'viewer', mustChangePassword: true })
  expect((await as(at, entered.cookie!, 'PUT', '/session/password', { password: 'new and my own' })).status).toBe(204)

  const reset = await admin<ResetAnswer>(at, 'POST', '/users/someone/reset', { way: 'password' })
  expect(reset.path).toBeNull()
  expect((await signIn(at, 'someone', reset.password!)).json()).toMatchObject({ mustChangePassword: true })
})

test('what makes no sense is refused by name, and the last administrator stays one', async () => {
  const at = await startCollector()
  await admin(at, 'POST', '/users', { name: 'Someone', role: 'viewer' })
  const create = (user: object) => refused(at, 'POST', '/users', user)
  expect(await create({ name: 'sOmeone', role: 'viewer' })).toEqual([409, 'name-taken'])
  for (const name of [' x', 'x ', 'a\u0000b', 'a\u202eb', 'a/b'])
    expect(await create({ name, role: 'viewer' })).toEqual([400, 'invalid-name'])
  expect(await create({ name: 'x', role: 'king' })).toEqual([400, 'invalid'])
  expect(await create({ name: 'x', role: 'viewer', sites: ['site-0'] })).toEqual([400, 'unknown-site'])
  expect(await create({ name: 'x', role: 'engineer', sites: [] })).toEqual([400, 'only-viewers'])
  expect(await refused(at, 'POST', '/tokens', { role: 'admin', sites: [] })).toEqual([400, 'only-viewers'])
  const change = (body: object) => refused(at, 'PATCH', '/users/admin', body)
  expect(await change({ disabled: true })).toEqual([409, 'last-admin'])
  expect(await change({ role: 'viewer' })).toEqual([409, 'last-admin'])
  await admin(at, 'POST', '/users', { name: 'second', role: 'admin' })
  expect(await admin<User>(at, 'PATCH', '/users/admin', { disabled: true })).toMatchObject({ role: 'admin' })
  expect(await refused(at, 'PATCH', '/users/second', { role: 'viewer' })).toEqual([409, 'last-admin'])
  expect(await refused(at, 'POST', '/sign-in-links')).toEqual([409, 'user-disabled'])
  expect(await refused(at, 'PATCH', '/users/nobody', {})).toEqual([404, 'unknown-user'])
})

test('own sessions are listed and ended; an administrator sees and ends those of others', async () => {
  const at = await startCollector()
  const cookie = await newUser(at, { name: 'someone', role: 'viewer' })
  const other = (await signIn(at, 'someone', OWN_PASSWORD)).cookie!
  const stranger = await newUser(at, { name: 'stranger', role: 'engineer' })
  type Sessions = { sessions: { id: string; current: boolean; way: string; address: string }[] }
  const list = async (by: string) => ((await as(at, by, 'GET', '/sessions')).json() as Sessions).sessions
  const mine = await list(cookie)
  expect(mine.map(({ current, way, address }) => [current, way, address])).toEqual(
    mine.map(({ current }) => [current, 'password', '127.0.0.1']),
  )
  expect(mine.filter(({ current }) => current)).toHaveLength(1)
  const theOther = mine.find(({ current }) => !current)!
  expect((await as(at, stranger, 'DELETE', `/sessions/${theOther.id}`)).status).toBe(404)
  expect((await as(at, cookie, 'DELETE', `/sessions/${theOther.id}`)).status).toBe(204)
  expect((await as(at, other, 'GET', '/session')).status).toBe(401)
  expect(await list(cookie)).toHaveLength(1)

  expect((await as(at, stranger, 'GET', '/users/someone/sessions')).status).toBe(403)
  const seen = await admin<Sessions>(at, 'GET', '/users/someone/sessions')
  expect(seen.sessions).toMatchObject([{ current: false }])
  await admin(at, 'DELETE', '/users/someone/sessions')
  expect((await as(at, cookie, 'GET', '/session')).status).toBe(401)
  expect((await as(at, stranger, 'GET', '/session')).status).toBe(200)
})

test('a token has no password and no sessions, even where it is called like a user', async () => {
  const at = await startCollector()
  await newUser(at, { name: 'grafana', role: 'viewer' })
  const { token } = await admin<{ token: string }>(at, 'POST', '/tokens', { name: 'grafana', role: 'viewer' })
  expect((await ask(at, 'GET', '/api/v1/sessions', { token })).json()).toEqual({ sessions: [] })
  const body = { password: 'a new password' }
  expect((await ask(at, 'PUT', '/api/v1/session/password', { token, body })).status).toBe(403)
})
