import type {
  ClassHours,
  Device,
  DeviceEvent,
  Health,
  Latest,
  LatestAnswer,
  Me,
  Room,
  Site,
} from '@forewarn/shared/api.ts'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'

import { events, latestOf, ledger, series } from './samples.ts'
import { incidents } from './incidents.ts'
import { backtestResult, createStubSettings, type StubSettings } from './stub-settings.ts'
import { answerArchive } from './stub-archive.ts'
import { createStubIncidents } from './stub-incidents.ts'
import { createStubPeople } from './stub-people.ts'
import type { StubPeople } from './stub-people.ts'
import type { StubIncidents } from './stub-incidents.ts'
import { createStubRequests } from './stub-requests.ts'
import type { StubRequests } from './stub-requests.ts'

/** The strictest policy under which the page is promised to work. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

export const PASSWORD = 'right-password'
export const TICKET = 'ticket-of-one-link'

/** A stand-in for the collector: its addresses with made-up answers, and the built page under the strict policy. */
export interface StubCollector {
  url: string
  devices: Device[]
  sites: Site[]
  rooms: Room[]
  classHours: ClassHours
  incidents: StubIncidents
  settings: StubSettings
  /** Answers a back-test line by line. */
  backtest: (response: ServerResponse) => void
  requests: StubRequests
  people: StubPeople
  /** Says nothing of what people do, as a link that is slow. */
  quiet: boolean
  /** Who signs in. */
  me: Me
  /** What a device tells, as of a moment. */
  answer: (device: Device, at: number) => LatestAnswer
  /** Sends an event to every page that follows. */
  push(event: 'devices' | 'incidents' | 'readings' | 'health', data: unknown): void
  pushReadings(deviceId: string, list: Latest[]): void
  /** How many pages follow. */
  followers(): number
  /** Ends every session, as a restart with another key would. */
  endSessions(): void
  /** Cuts every live link; `refuse` also turns new ones away. */
  cutLive(refuse: boolean): void
  close(): Promise<void>
}

