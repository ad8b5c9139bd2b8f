import { ClassHours } from '@forewarn/shared/api.ts'
import { Type } from 'typebox'

import type { App, Parts } from '../app.ts'
import { isoTime } from '../describe.ts'
import { Problem } from '../problem.ts'
import { readTime, TimeText } from './range.ts'
import { scopeOf } from '../scope.ts'

/** Today and the two days after: a page that stays open over midnight knows the morning, whatever the zones. */
const DAYS = 3
const MOST_DAYS = 31
/** Further away no timetable says anything, and a calendar ends. */
const FURTHEST_MS = 10 * 366 * 86_400_000

/** When the sites teach, so that a page can tell "off by timetable" from "no data" as the rules do, and show what happened in class. */
export function registerClassHours(app: App, { store, clock }: Parts): void {
  app.get(
    '/class-hours',
    {
      config: { audience: 'viewer', scope: 'filtered' },
      schema: {
        summary: 'The lessons of some days, by default of today and the two after, of the sites that have a timetable',
        tags: ['places'],
        querystring: Type.Object({
          site: Type.Optional(Type.String()),
          from: Type.Optional(TimeText),
          days: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_DAYS, default: DAYS })),
        }),
        response: { 200: ClassHours },
      },
    },
    async request => {
      const scope = scopeOf(request)
      const { site, from, days = DAYS } = request.query
      const start = from === undefined ? clock.now() : readTime('from', from)
      if (Math.abs(start - clock.now()) > FURTHEST_MS) throw new Problem(400, 'invalid', '"from" is too far away.')
      const bySite = await store.incidents.classHours(start, days)
      const wanted = bySite.filter(([siteId]) => (site === undefined || siteId === site) && scope.sees(siteId))
      return {
        sites: wanted.map(([siteId, hours]) => ({
          siteId,
          lessons: hours.map(([from, to]) => ({ from: isoTime(from), to: isoTime(to) })),
        })),
      }
    },
  )
}
