import { parseEnrolmentCode } from '@forewarn/shared/enrolment-code.ts'
import { expect, test } from 'vitest'

import { ask, startCollector, type TestCollector } from '../test-collector.ts'

async function call<T>(at: TestCollector, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await ask(at, method, `/api/v1${path}`, { token: at.adminToken, body })
  return (answer.text === '' ? { status: answer.status } : answer.json()) as T
}

interface Named {
  id: string
  name: string
}

async function enrolDevice(at: TestCollector, siteId: string): Promise<string> {
  const { code } = await call<{ code: string }>(at, 'POST', '/enrolment-codes', { siteId })
  const body = { secret: parseEnrolmentCode(code).secret, hostname: 'pc', hardware: [], agent: '1', platform: 'linux' }
  return (await call<{ device: string }>(at, 'POST', '/enrol', body)).device
}

test('sites are created, renamed and listed with their devices', async () => {
  const at = await startCollector()
  const site = await call<Named>(at, 'POST', '/sites', { name: '城东小学', timeZone: 'Asia/Shanghai' })
  await enrolDevice(at, site.id)
  expect(await call(at, 'POST', '/sites', { name: '城东小学' })).toMatchObject({ code: 'name-taken' })
  expect(await call(at, 'POST', '/sites', { name: 'X', timeZone: 'Mars/Base' })).toMatchObject({
    code: 'unknown-time-zone',
  })
  expect(await call(at, 'PATCH', `/sites/${site.id}`, { name: '城西小学' })).toEqual({
    id: site.id,
    name: '城西小学',
    timeZone: 'Asia/Shanghai',
    devices: 1,
    online: 0,
  })
  expect(await call(at, 'PATCH', '/sites/site-0', { name: 'Y' })).toMatchObject({ code: 'unknown-site' })
  const { sites } = await call<{ sites: Named[] }>(at, 'GET', '/sites')
  expect(sites.map(one => one.name)).toContain('城西小学')
})

test('a device is named and put into a room of its own site, and a room in use stays', async () => {
  const at = await startCollector()
  const site = await call<Named>(at, 'POST', '/sites', { name: 'East' })
  const other = await call<Named>(at, 'POST', '/sites', { name: 'West' })
  const room = await call<Named>(at, 'POST', '/rooms', { siteId: site.id, name: '301', building: 'A', floor: '3' })
  const elsewhere = await call<Named>(at, 'POST', '/rooms', { siteId: other.id, name: '301' })
  const device = await enrolDevice(at, site.id)

  const change = { name: '301 board', role: 'board', roomId: room.id }
  expect(await call(at, 'PATCH', `/devices/${device}`, change)).toMatchObject({ ...change, roomName: '301' })
  expect(await call(at, 'PATCH', `/devices/${device}`, { roomId: elsewhere.id })).toMatchObject({
    code: 'unknown-room',
  })
  expect(await call(at, 'PATCH', '/devices/dev-0', { name: 'x' })).toMatchObject({ code: 'unknown-device' })
  expect(await call(at, 'DELETE', `/rooms/${room.id}`)).toMatchObject({ code: 'room-in-use' })
  await call(at, 'PATCH', `/devices/${device}`, { roomId: null })
  expect(await call(at, 'DELETE', `/rooms/${room.id}`)).toEqual({ status: 204 })
  expect(await call(at, 'GET', `/rooms?site=${site.id}`)).toEqual({ rooms: [] })
  expect(await call(at, 'GET', '/devices?site=site-0')).toEqual({ devices: [] })
})

test('rooms of one name are told apart by building and floor only', async () => {
  const at = await startCollector()
  const { id: siteId } = await call<Named>(at, 'POST', '/sites', { name: 'East' })
  const first = await call<Named>(at, 'POST', '/rooms', { siteId, name: '301', building: 'A' })
  const second = await call<Named>(at, 'POST', '/rooms', { siteId, name: '301', building: 'B' })
  expect(await call(at, 'POST', '/rooms', { siteId, name: '301', building: 'A' })).toMatchObject({ code: 'name-taken' })
  expect(await call(at, 'PATCH', `/rooms/${second.id}`, { building: 'A' })).toMatchObject({ code: 'name-taken' })
  expect(await call(at, 'PATCH', `/rooms/${second.id}`, { building: null })).toMatchObject({ building: null })
  expect(await call(at, 'PATCH', `/rooms/${first.id}`, { siteId: 'other' })).toMatchObject({ code: 'invalid' })
})

test('questions about an unknown device, a wrong range or a wrong cursor are refused by name', async () => {
  const at = await startCollector()
  const { sites } = await call<{ sites: Named[] }>(at, 'GET', '/sites')
  const device = await enrolDevice(at, sites[0]!.id)
  for (const path of ['', '/latest', '/series?metric=system.uptime', '/events', '/ledger'])
    expect(await call(at, 'GET', `/devices/dev-0${path}`)).toMatchObject({ code: 'unknown-device' })
  for (const query of [
    'series?metric=a&from=yesterday',
    'series?metric=a&from=2026-02-02T00:00:00Z&to=2026-02-01T00:00:00Z',
    'series?metric=a&maxPoints=1',
    'series?metric=a&attributes=[1]',
    'series',
    'events?before=abc',
    'events?limit=0',
  ])
    expect(await call(at, 'GET', `/devices/${device}/${query}`)).toMatchObject({ code: 'invalid' })
  expect(await call(at, 'GET', `/devices/${device}/latest`)).toMatchObject({ readings: [], inventory: [] })
  expect(await call(at, 'GET', `/devices/${device}/events`)).toEqual({ events: [], next: null })
  const series = `/devices/${device}/series?metric=system.uptime&from=1767225600000&to=2026-01-01T01:00:00Z`
  expect(await call(at, 'GET', series)).toMatchObject({
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-01T01:00:00.000Z',
    series: [],
  })
})