export async function createStubCollector(dist: string, devices: Device[]): Promise<StubCollector> {
  let sessions = new Set<string>()
  let refuseLive = false
  let serial = 0
  const followers = new Set<ServerResponse>()
  const stub: Pick<
    StubCollector,
    | 'devices'
    | 'sites'
    | 'rooms'
    | 'classHours'
    | 'incidents'
    | 'requests'
    | 'people'
    | 'settings'
    | 'backtest'
    | 'quiet'
    | 'me'
    | 'answer'
  > = {
    devices,
    sites: [{ id: 's1', name: '谷雨路小学', timeZone: 'Asia/Shanghai', devices: devices.length, online: 1 }],
    rooms: [{ id: 'r9', siteId: 's1', building: '启智楼', floor: '2', name: '音乐教室' }],
    classHours: { sites: [] },
    incidents: createStubIncidents(incidents(Date.now()), changed => stub.quiet || push('incidents', [changed])),
    settings: createStubSettings(() => stub),
    backtest(response) {
      response.write(`${JSON.stringify({ progress: { done: 1, of: 4 } })}\n`)
      response.end(`${JSON.stringify({ result: backtestResult() })}\n`)
    },
    requests: createStubRequests(Date.now()),
    people: createStubPeople(Date.now()),
    quiet: false,
    me: { user: 'admin', role: 'admin' },
    answer: latestOf,
  }

  function health(): Health {
    const online = stub.devices.filter(device => device.state === 'online').length
    return {
      status: 'ok',
      version: '0.1.0',
      problems: [],
      devices: { total: stub.devices.length, online },
      store: { writing: true, bytes: 48_234_496, position: 1_842_201 },
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stub')
    const json = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(status === 204 ? undefined : JSON.stringify(body))
    }
    response.setHeader('content-security-policy', POLICY)
    if (url.pathname === '/health') return json(200, health())
    if (!url.pathname.startsWith('/api/')) return sendFile(dist, url.pathname, response)

    const path = url.pathname.slice('/api/v1'.length)
    const asked = await stub.requests.answer(
      request.method ?? 'GET',
      path,
      request.headers['content-type'] ?? '',
      async () => bytesOf(request),
    )
    if (asked !== null) return json(asked.status, asked.body, asked.headers)
    const session = /session=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
    const { me } = stub
    if (request.method === 'POST' && path.startsWith('/session')) {
      const given = JSON.parse(await bodyOf(request)) as { user?: string; password?: string; ticket?: string }
      if (given.user === 'hurried')
        return json(429, { code: 'too-many-attempts', message: 'Wait.' }, { 'retry-after': '42' })
      if (given.password !== PASSWORD && given.ticket !== TICKET)
        return json(401, { code: 'wrong-credentials', message: 'User or password is wrong.' })
      const id = `s${++serial}`
      sessions.add(id)
      return json(200, me, { 'set-cookie': `session=${id}; HttpOnly; SameSite=Strict; Path=/` })
    }
    if (request.method === 'DELETE' && path === '/session') {
      sessions.delete(session)
      response.writeHead(204).end()
      return
    }
    if (!sessions.has(session)) return json(401, { code: 'signed-out', message: 'Sign in first.' })
    if (path === '/session') return json(200, me)
    if (path === '/backtest') return stub.backtest(response)
    const settled = await stub.settings.answer(
      request.method ?? 'GET',
      path,
      url.searchParams,
      async () => bodyOf(request),
      request.headers,
    )
    if (settled !== null) {
      if (settled.status === 204) return void response.writeHead(204).end()
      return json(settled.status, settled.body, settled.headers)
    }
    const people = await stub.people.answer(request.method ?? 'GET', url, async () => JSON.parse(await bodyOf(request)))
    if (people !== null) return json(people.status, people.body)
    if (path === '/sites') return json(200, { sites: stub.sites })
    if (path === '/rooms') return json(200, { rooms: stub.rooms })
    if (path === '/class-hours') return json(200, stub.classHours)
    if (path === '/silences') {
      const silences = stub.incidents.list
        .filter(({ silencedUntil }) => silencedUntil !== null && Date.parse(silencedUntil) > Date.now())
        .map(incident => ({ incident, until: incident.silencedUntil, since: null, by: '值班台', why: '正在换电源' }))
      return json(200, { silences })
    }
    if (/^\/incidents(\/|$)/.test(path)) {
      const { status, body } = await stub.incidents.answer(request.method ?? 'GET', path, url.searchParams, async () =>
        JSON.parse(await bodyOf(request)),
      )
      return json(status, body)
    }
    if (/^\/(archive|photos)/.test(path)) return answerArchive(stub, path, url.searchParams, response)
    if (path === '/live') {
      const watched = url.searchParams.get('device')
      if (watched === null || stub.devices.some(one => one.id === watched)) return follow(response)
      return json(404, { code: 'unknown-device', message: 'There is no such device.' })
    }
    if (path === '/devices') return json(200, { devices: stub.devices })
    const [, , id, part] = path.split('/')
    const device = stub.devices.find(one => one.id === decodeURIComponent(id ?? ''))
    if (device === undefined) return json(404, { code: 'unknown-device', message: 'There is no such device.' })
    const now = Date.now()
    const lastAt = device.lastSeenAt === null ? now : Date.parse(device.lastSeenAt)
    switch (part ?? '') {
      case 'latest':
        return json(200, stub.answer(device, lastAt))
      case 'events':
        return json(200, { events: device.state === 'never' ? [] : named(events(now), url.searchParams), next: null })
      case 'ledger':
        return json(200, ledger(now))
      case 'series': {
        const at = (name: string) => Date.parse(url.searchParams.get(name) ?? '')
        const points = Number(url.searchParams.get('maxPoints'))
        const to = Math.min(at('to'), lastAt)
        return json(200, series(url.searchParams.get('metric') ?? '', at('from'), to, points))
      }
      default:
        return json(404, { code: 'not-found', message: 'There is nothing here.' })
    }
  }

  function follow(response: ServerResponse): void {
    if (refuseLive) {
      response.writeHead(503).end()
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`event: health\ndata: ${JSON.stringify(health())}\n\n`)
    response.write(`event: devices\ndata: ${JSON.stringify(stub.devices)}\n\n`)
    followers.add(response)
    response.on('close', () => followers.delete(response))
  }

  const server: Server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })

  function push(event: string, data: unknown): void {
    for (const follower of followers) follower.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }
  return Object.assign(stub, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    push,
    pushReadings: (deviceId: string, list: Latest[]) => push('readings', { deviceId, readings: list }),
    followers: () => followers.size,
    endSessions: () => void (sessions = new Set()),
    cutLive(refuse: boolean) {
      refuseLive = refuse
      for (const follower of followers) follower.destroy()
    },
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

/** The events of the names asked for. */
function named(all: DeviceEvent[], query: URLSearchParams): DeviceEvent[] {
  const names = query.get('names')?.split(',')
  return names === undefined ? all : all.filter(({ name }) => names.includes(name))
}

async function sendFile(dist: string, path: string, response: ServerResponse): Promise<void> {
  const file = extname(path) === '' ? '/index.html' : path
  const body = await readFile(join(dist, file)).catch(() => null)
  if (body === null) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
  response.end(body)
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const chunk of request) parts.push(chunk as Buffer)
  return Buffer.concat(parts)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}
