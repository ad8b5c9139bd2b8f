import { request, type IncomingMessage } from 'node:http'

import { parseEnrolmentCode } from '@forewarn/shared/enrolment-code.ts'
import type { Device, Health } from '@forewarn/shared/api.ts'
import { expect, onTestFinished, test } from 'vitest'

import { ask, startCollector, type TestCollector } from '../test-collector.ts'

interface Stream {
  status: number
  /** The next event of this name. */
  next(name: string): Promise<unknown>
  ended: Promise<void>
  text(): string
}

async function follow(at: TestCollector, query = '', headers: Record<string, string> = {}): Promise<Stream> {
  const auth = headers['cookie'] === undefined ? { authorization: `Bearer ${at.adminToken}` } : {}
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(new URL(`/api/v1/live${query}`, at.url), {
      headers: { ...auth, ...headers },
      agent: false,
    })
    outgoing.on('response', resolve).on('error', reject).end()
    onTestFinished(() => void outgoing.destroy())
  })
  const waiting: { name: string; resolve: (data: unknown) => void }[] = []
  const seen: { name: string; data: unknown }[] = []
  let all = ''
  let rest = ''
  response.setEncoding('utf8').on('data', (text: string) => {
    all += text
    const parts = (rest + text).split('\n\n')
    rest = parts.pop()!
    for (const part of parts) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? []
      if (name !== undefined) seen.push({ name, data: JSON.parse(data!) })
    }
    for (let i = waiting.length - 1; i >= 0; i--) {
      const at = seen.findIndex(event => event.name === waiting[i]!.name)
      if (at >= 0) waiting.splice(i, 1)[0]!.resolve(seen.splice(at, 1)[0]!.data)
    }
  })
  response.on('error', () => undefined)
  return {
    status: response.statusCode!,
    next: name => {
      const at = seen.findIndex(event => event.name === name)
      if (at >= 0) return Promise.resolve(seen.splice(at, 1)[0]!.data)
      return new Promise(resolve => waiting.push({ name, resolve }))
    },
    ended: new Promise(resolve => response.on('close', () => resolve())),
    text: () => all,
  }
}

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
