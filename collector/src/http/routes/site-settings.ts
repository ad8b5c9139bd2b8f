import { ClockPolicyShape } from '@forewarn/shared/incident-api.ts'
import { Timetable } from '@forewarn/shared/timetable.ts'
import { Type } from 'typebox'

import { STRICT, type ClockPolicy } from '../../service/policy.ts'
import { NO_TIMETABLE, timetableFaults } from '../../service/settings.ts'
import type { App, Parts } from '../app.ts'
import { Problem } from '../problem.ts'

const Params = Type.Object({ site: Type.String() })

/** What a site decides for itself: when it teaches, and which clocks were promised to it. */
export function registerSiteSettings(app: App, parts: Parts): void {
  const { store, clock } = parts
  const tags = ['places']

  async function refuseUnknown(site: string): Promise<void> {
    const sites = await store.places.listSites()
    if (!sites.some(({ id }) => id === site)) throw new Problem(404, 'unknown-site', 'There is no such site.')
  }

  app.get(
    '/sites/:site/timetable',
    {
      config: { audience: 'viewer' },
      schema: { summary: 'When a site teaches', tags, params: Params, response: { 200: Timetable } },
    },
    async request => {
      await refuseUnknown(request.params.site)
      return ((await store.incidents.setting(request.params.site, 'timetable')) as Timetable | null) ?? NO_TIMETABLE
    },
  )

  app.put(
    '/sites/:site/timetable',
    {
      config: { audience: 'engineer' },
      schema: {
        summary: 'Replace when a site teaches; its agents are told the lessons of the days ahead',
        tags,
        params: Params,
        body: Timetable,
        response: { 200: Timetable },
      },
    },
    async request => {
      const { site } = request.params
      await refuseUnknown(site)
      const faults = timetableFaults(request.body)
      if (faults.length > 0) throw new Problem(400, 'invalid', `The timetable does not fit: ${faults.join('; ')}.`)
      await store.incidents.setSetting(site, 'timetable', request.body, clock.now())
      await parts.tellClassHours()
      return request.body
    },
  )

  app.get(
    '/sites/:site/clock-policy',
    {
      config: { audience: 'viewer' },
      schema: { summary: 'The clocks promised to a site', tags, params: Params, response: { 200: ClockPolicyShape } },
    },
    async request => {
      await refuseUnknown(request.params.site)
      return ((await store.incidents.setting(request.params.site, 'clocks')) as ClockPolicy | null) ?? STRICT
    },
  )

  app.put(
    '/sites/:site/clock-policy',
    {
      config: { audience: 'admin' },
      schema: {
        summary: 'Replace the clocks promised to a site; incidents that are open keep theirs until they are re-graded',
        tags,
        params: Params,
        body: ClockPolicyShape,
        response: { 200: ClockPolicyShape },
      },
    },
    async request => {
      const { site } = request.params
      await refuseUnknown(site)
      await store.incidents.setSetting(site, 'clocks', request.body, clock.now())
      return request.body
    },
  )
}
