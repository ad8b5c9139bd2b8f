import type { FastifyRequest } from 'fastify'

import type { App, Parts } from '../app.ts'
import type { CollectorMetrics } from '../metrics.ts'
import { Problem } from '../problem.ts'
import { isLoopback } from '../../settings.ts'
import { readHealth } from './health.ts'

/** `GET /metrics` in Prometheus' text format: for programs on this machine, and for any token from elsewhere. */
export function registerMetrics(app: App, parts: Parts, metrics: CollectorMetrics): void {
  app.get(
    '/metrics',
    { schema: { summary: 'The collector’s own metrics for Prometheus', tags: ['about'] } },
    async (request, reply) => {
      if (!isFromThisMachine(request)) {
        const principal = await parts.access.check(request, 'viewer')
        if (principal?.scope.sites !== null)
          throw new Problem(403, 'role-too-low', 'These numbers are of all sites; you see some of them.')
      }
      return reply
        .header('cache-control', 'no-store')
        .type(metrics.contentType)
        .serializer((text: unknown) => String(text))
        .send(await metrics.render(await readHealth(parts), parts.gateway.counters()))
    },
  )
}

/**
 * A connection from loopback that no proxy passed on, addressed to a loopback name: a page elsewhere whose host name
 * was pointed at 127.0.0.1 does not count.
 */
function isFromThisMachine(request: FastifyRequest): boolean {
  const { forwarded, 'x-forwarded-for': forwardedFor } = request.headers
  if (forwarded !== undefined || forwardedFor !== undefined) return false
  return isLoopback(request.socket.remoteAddress ?? '') && isLoopback(request.hostname)
}
