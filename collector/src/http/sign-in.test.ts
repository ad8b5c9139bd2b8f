import { expect, test } from 'vitest'

import { ask, startCollector, type TestCollector } from '../test-collector.ts'

const HOUR_MS = 3_600_000

function signIn(at: TestCollector, password = at.firstPassword!, headers: Record<string, string> = {}) {
  return ask(at, 'POST', '/api/v1/session', { body: { user: 'admin', password }, headers })
}

async function ticketOf(at: TestCollector): Promise<string> {
  const answer = await ask(at, 'POST', '/api/v1/sign-in-links', { token: at.adminToken })
  return (answer.json() as { path: string }).path.split('ticket=')[1]!
}

test('the first start’s password signs in, with a cookie scripts cannot read and other sites cannot send', async () => {
  const at = await startCollector()
  const answer = await signIn(at)
  expect(answer.status).toBe(200)
  expect(answer.json()).toEqual({ user: 'admin', role: 'admin' })
  expect(answer.headers['set-cookie']![0]).toMatch(
    /^forewarn=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
  )
  const me = await ask(at, 'GET', '/api/v1/session', { headers: { cookie: answer.cookie! } })
  expect(me.json()).toEqual({ user: 'admin', role: 'admin' })
  expect(me.headers['cache-control']).toBe('no-store')
})

test('behind TLS the cookie is Secure and bound to the host', async () => {
  const at = await startCollector({ settings: { publicAddress: 'https://forewarn.example' } })
  const answer = await signIn(at)
  expect(answer.headers['set-cookie']![0]).toMatch(/^__Host-forewarn=.*; Secure;/)
})

test('a wrong password and an unknown user get the same answer', async () => {
  const at = await startCollector()
  const wrong = await signIn(at, 'not the password')
  const unknown = await ask(at, 'POST', '/api/v1/session', { body: { user: 'nobody', password: 'not the password' } })
  expect(wrong.status).toBe(401)
  expect([unknown.status, unknown.text]).toEqual([wrong.status, wrong.text])
  expect(wrong.headers['set-cookie']).toBeUndefined()
})

test('failed attempts make a user wait, and the wait ends', async () => {
  const at = await startCollector()
  for (let i = 0; i < 5; i++) expect((await signIn(at, 'wrong')).status).toBe(401)
  const refused = await signIn(at)
  expect(refused.status).toBe(429)
  expect(refused.json()).toMatchObject({ code: 'too-many-attempts' })
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  at.advance(1100)
  expect((await signIn(at)).status).toBe(200)
  expect((await signIn(at, 'wrong')).status).toBe(401)
})

test('attempts made at the same moment count too', async () => {
  const at = await startCollector()
  const answers = await Promise.all(Array.from({ length: 12 }, () => signIn(at, 'wrong')))
  expect(answers.filter(answer => answer.status === 401)).toHaveLength(5)
  expect(answers.filter(answer => answer.status === 429)).toHaveLength(7)
})

test('a one-time link signs in once', async () => {
  const at = await startCollector()
  const ticket = await ticketOf(at)
  const first = await ask(at, 'POST', '/api/v1/session/link', { body: { ticket } })
  expect(first.status).toBe(200)
  expect((await ask(at, 'GET', '/api/v1/session', { headers: { cookie: first.cookie! } })).status).toBe(200)
  const second = await ask(at, 'POST', '/api/v1/session/link', { body: { ticket } })
  expect(second.status).toBe(401)
  expect(second.json()).toMatchObject({ code: 'link-spent' })
})

test('a one-time link is worth nothing after 15 minutes', async () => {
  const at = await startCollector()
  const ticket = await ticketOf(at)
  at.advance(15 * 60_000)
  expect((await ask(at, 'POST', '/api/v1/session/link', { body: { ticket } })).status).toBe(401)
})

test('signing out ends the session for everyone who has the cookie', async () => {
  const at = await startCollector()
  const cookie = (await signIn(at)).cookie!
  const out = await ask(at, 'DELETE', '/api/v1/session', { headers: { cookie } })
  expect(out.status).toBe(204)
  expect(out.headers['set-cookie']![0]).toMatch(/^forewarn=; .*Expires=Thu, 01 Jan 1970/)
  expect((await ask(at, 'GET', '/api/v1/session', { headers: { cookie } })).status).toBe(401)
})

test('a session ends after 12 idle hours, use keeps it alive, and 7 days end it anyway', async () => {
  const at = await startCollector()
  const cookie = (await signIn(at)).cookie!
  const visit = async () => (await ask(at, 'GET', '/api/v1/session', { headers: { cookie } })).status
  for (let hours = 0; hours < 7 * 24 - 11; hours += 11) {
    expect(await visit()).toBe(200)
    at.advance(11 * HOUR_MS)
  }
  expect(await visit()).toBe(200)
  at.advance(5 * HOUR_MS)
  expect(await visit()).toBe(401)

  const idle = (await signIn(at)).cookie!
  at.advance(12 * HOUR_MS)
  expect((await ask(at, 'GET', '/api/v1/session', { headers: { cookie: idle } })).status).toBe(401)
})

test('a page of another site can neither sign in nor write with somebody’s cookie', async () => {
  const at = await startCollector()
  const cookie = (await signIn(at)).cookie!
  const body = { name: 'Elsewhere' }
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ]) {
    const answer = await ask(at, 'POST', '/api/v1/sites', { body, headers: { cookie, ...headers } })
    expect(answer.json()).toMatchObject({ code: 'cross-site' })
    expect((await signIn(at, at.firstPassword!, headers)).status).toBe(403)
  }
  const own = { cookie, origin: at.url, 'sec-fetch-site': 'same-origin' }
  expect((await ask(at, 'POST', '/api/v1/sites', { body, headers: own })).status).toBe(201)
})

test('neither password nor session, ticket or token lie in the database', async () => {
  const at = await startCollector()
  const cookie = (await signIn(at)).cookie!.split('=')[1]!
  const ticket = await ticketOf(at)
  const copy = await ask(at, 'GET', '/api/v1/backup', { token: at.adminToken })
  expect(copy.text).toContain('$argon2id$v=19$m=19456,t=2,p=1$')
  for (const secret of [at.firstPassword!, cookie, ticket, at.adminToken]) expect(copy.text).not.toContain(secret)
})
