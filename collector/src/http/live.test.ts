import { parseEnrolmentCode } from '@forewarn/shared/enrolment-code.ts'
import type { Device, Health } from '@forewarn/shared/api.ts'
import { expect, test } from 'vitest'

import { ask, startCollector, type TestCollector } from '../test-collector.ts'
import { followLive as follow } from './test-live.ts'

async function enrolDevice(at: TestCollector): Promise<string> {
  const created = await ask(at, 'POST', '/api/v1/enrolment-codes', { token: at.adminToken, body: {} })
  const { secret } = parseEnrolmentCode((created.json() as { code: string }).code)
  const body = { secret, hostname: 'pc', hardware: [], agent: '1', platform: 'linux' }
  return ((await ask(at, 'POST', '/api/v1/enrol', { body })).json() as { device: string }).device
}

test('a live page gets the present state first and then what changes', async () => {
  const at = await startCollector()
  const device = await enrolDevice(at)
  const stream = await follow(at, `?device=${device}`)
  expect(stream.status).toBe(200)
  expect(((await stream.next('health')) as Health).status).toBe('ok')
  expect((await stream.next('devices')) as Device[]).toMatchObject([{ id: device, state: 'never' }])
  expect(await stream.next('readings')).toEqual({ deviceId: device, readings: [] })
  await ask(at, 'PATCH', `/api/v1/devices/${device}`, { token: at.adminToken, body: { name: 'renamed' } })
  expect((await stream.next('devices')) as Device[]).toMatchObject([{ id: device, name: 'renamed' }])
})

test('a live page hears of an incident that opens and of what is done about it, and of none from before', async () => {
  const at = await startCollector()
  const token = at.adminToken
  const { sites } = (await ask(at, 'GET', '/api/v1/sites', { token })).json() as { sites: { id: string }[] }
  const open = () =>
    ask(at, 'POST', '/api/v1/requests', { token, body: { siteId: sites[0]!.id, text: 'x', lessonStopped: false } })
  await open()
  const stream = await follow(at)
  await stream.next('devices')
  const { id } = (await open()).json() as { id: string }
  expect(await stream.next('incidents')).toMatchObject([{ id, state: 'open', version: 1, handler: null }])
  const body = { action: { type: 'dispatch', to: 'East crew' } }
  await ask(at, 'POST', `/api/v1/incidents/${id}/actions`, { token, body })
  expect(await stream.next('incidents')).toMatchObject([{ id, state: 'in-progress', version: 2, handler: 'East crew' }])
})

test('a live page gets signs of life and ends when its session does', async () => {
  const at = await startCollector({ limits: { liveBeatMs: 20 } })
  const body = { user: 'admin', password: at.firstPassword }
  const cookie = (await ask(at, 'POST', '/api/v1/session', { body })).cookie!
  const stream = await follow(at, '', { cookie })
  await stream.next('devices')
  await ask(at, 'DELETE', '/api/v1/session', { headers: { cookie } })
  await stream.ended
  expect(stream.text()).toContain(': beat')
})

test('stopping the collector ends live pages instead of waiting for them', async () => {
  const at = await startCollector()
  const stream = await follow(at)
  await stream.next('health')
  await at.collector.stop()
  await stream.ended
})

test('more live pages than the limit are refused, and a page that leaves makes room', async () => {
  const at = await startCollector({ limits: { liveConnections: 1 } })
  const first = await follow(at)
  await first.next('health')
  const refused = await ask(at, 'GET', '/api/v1/live', { token: at.adminToken })
  expect([refused.status, (refused.json() as { code: string }).code]).toEqual([503, 'too-many-live'])
})

test('nobody follows an unknown device', async () => {
  const at = await startCollector()
  expect((await ask(at, 'GET', '/api/v1/live?device=dev-0', { token: at.adminToken })).status).toBe(404)
})
