import { Site, SiteInput } from '@forewarn/shared/api.ts'
import { Type } from 'typebox'

import type { App, Parts } from '../app.ts'
import { Problem } from '../problem.ts'
import { scopeOf } from '../scope.ts'

const Params = Type.Object({ site: Type.String() })

/** Sites: the schools. */
export function registerSites(app: App, { store, gateway, clock }: Parts): void {
  const tags = ['places']

  async function onlineBySite(): Promise<Map<string, number>> {
    const counts = new Map<string, number>()
    for (const device of await store.devices.list())
      if (gateway.stateOf(device.id) === 'online') counts.set(device.siteId, (counts.get(device.siteId) ?? 0) + 1)
    return counts
  }

  app.get(
    '/sites',
    {
      config: { audience: 'viewer', scope: 'filtered' },
      schema: { summary: 'All sites', tags, response: { 200: Type.Object({ sites: Type.Array(Site) }) } },
    },
    async request => {
      const scope = scopeOf(request)
      const [sites, online] = await Promise.all([store.places.listSites(), onlineBySite()])
      const seen = sites.filter(site => scope.sees(site.id))
      return { sites: seen.map(site => ({ ...site, online: online.get(site.id) ?? 0 })) }
    },
  )

  app.post(
    '/sites',
    {
      config: { audience: 'admin', audit: { fields: ['name', 'timeZone'] } },
      schema: { summary: 'Create a site', tags, body: SiteInput, response: { 201: Site } },
    },
    async (request, reply) => {
      const { name, timeZone = systemTimeZone() } = request.body
      refuseUnknownTimeZone(timeZone)
      const result = await store.places.createSite({ name, timeZone }, clock.now())
      if (!result.ok) throw siteProblem(result.code)
      return reply.code(201).send({ ...result.site, online: 0 })
    },
  )

  app.patch(
    '/sites/:site',
    {
      config: { audience: 'admin', audit: { fields: ['name', 'timeZone'] } },
      schema: {
        summary: 'Rename a site or set its time zone',
        tags,
        params: Params,
        body: Type.Partial(SiteInput, { additionalProperties: false }),
        response: { 200: Site },
      },
    },
    async request => {
      if (request.body.timeZone !== undefined) refuseUnknownTimeZone(request.body.timeZone)
      const result = await store.places.updateSite(request.params.site, request.body)
      if (!result.ok) throw siteProblem(result.code)
      const online = (await onlineBySite()).get(result.site.id) ?? 0
      return { ...result.site, online }
    },
  )
}

/** The time zone of this machine: where a site says nothing, it is where its collector is. */
export function systemTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

function refuseUnknownTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone }).format(0)
  } catch {
    throw new Problem(400, 'unknown-time-zone', `"${timeZone}" is no time zone; take one such as Asia/Shanghai.`)
  }
}

function siteProblem(code: 'unknown-site' | 'name-taken'): Problem {
  return code === 'unknown-site'
    ? new Problem(404, code, 'There is no such site.')
    : new Problem(409, code, 'There is a site of this name already.')
}
