import { parseEnrolmentCode } from '@forewarn/shared/enrolment-code.ts'
import { expect, test } from 'vitest'

import { jpeg } from '../photos/test-photos.ts'
import { ask, startCollector, type TestCollector } from '../test-collector.ts'
import { followLive } from './test-live.ts'
import { admin, newUser, as } from './test-people.ts'

interface School {
  site: string
  room: string
  device: string
  incident: string
  /** Of its request link, of what was sent through it, and of a photo of its incident. */
  token: string
  key: string
  photo: string
}

/** A school with something of everything, all of it bearing its mark. */
async function school(at: TestCollector, mark: string): Promise<School> {
  const call = <T>(method: string, path: string, body?: unknown) => admin<T>(at, method, path, body)
  const { id: site } = await call<{ id: string }>('POST', '/sites', { name: `${mark} school` })
  const { id: room } = await call<{ id: string }>('POST', '/rooms', { siteId: site, name: `${mark} room` })
  const { code } = await call<{ code: string }>('POST', '/enrolment-codes', { siteId: site, uses: 'many' })
  const { secret } = parseEnrolmentCode(code)
  const facts = { secret, hostname: `${mark}-pc`, hardware: [], agent: '1', platform: 'linux' }
  const { device } = await call<{ device: string }>('POST', '/enrol', facts)
  await call('PATCH', `/devices/${device}`, { name: `${mark} device`, roomId: room })
  const request = { siteId: site, roomId: room, device, text: `${mark} trouble`, lessonStopped: false }
  const { id: incident } = await call<{ id: string }>('POST', '/requests', request)
  const year = new Date().getUTCFullYear()
  await call('PUT', `/sites/${site}/timetable`, {
    terms: [{ from: `${year}-01-01`, to: `${year + 1}-12-31` }],
    periods: [{ name: mark, weekdays: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '20:00' }],
    statutory: false,
    off: [],
    working: [],
    swappedAs: 1,
    lessonsOf: {},
    maintenance: [],
  })
  const peers = [{ name: `${mark} peer`, host: 'peer.example', port: 443 }]
  await call('PUT', `/sites/${site}/watch-list`, { peers })
  const { token } = await call<{ token: string }>('POST', `/sites/${site}/request-link`)
  const form = { what: 'touch', lessonStopped: false, language: 'en', roomId: room, text: `${mark} report` }
  const { key } = await call<{ key: string }>('POST', `/request-links/${token}/requests`, form)
  const sent = await ask(at, 'POST', `/api/v1/incidents/${incident}/photos`, {
    token: at.adminToken,
    raw: jpeg(),
    headers: { 'content-type': 'image/jpeg' },
  })
  const { id: photo } = sent.json() as { id: string }
  return { site, room, device, incident, token, key, photo }
}

/** What stands for each name of a path that means nothing of one school; a new name must be put here or into `School`. */
const COMMON: Record<string, string> = { user: 'admin', session: 'session-0', code: 'code-0' }
/** Needed, or the route answers 400 before anything else. */
const QUERIES: Record<string, string> = {
  '/devices/{device}/series': '?metric=system.cpu.utilization',
  '/sites/{site}/record': '?from=2026-01-01&to=2099-12-31',
}

async function routesOf(at: TestCollector): Promise<string[]> {
  const { paths } = await admin<{ paths: Record<string, Record<string, unknown>> }>(at, 'GET', '/openapi.json')
  return Object.entries(paths)
    .filter(([path, operations]) => 'get' in operations && path.startsWith('/api/v1/'))
    .map(([path]) => path.slice('/api/v1'.length))
}

function fill(path: string, of: School): string {
  return (
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = (of as unknown as Record<string, string>)[name] ?? COMMON[name]
      if (value === undefined) throw new Error(`what stands for {${name}} of ${path}?`)
      return encodeURIComponent(value)
    }) + (QUERIES[path] ?? '')
  )
}

