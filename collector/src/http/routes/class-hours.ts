import { ClassHours } from '@forewarn/shared/api.ts'

import type { App, Parts } from '../app.ts'
import { isoTime } from '../describe.ts'
import { scopeOf } from '../scope.ts'

/** Today and the two days after: a page that stays open over midnight knows the morning, whatever the zones. */
const DAYS = 3

/** When the sites teach next, so that a page can tell "off by timetable" from "no data" as the rules do. */
export function registerClassHours(app: App, { store, clock }: Parts): void {
  app.get(
    '/class-hours',
    {
      config: { audience: 'viewer', scope: 'filtered' },
      schema: {
        summary: 'The lessons of today and the days after, of the sites that have a timetable',
        tags: ['places'],
        response: { 200: ClassHours },
      },
    },
    async request => {
      const scope = scopeOf(request)
      const all = await store.incidents.classHours(clock.now(), DAYS)
      const bySite = all.filter(([siteId]) => scope.sees(siteId))
      return {
        sites: bySite.map(([siteId, hours]) => ({
          siteId,
          lessons: hours.map(([from, to]) => ({ from: isoTime(from), to: isoTime(to) })),
        })),
      }
    },
  )
}
