import rateLimit from '@fastify/rate-limit'
import { ApiError } from '@forewarn/shared/api.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'

import type { App, Parts } from './app.ts'
import { permit } from './access.ts'
import { auditWrites } from './audit-hook.ts'
import { Problem } from './problem.ts'
import { registerArchive } from './routes/archive.ts'
import { registerAudit } from './routes/audit.ts'
import { registerBackup } from './routes/backup.ts'
import { registerClassHours } from './routes/class-hours.ts'
import { registerDevices } from './routes/devices.ts'
import { registerEnrolment } from './routes/enrolment.ts'
import { registerEvents } from './routes/events.ts'
import { registerIncidents } from './routes/incidents.ts'
import { registerLedger } from './routes/ledger.ts'
import { registerLive } from './routes/live.ts'
import { registerPhotos } from './routes/photos.ts'
import { registerReadings } from './routes/readings.ts'
import { registerRequestLinks } from './routes/request-links.ts'
import { registerRequests } from './routes/requests.ts'
import { registerRooms } from './routes/rooms.ts'
import { registerRules } from './routes/rules.ts'
import { registerSession } from './routes/session.ts'
import { registerSilences } from './routes/silences.ts'
import { registerSiteSettings } from './routes/site-settings.ts'
import { registerSites } from './routes/sites.ts'
import { registerSessions } from './routes/sessions.ts'
import { registerTimetableDays } from './routes/timetable-days.ts'
import { registerTokens } from './routes/tokens.ts'
import { registerTrace } from './routes/trace.ts'
import { registerUsers } from './routes/users.ts'
import { registerWatchLists } from './routes/watch-lists.ts'
import { admitSubjects, namesSubject } from './scope.ts'
import type { HttpLimits } from './server.ts'
import { createStudies } from './studies.ts'

/** Everything under `/api/v1`: rate-limited, checked for who calls, described in one OpenAPI document. */
export async function registerApi(root: App, parts: Parts, limits: HttpLimits): Promise<void> {
  await root.register(
    async instance => {
      const app = instance as App
      await app.register(rateLimit, {
        max: limits.requestsPerMinute,
        timeWindow: 60_000,
        cache: 10_000,
        errorResponseBuilder: (_request, context) =>
          new Problem(429, 'too-many-requests', 'Too many requests from this address.', context.ttl),
      })
      app.decorateRequest('principal', null)
      // Runs after the rate limit's own hook, so that a flood of wrong tokens does not reach the store.
      app.addHook('onRoute', route => {
        const { audience, scope, beforePassword } = route.config ?? {}
        if (audience === undefined) throw new Error(`${route.url} does not state its audience`)
        if ((audience === 'viewer') !== (scope !== undefined))
          throw new Error(
            `${route.url} must state how it keeps to the sites a viewer sees, and only where viewers may call it`,
          )
        if (scope === 'named' && !namesSubject(route.url)) throw new Error(`${route.url} names nothing of a site`)
        route.onRequest = [
          ...[route.onRequest ?? []].flat(),
          async (request: FastifyRequest, reply: FastifyReply) => {
            void reply.header('cache-control', 'no-store')
            const principal = await parts.access.recognise(request, audience)
            // Known from here on, so that what is refused now is noted under their name.
            request.setDecorator('principal', principal)
            permit(principal, { audience, beforePassword: beforePassword === true })
            if (principal !== null) await admitSubjects(request, principal.scope, parts.store)
          },
        ]
        route.schema = {
          ...route.schema,
          description: `Role: ${audience}.`,
          security: audience === 'anyone' ? [] : [{ token: [] }, { session: [] }],
          response: { '4xx': ApiError, '5xx': ApiError, ...(route.schema?.response as object | undefined) },
        }
      })

      const actions = auditWrites(app, parts)
      registerSession(app, parts)
      registerSessions(app, parts)
      registerUsers(app, parts)
      registerAudit(app, parts, actions)
      registerSites(app, parts)
      registerSiteSettings(app, parts)
      registerTimetableDays(app, parts)
      registerClassHours(app, parts)
      registerRooms(app, parts)
      registerWatchLists(app, parts)
      registerDevices(app, parts)
      registerReadings(app, parts)
      registerEvents(app, parts)
      registerLedger(app, parts)
      registerIncidents(app, parts)
      registerRequestLinks(app, parts)
      registerRequests(app, parts)
      registerPhotos(app, parts)
      registerArchive(app, parts)
      registerSilences(app, parts)
      const studies = createStudies(app, parts.store)
      registerRules(app, parts, studies)
      registerTrace(app, parts, studies)
      registerEnrolment(app, parts, limits)
      registerTokens(app, parts)
      registerLive(app, parts, limits)
      registerBackup(app, parts)
      app.get(
        '/openapi.json',
        { config: { audience: 'anyone' }, schema: { summary: 'This document', tags: ['about'] } },
        async () => root.swagger(),
      )
    },
    { prefix: '/api/v1' },
  )
}
