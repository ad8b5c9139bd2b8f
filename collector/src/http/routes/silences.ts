import { SilenceList } from '@forewarn/shared/incident-api.ts'

import type { App, Parts } from '../app.ts'
import { describeIncident } from '../describe-incident.ts'
import { scopeOf } from '../scope.ts'

/** More than anybody silences, and few enough to be read at once. */
const MOST = 500

/** `GET /silences`: the incidents nobody is reminded of now. One is ended by the action `unsilence` of its incident. */
export function registerSilences(app: App, { store, clock }: Parts): void {
  app.get(
    '/silences',
    {
      config: { audience: 'viewer', scope: 'filtered' },
      schema: {
        summary: 'The incidents that are silenced now: until when, by whom and why; the one that ends first is first',
        tags: ['incidents'],
        response: { 200: SilenceList },
      },
    },
    async request => {
      const now = clock.now()
      const { sites } = scopeOf(request)
      const seen = sites === null ? {} : { siteIds: [...sites] }
      const incidents = await store.incidents.list({ ...seen, silencedAfter: now, limit: MOST })
      const silences = await Promise.all(
        incidents.map(async incident => {
          const entries = (await store.incidents.get(incident.id))?.entries ?? []
          const entry = entries.findLast(({ what }) => what === 'silenced')
          return {
            incident: describeIncident(incident, now),
            until: new Date(incident.silencedUntil ?? now).toISOString(),
            since: entry === undefined ? null : new Date(entry.at).toISOString(),
            by: entry?.actor.kind === 'person' ? entry.actor.name : null,
            why: entry?.why ?? '',
          }
        }),
      )
      return { silences: silences.toSorted((a, b) => a.until.localeCompare(b.until)) }
    },
  )
}
