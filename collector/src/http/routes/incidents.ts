import {
  IncidentAction,
  IncidentDetail,
  IncidentList,
  IncidentView,
  ServiceRequestInput,
  StateShape,
} from '@forewarn/shared/incident-api.ts'
import { Type } from 'typebox'

import type { Action } from '../../incidents/incident.ts'
import type { ActResult } from '../../store/incident-calls.ts'
import type { Principal } from '../access.ts'
import type { App, Parts } from '../app.ts'
import { describeIncident, describeIncidentDetail } from '../describe-incident.ts'
import { Problem } from '../problem.ts'
import { scopeOf } from '../scope.ts'

const Params = Type.Object({ incident: Type.String({ maxLength: 40 }) })

/** Incidents: what is wrong, how the promises stand, and what people do about it. */
export function registerIncidents(app: App, { store, clock }: Parts): void {
  const tags = ['incidents']

  app.get(
    '/incidents',
    {
      config: { audience: 'viewer', scope: 'filtered' },
      schema: {
        summary: 'Incidents, newest first; by default those that are not closed',
        tags,
        querystring: Type.Object({
          state: Type.Optional(Type.Union([StateShape, Type.Enum(['open-all', 'any'])])),
          site: Type.Optional(Type.String()),
          device: Type.Optional(Type.String()),
          grade: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
          before: Type.Optional(Type.String({ maxLength: 40, description: '`next` of the answer before.' })),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
        }),
        response: { 200: IncidentList },
      },
    },
    async request => {
      const { state, site, device, grade, before, limit = 100 } = request.query
      const { sites } = scopeOf(request)
      const incidents = await store.incidents.list({
        ...(sites === null ? {} : { siteIds: [...sites] }),
        ...(state === undefined || state === 'open-all' ? {} : { state }),
        ...(site === undefined ? {} : { siteId: site }),
        ...(device === undefined ? {} : { device }),
        ...(grade === undefined ? {} : { grade }),
        ...(before === undefined ? {} : { before }),
        limit,
      })
      const now = clock.now()
      const next = incidents.length < limit ? null : (incidents.at(-1)?.id ?? null)
      return { incidents: incidents.map(one => describeIncident(one, now)), next }
    },
  )

  app.get(
    '/incidents/:incident',
    {
      config: { audience: 'viewer', scope: 'named' },
      schema: {
        summary: 'One incident with its history and the incidents held under it',
        tags,
        params: Params,
        response: { 200: IncidentDetail },
      },
    },
    async request => {
      const found = await store.incidents.get(request.params.incident)
      if (found === null) throw unknownIncident()
      const scope = scopeOf(request)
      const children = found.children.filter(child => scope.sees(child.siteId))
      return describeIncidentDetail({ ...found, children }, clock.now())
    },
  )

  app.post(
    '/incidents/:incident/actions',
    {
      config: { audience: 'engineer', audit: { fields: ['action.type'] } },
      schema: {
        summary: 'Do something about an incident',
        tags,
        params: Params,
        body: IncidentAction,
        response: { 200: IncidentView },
      },
    },
    async request => {
      const { version = null, action } = request.body
      const { name } = request.getDecorator<Principal>('principal')
      const id = request.params.incident
      if (action.type === 'note' && action.photo !== undefined) {
        const photos = await store.photos.of(id)
        if (!photos.some(photo => photo.id === action.photo))
          throw new Problem(400, 'unknown-photo', 'The incident has no such photo; send it first.')
      }
      const now = clock.now()
      const result =
        action.type === 'merge'
          ? await store.incidents.merge(id, version, { into: action.into, by: name, now })
          : await store.incidents.act(id, version, toAction(action), name, now)
      return describeIncident(accepted(result), now)
    },
  )

  app.post(
    '/requests',
    {
      config: { audience: 'engineer', audit: { fields: ['siteId', 'roomId', 'device', 'lessonStopped'] } },
      schema: {
        summary: 'File a service request (服务请求单): grade 4, or a suspected grade 2 when the lesson cannot go on',
        tags,
        body: ServiceRequestInput,
        response: { 201: IncidentView },
      },
    },
    async (request, reply) => {
      const { siteId, roomId = null, device = null, text, lessonStopped } = request.body
      const now = clock.now()
      const opened = await store.incidents.request({ siteId, roomId, device, text, lessonStopped }, now)
      if (opened === null) throw new Problem(404, 'unknown-site', 'There is no such site.')
      return reply.code(201).send(describeIncident(opened, now))
    },
  )
}

/** The API writes times as ISO 8601, the domain as ms. */
function toAction(action: Exclude<IncidentAction['action'], { type: 'merge' }>): Action {
  return action.type === 'silence' ? { ...action, until: Date.parse(action.until) } : action
}

function accepted(result: ActResult): (ActResult & { ok: true })['incident'] {
  if (result.ok) return result.incident
  if (result.code === 'unknown-incident') throw unknownIncident()
  throw new Problem(result.code === 'invalid' ? 400 : 409, result.code, result.message)
}

function unknownIncident(): Problem {
  return new Problem(404, 'unknown-incident', 'There is no such incident.')
}
