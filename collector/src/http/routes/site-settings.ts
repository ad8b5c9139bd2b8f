import type { Role } from '@forewarn/shared/api.ts'
import { ClockPolicyShape } from '@forewarn/shared/incident-api.ts'
import { Timetable } from '@forewarn/shared/timetable.ts'
import { Type, type TSchema } from 'typebox'

import { STRICT, type ClockPolicy } from '@forewarn/shared/clock-policy.ts'
import { NO_TIMETABLE, timetableFaults } from '../../service/settings.ts'
import type { SiteSettingName } from '../../store/site-settings.ts'
import type { App, Parts } from '../app.ts'
import { Problem } from '../problem.ts'
import { createTurns, IfMatch, refuseOvertaken, tagged } from '../versions.ts'

const Params = Type.Object({ site: Type.String() })

/** One thing a site decides for itself: read by everybody, replaced whole by those who may; `schema` is the shape of its value. */
interface Setting<Value> {
  path: string
  name: SiteSettingName
  schema: TSchema
  /** What holds until the site decides. */
  initial: Value
  summaries: { read: string; replace: string }
  mayReplace: Role
  /** Throws a `Problem` where a value of the right shape makes no sense. */
  check?(value: Value): void
  /** What follows once it is stored. */
  replaced?(): Promise<void>
}

/** What a site decides for itself: when it teaches, and which clocks were promised to it. */
export function registerSiteSettings(app: App, parts: Parts): void {
  registerSetting<Timetable>(app, parts, {
    path: '/sites/:site/timetable',
    name: 'timetable',
    schema: Timetable,
    initial: NO_TIMETABLE,
    summaries: {
      read: 'When a site teaches',
      replace: 'Replace when a site teaches; its agents are told the lessons of the days ahead',
    },
    mayReplace: 'engineer',
    check(timetable) {
      const faults = timetableFaults(timetable)
      if (faults.length > 0) throw new Problem(400, 'invalid', `The timetable does not fit: ${faults.join('; ')}.`)
    },
    replaced: parts.tellClassHours,
  })
  registerSetting<ClockPolicy>(app, parts, {
    path: '/sites/:site/clock-policy',
    name: 'clocks',
    schema: ClockPolicyShape,
    initial: STRICT,
    summaries: {
      read: 'The clocks promised to a site',
      replace: 'Replace the clocks promised to a site; incidents that are open keep theirs until they are re-graded',
    },
    mayReplace: 'admin',
  })
}

function registerSetting<Value>(app: App, { store, clock }: Parts, setting: Setting<Value>): void {
  const { path, name, schema, initial, summaries, mayReplace, check, replaced } = setting
  const tags = ['places']
  const inTurn = createTurns()
  const held = async (site: string): Promise<Value> =>
    ((await store.incidents.setting(site, name)) as Value | null) ?? initial

  async function refuseUnknown(site: string): Promise<void> {
    const sites = await store.places.listSites()
    if (!sites.some(({ id }) => id === site)) throw new Problem(404, 'unknown-site', 'There is no such site.')
  }

  app.get(
    path,
    {
      config: { audience: 'viewer', scope: 'named' },
      schema: { summary: summaries.read, tags, params: Params, response: { 200: schema } },
    },
    async (request, reply) => {
      await refuseUnknown(request.params.site)
      const value = await held(request.params.site)
      return tagged(reply, value)
    },
  )

  app.put(
    path,
    {
      config: { audience: mayReplace },
      schema: {
        summary: summaries.replace,
        tags,
        params: Params,
        headers: IfMatch,
        body: schema,
        response: { 200: schema },
      },
    },
    async (request, reply) => {
      const { site } = request.params
      const value = request.body as Value
      await refuseUnknown(site)
      check?.(value)
      await inTurn(async () => {
        refuseOvertaken(request, await held(site))
        await store.incidents.setSetting(site, name, value, clock.now())
      })
      await replaced?.()
      return tagged(reply, value)
    },
  )
}
