import type { Role } from '@forewarn/shared/api.ts'
import { expect, test } from 'vitest'

import { ask, startCollector, type TestCollector } from '../test-collector.ts'

async function createToken(at: TestCollector, role: Role): Promise<{ id: string; token: string }> {
  const answer = await ask(at, 'POST', '/api/v1/tokens', { token: at.adminToken, body: { role, name: `for ${role}s` } })
  expect(answer.status).toBe(201)
  return answer.json()
}

test('a viewer reads, an engineer writes rooms, an administrator writes sites, tokens and codes', async () => {
  const at = await startCollector()
  const { sites } = (await ask(at, 'GET', '/api/v1/sites', { token: at.adminToken })).json() as {
    sites: { id: string }[]
  }
  const attempts: [method: string, path: string, body?: unknown][] = [
    ['GET', '/api/v1/devices'],
    ['POST', '/api/v1/rooms', { siteId: sites[0]!.id, name: '301' }],
    ['POST', '/api/v1/sites', { name: 'Second' }],
    ['GET', '/api/v1/tokens'],
    ['GET', '/api/v1/backup'],
    ['POST', '/api/v1/enrolment-codes', { siteId: sites[0]!.id }],
  ]
  const outcome: Record<string, number[]> = {}
  for (const role of ['viewer', 'engineer', 'admin'] as const) {
    const { token } = await createToken(at, role)
    expect(token).toMatch(/^fwt_[\w-]{43}$/)
    outcome[role] = []
    for (const [method, path, body] of attempts)
      outcome[role].push((await ask(at, method, path, { token, body })).status)
  }
  expect(outcome).toEqual({
    viewer: [200, 403, 403, 403, 403, 403],
    engineer: [200, 201, 403, 403, 403, 403],
    admin: [200, 409, 201, 200, 200, 201],
  })
})

test('a revoked token is refused at once and stays listed', async () => {
  const at = await startCollector()
  const { id, token } = await createToken(at, 'viewer')
  expect((await ask(at, 'GET', '/api/v1/devices', { token })).status).toBe(200)
  expect((await ask(at, 'DELETE', `/api/v1/tokens/${id}`, { token: at.adminToken })).status).toBe(204)
  expect((await ask(at, 'GET', '/api/v1/devices', { token })).json()).toMatchObject({ code: 'sign-in-required' })
  const { tokens } = (await ask(at, 'GET', '/api/v1/tokens', { token: at.adminToken })).json() as {
    tokens: { id: string; revokedAt: string | null }[]
  }
  expect(tokens.find(one => one.id === id)?.revokedAt).toMatch(/Z$/)
  expect((await ask(at, 'DELETE', `/api/v1/tokens/${id}`, { token: at.adminToken })).status).toBe(404)
})

test.each(['Bearer', 'Bearer fwt_', 'Bearer fwt_wrong', 'Basic YWRtaW46YWRtaW4=', 'fwt_x'])(
  'the authorization "%s" is refused, cookie or not',
  async authorization => {
    const at = await startCollector()
    expect((await ask(at, 'GET', '/api/v1/devices', { headers: { authorization } })).status).toBe(401)
  },
)
