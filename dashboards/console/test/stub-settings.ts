import type { Device, Me, Room, Site } from '@forewarn/shared/api.ts'
import type { IncomingHttpHeaders } from 'node:http'

/** What came of a request: a status, a body and what else is said about it. */
interface Answered {
  status: number
  body: unknown
  headers?: Record<string, string>
}

/** What the settings of the made-up collector are about. */
interface World {
  devices: Device[]
  sites: Site[]
  rooms: Room[]
  me: Me
}

type Handler = (at: {
  world: World
  id: string
  body: unknown
  headers: IncomingHttpHeaders
}) => Answered | Promise<Answered>

/** The collector's settings in short: it takes what is changed, and refuses what the collector refuses. */
export interface StubSettings {
  /** Answers null where the address is none of the settings'. */
  answer(
    method: string,
    path: string,
    body: () => Promise<string>,
    headers: IncomingHttpHeaders,
  ): Promise<Answered | null>
  /** Answers by `METHOD /path`, where `*` stands for a name; tests put their own in. */
  handlers: Map<string, Handler>
}

const ok = (body: unknown, status = 200): Answered => ({ status, body })
const refuse = (status: number, code: string, message = 'No.'): Answered => ({ status, body: { code, message } })

export function createStubSettings(world: () => World): StubSettings {
  let serial = 0
  const taken = (list: readonly { id: string; name: string }[], name: string, id = '') =>
    list.some(one => one.name === name && one.id !== id)
  const handlers = new Map<string, Handler>([
    [
      'POST /sites',
      ({ world, body }) => {
        const { name, timeZone } = body as Site
        if (taken(world.sites, name)) return refuse(409, 'name-taken')
        if (!Intl.supportedValuesOf('timeZone').includes(timeZone)) return refuse(400, 'unknown-time-zone')
        const site = { id: `new-${++serial}`, name, timeZone, devices: 0, online: 0 }
        world.sites.push(site)
        return ok(site, 201)
      },
    ],
    [
      'PATCH /sites/*',
      ({ world, id, body }) => {
        if (taken(world.sites, (body as Site).name, id)) return refuse(409, 'name-taken')
        return ok(
          Object.assign(
            world.sites.find(site => site.id === id)!,
            body,
          ),
        )
      },
    ],
    [
      'POST /rooms',
      ({ world, body }) => {
        if (taken(world.rooms, (body as Room).name)) return refuse(409, 'name-taken')
        const room = { ...(body as Room), id: `new-${++serial}` }
        world.rooms.push(room)
        return ok(room, 201)
      },
    ],
    [
      'PATCH /rooms/*',
      ({ world, id, body }) =>
        ok(
          Object.assign(
            world.rooms.find(room => room.id === id)!,
            body,
          ),
        ),
    ],
    [
      'DELETE /rooms/*',
      ({ world, id }) => {
        world.rooms = world.rooms.filter(room => room.id !== id)
        return ok(null, 204)
      },
    ],
    [
      'PATCH /devices/*',
      ({ world, id, body }) =>
        ok(
          Object.assign(
            world.devices.find(device => device.id === id)!,
            body,
          ),
        ),
    ],
  ])

  return {
    handlers,
    async answer(method, path, read, headers) {
      for (const [route, handler] of handlers) {
        const [wanted, pattern] = route.split(' ') as [string, string]
        const match = new RegExp(`^${pattern.replaceAll('*', '([^/]+)')}$`).exec(path)
        if (wanted !== method || match === null) continue
        const text = await read()
        const body: unknown = text === '' ? undefined : JSON.parse(text)
        return handler({ world: world(), id: decodeURIComponent(match[1] ?? ''), body, headers })
      }
      return null
    },
  }
}
