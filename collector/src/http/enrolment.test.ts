import { parseEnrolmentCode } from '@forewarn/shared/enrolment-code.ts'
import type { Device } from '@forewarn/shared/api.ts'
import { expect, test } from 'vitest'

import { ask, startCollector, type TestCollector } from '../test-collector.ts'

async function createCode(at: TestCollector, body: object = {}): Promise<{ id: string; code: string }> {
  const answer = await ask(at, 'POST', '/api/v1/enrolment-codes', { token: at.adminToken, body })
  expect(answer.status).toBe(201)
  return answer.json()
}

function enrol(at: TestCollector, code: string, hostname = 'board-301') {
  const { secret } = parseEnrolmentCode(code)
  const body = { secret, hostname, hardware: ['mac:02:00:00:00:00:01'], agent: '0.1.0', platform: 'linux x64' }
  return ask(at, 'POST', '/api/v1/enrol', { body })
}

test('a code leads to this collector and brings in one device with a key of its own', async () => {
  const at = await startCollector()
  const { code } = await createCode(at)
  expect(parseEnrolmentCode(code)).toMatchObject({ address: at.url.replace('http', 'ws'), fingerprint: null })
  const answer = await enrol(at, code)
  expect(answer.json()).toMatchObject({ device: expect.stringMatching(/^dev-/) as string, epoch: 1, authority: null })
  const { devices } = (await ask(at, 'GET', '/api/v1/devices', { token: at.adminToken })).json() as {
    devices: Device[]
  }
  expect(devices).toHaveLength(1)
  expect(devices[0]).toMatchObject({
    name: 'board-301',
    hostname: 'board-301',
    state: 'never',
    flags: [],
    role: 'other',
  })
  expect((await enrol(at, code)).json()).toMatchObject({ code: 'code-used' })
})

test('a site code brings in many, each with its own key', async () => {
  const at = await startCollector()
  const { code } = await createCode(at, { uses: 'many' })
  const answers = await Promise.all(['a', 'b', 'c'].map(hostname => enrol(at, code, hostname)))
  const keys = answers.map(answer => (answer.json() as { key: string }).key)
  expect(new Set(keys).size).toBe(3)
  const health = (await ask(at, 'GET', '/health')).json() as { devices: unknown }
  expect(health.devices).toEqual({ total: 3, online: 0 })
})

test('a one-time code used at the same moment brings in one device only', async () => {
  const at = await startCollector()
  const { code } = await createCode(at)
  const answers = await Promise.all(Array.from({ length: 8 }, () => enrol(at, code)))
  expect(answers.map(answer => answer.status).toSorted((a, b) => a - b)).toEqual([
    200, 403, 403, 403, 403, 403, 403, 403,
  ])
})

test('an expired and a revoked code say which they are', async () => {
  const at = await startCollector()
  const short = await createCode(at, { expiresInHours: 1 })
  const revoked = await createCode(at, { expiresInHours: 48 })
  at.advance(3_600_000)
  expect((await enrol(at, short.code)).json()).toMatchObject({ code: 'code-expired' })
  await ask(at, 'DELETE', `/api/v1/enrolment-codes/${revoked.id}`, { token: at.adminToken })
  expect((await enrol(at, revoked.code)).json()).toMatchObject({ code: 'code-revoked' })
})

test('the list of codes shows how often each was used and never the code', async () => {
  const at = await startCollector()
  const { code, id } = await createCode(at)
  await enrol(at, code)
  const answer = await ask(at, 'GET', '/api/v1/enrolment-codes', { token: at.adminToken })
  expect(answer.json()).toMatchObject({ codes: [{ id, uses: 'one', used: 1, revokedAt: null }] })
  expect(answer.text).not.toContain(parseEnrolmentCode(code).secret)
})

test('with more than one site a code must say which', async () => {
  const at = await startCollector()
  const site = await ask(at, 'POST', '/api/v1/sites', { token: at.adminToken, body: { name: 'Second' } })
  const answer = await ask(at, 'POST', '/api/v1/enrolment-codes', { token: at.adminToken, body: {} })
  expect(answer.json()).toMatchObject({ code: 'site-required' })
  const { code } = await createCode(at, { siteId: (site.json() as { id: string }).id })
  expect((await enrol(at, code)).status).toBe(200)
})
