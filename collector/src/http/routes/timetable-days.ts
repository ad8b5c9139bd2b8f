import { Timetable, TimetableDays } from '@forewarn/shared/timetable.ts'
import { Type } from 'typebox'

import { timetableFaults } from '../../service/settings.ts'
import { timetableDays } from '../../service/timetable-days.ts'
import type { App, Parts } from '../app.ts'
import { Problem } from '../problem.ts'

/** A term with what comes before and after it. */
const MOST_DAYS = 400
const FORTNIGHT = 14

/** `POST /sites/:site/timetable/days`: what a timetable would mean, day by day, before it holds. */
export function registerTimetableDays(app: App, { store, clock }: Parts): void {
  app.post(
    '/sites/:site/timetable/days',
    {
      config: { audience: 'viewer', scope: 'named', audit: 'exempt' },
      schema: {
        summary: 'What a timetable means day by day, with holidays and swapped weekends; nothing is changed',
        tags: ['places'],
        params: Type.Object({ site: Type.String() }),
        querystring: Type.Object({
          from: Type.Optional(Type.String({ format: 'date', description: 'The first day; today unless given.' })),
          days: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_DAYS, default: FORTNIGHT })),
        }),
        body: Timetable,
        response: { 200: TimetableDays },
      },
    },
    async request => {
      const { from, days = FORTNIGHT } = request.query
      const site = (await store.places.listSites()).find(({ id }) => id === request.params.site)
      if (site === undefined) throw new Problem(404, 'unknown-site', 'There is no such site.')
      const faults = timetableFaults(request.body)
      if (faults.length > 0) throw new Problem(400, 'invalid', `The timetable does not fit: ${faults.join('; ')}.`)
      const today = Temporal.Instant.fromEpochMilliseconds(clock.now()).toZonedDateTimeISO(site.timeZone).toPlainDate()
      return timetableDays(request.body, from === undefined ? today : Temporal.PlainDate.from(from), days)
    },
  )
}
