import { Type } from 'typebox'

import type { App, Parts } from '../app.ts'
import { createLiveFeed } from '../live-feed.ts'
import { Problem } from '../problem.ts'
import { isSameScope, scopeOf } from '../scope.ts'
import type { HttpLimits } from '../server.ts'
import { unknownDevice } from './devices.ts'

/**
 * `GET /live`: server-sent events, for as long as the page stays and its session lasts. Opens with the present state (`health`,
 * `devices` and, with `?device`, `readings`), then sends what changes, `incidents` too.
 */
export function registerLive(app: App, parts: Parts, limits: HttpLimits): void {
  const feed = createLiveFeed(parts, limits.liveBeatMs)
  app.addHook('preClose', async () => feed.close())

  app.get(
    '/live',
    {
      config: { audience: 'viewer', scope: 'filtered' },
      schema: {
        summary: 'What changes, pushed: events devices, incidents, readings, health',
        tags: ['live'],
        produces: ['text/event-stream'],
        querystring: Type.Object({ device: Type.Optional(Type.String()) }),
      },
    },
    async (request, reply) => {
      const { device = null } = request.query
      if (feed.size() >= limits.liveConnections)
        throw new Problem(503, 'too-many-live', 'Too many pages follow live already.', 30_000)
      if (device !== null && (await parts.store.devices.get(device)) === null) throw unknownDevice()
      reply.hijack()
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) reply.raw.setHeader(name, value)
      reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
      try {
        const scope = scopeOf(request)
        // Who sees other sites now than at the start begins anew: what the page holds may not be theirs any more.
        const mayStay = async () => {
          const principal = await parts.access.check(request, 'viewer')
          return principal !== null && isSameScope(principal.scope, scope)
        }
        await feed.add(reply.raw, { device, scope, mayStay })
      } catch (error) {
        request.log.warn({ err: error }, 'a live page could not be given its first state')
        reply.raw.end()
      }
    },
  )
}