test('on every route a limited viewer is told of their own school and of no other', async () => {
  const at = await startCollector()
  const [own, other] = [await school(at, 'Own'), await school(at, 'Other')]
  const cookie = await newUser(at, { name: 'head', role: 'viewer', sites: [own.site] })
  const { token } = await admin<{ token: string }>(at, 'POST', '/tokens', { role: 'viewer', sites: [own.site] })
  const secrets = ['Other', ...Object.values(other)]
  const routes = (await routesOf(at)).filter(path => path !== '/live')
  expect(routes.length).toBeGreaterThan(18)
  const told: string[] = []
  for (const headers of [{ cookie }, { authorization: `Bearer ${token}` }])
    for (const path of routes) {
      const get = (address: string) => ask(at, 'GET', `/api/v1${address}`, { headers })
      const answer = await get(fill(path, own))
      expect([path, answer.status]).toEqual([path, expect.toSatisfy((status: number) => [200, 403].includes(status))])
      for (const secret of secrets) expect(answer.text, path).not.toContain(secret)
      if (answer.text.includes('Own')) told.push(path)
      if (/\{(site|room|device|incident|photo)\}/.test(path))
        expect([path, (await get(fill(path, other))).status]).toEqual([path, answer.status === 403 ? 403 : 404])
      const marker = path.includes('?') ? '&' : '?'
      for (const name of ['site', 'device', 'room', 'incident'] as const) {
        const filtered = await get(`${fill(path, own)}${marker}${name}=${other[name]}`)
        for (const secret of secrets) expect(filtered.text, `${path}?${name}`).not.toContain(secret)
      }
    }
  // The test would pass on empty schools, too.
  const tells = ['/sites', '/rooms', '/devices', '/devices/{device}', '/devices/{device}/latest', '/incidents']
  tells.push('/incidents/{incident}', '/sites/{site}/watch-list', '/sites/{site}/timetable')
  expect(told).toEqual(expect.arrayContaining(tells))

  const all = await newUser(at, { name: 'all', role: 'viewer' })
  for (const path of ['/sites', '/rooms', '/devices', '/incidents'])
    expect((await as(at, all, 'GET', path)).text).toContain(other.site)
})

test('the live stream tells a limited viewer of their own school and of no other, and begins anew when that changes', async () => {
  const at = await startCollector({ limits: { liveBeatMs: 100 } })
  const [own, other] = [await school(at, 'Own'), await school(at, 'Other')]
  const cookie = await newUser(at, { name: 'head', role: 'viewer', sites: [own.site] })
  expect((await as(at, cookie, 'GET', `/live?device=${other.device}`)).status).toBe(404)
  const stream = await followLive(at, '', { cookie })
  expect(await stream.next('devices')).toMatchObject([{ id: own.device }])
  for (const { device, incident } of [other, own]) {
    await admin(at, 'PATCH', `/devices/${device}`, { role: 'board' })
    await admin(at, 'POST', `/incidents/${incident}/actions`, { action: { type: 'acknowledge' } })
  }
  expect(await stream.next('devices')).toMatchObject([{ id: own.device, role: 'board' }])
  expect(await stream.next('incidents')).toMatchObject([{ id: own.incident }])
  for (const secret of ['Other', ...Object.values(other)]) expect(stream.text()).not.toContain(secret)
  await admin(at, 'PATCH', '/users/head', { sites: [other.site] })
  await stream.ended
  expect(await (await followLive(at, '', { cookie })).next('devices')).toMatchObject([{ id: other.device }])
})

test('the numbers of the whole collector are not for tokens that see a part of it', async () => {
  const at = await startCollector()
  const { token } = await admin<{ token: string }>(at, 'POST', '/tokens', { role: 'viewer', sites: [] })
  const headers = { 'x-forwarded-for': '192.0.2.1' }
  expect((await ask(at, 'GET', '/metrics', { token, headers })).status).toBe(403)
})
