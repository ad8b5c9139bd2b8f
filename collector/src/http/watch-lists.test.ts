import { expect, test } from 'vitest'

import { ask, startCollector, type TestCollector } from '../test-collector.ts'

const EMPTY = { watchedPrograms: [], requiredPeripherals: [], peers: [] }
const PEERS = [{ name: 'Cloud', host: 'cloud.example' }]

async function pathOf(at: TestCollector): Promise<string> {
  const { sites } = (await ask(at, 'GET', '/api/v1/sites', { token: at.adminToken })).json() as {
    sites: { id: string }[]
  }
  return `/api/v1/sites/${sites[0]!.id}/watch-list`
}

async function tokenFor(at: TestCollector, role: string): Promise<string> {
  const made = await ask(at, 'POST', '/api/v1/tokens', { token: at.adminToken, body: { role } })
  return (made.json() as { token: string }).token
}

test('everyone may read a site’s watch list, an engineer replaces it', async () => {
  const at = await startCollector()
  const path = await pathOf(at)
  const [viewer, engineer] = [await tokenFor(at, 'viewer'), await tokenFor(at, 'engineer')]
  expect((await ask(at, 'GET', path, { token: viewer })).json()).toEqual(EMPTY)
  expect(await ask(at, 'PUT', path, { token: viewer, body: { peers: PEERS } })).toMatchObject({ status: 403 })
  const put = await ask(at, 'PUT', path, { token: engineer, body: { peers: PEERS } })
  const stored = { ...EMPTY, peers: [{ ...PEERS[0], port: 443, roles: [] }] }
  expect([put.status, put.json()]).toEqual([200, stored])
  expect((await ask(at, 'GET', path, { token: viewer })).json()).toEqual(stored)
  expect((await ask(at, 'PUT', path, { token: engineer, body: {} })).json()).toEqual(EMPTY)
})

test('a list with faults is refused with all of them, and the one before stays', async () => {
  const at = await startCollector()
  const path = await pathOf(at)
  const token = at.adminToken
  const kept = (await ask(at, 'PUT', path, { token, body: { peers: PEERS } })).json()
  const wrong = { watchedPrograms: [{ name: '' }], peers: [{ ...PEERS[0], port: 70_000 }], cameras: [] }
  const answer = await ask(at, 'PUT', path, { token, body: wrong })
  expect([answer.status, answer.json()]).toEqual([
    400,
    {
      code: 'invalid',
      message:
        'The watch list does not fit: cameras is not known; known are watchedPrograms, requiredPeripherals, peers; ' +
        'watchedPrograms[0].name must be text of 1 to 200 characters; ' +
        'watchedPrograms[0].executables must name at least one program file; ' +
        'peers[0].port must be a whole number from 1 to 65535.',
    },
  ])
  for (const raw of [
    '',
    'null',
    '[]',
    '"x"',
    '{"peers":',
    '{"__proto__":{"peers":[]}}',
    `[${'null,'.repeat(9999)}0]`,
  ]) {
    const { status, text } = await ask(at, 'PUT', path, { token, raw, headers: { 'content-type': 'application/json' } })
    expect([raw.slice(0, 20), status]).toEqual([raw.slice(0, 20), 400])
    expect(text.length).toBeLessThan(8192)
  }
  expect((await ask(at, 'PUT', path, { token, raw: 'x'.repeat(70_000) })).status).toBe(413)
  expect((await ask(at, 'GET', path, { token })).json()).toEqual(kept)
})

test('a site that is not there has no watch list', async () => {
  const at = await startCollector()
  const options = { token: at.adminToken, body: { peers: PEERS } }
  expect((await ask(at, 'PUT', '/api/v1/sites/site-0/watch-list', options)).json()).toMatchObject({
    code: 'unknown-site',
  })
  expect((await ask(at, 'GET', '/api/v1/sites/site-0/watch-list', { token: at.adminToken })).status).toBe(404)
})
