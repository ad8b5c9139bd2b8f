import type { ClockName } from '@forewarn/shared/incidents.ts'

import type { Subject } from '../incidents/acts.ts'
import type { IncidentBook } from '../incidents/consequences.ts'
import { dueClock, duesOf, type DueClock } from '../incidents/dues.ts'
import type { Incident } from '../incidents/incident.ts'
import { REOPEN_WITHIN_MS } from '../incidents/reduce.ts'

interface Kept {
  incident: Incident
  /** The device it began with, null for a site's: what it is looked for by. */
  device: string | null
  dues: [name: ClockName, at: number][]
}

/** Incidents in memory, found as they are found in the store: for a history that is judged again. */
export function createMemoryBook() {
  const kept = new Map<string, Kept>()
  const inOrder = (a: Incident, b: Incident): number => a.openedAt - b.openedAt
  /** When a clock will next change, until one has; undefined where it must be looked for anew. */
  let soonest: number | null | undefined = null
  const all = (): Incident[] => Array.from(kept.values(), ({ incident }) => incident).toSorted(inOrder)

  const book: IncidentBook = {
    get: id => kept.get(id)?.incident ?? null,
    about(device, topic, siteId, now) {
      const found = [...kept.values()].filter(
        one => one.device === device && one.incident.topic === topic && one.incident.siteId === siteId,
      )
      const newest = found
        .map(({ incident }) => incident)
        .toSorted(inOrder)
        .at(-1)
      if (newest === undefined) return null
      return newest.state === 'closed' && now - newest.updatedAt > REOPEN_WITHIN_MS ? null : newest
    },
    ofSite: siteId => all().filter(one => one.siteId === siteId && one.state !== 'closed'),
    standingAlone: siteId =>
      all().filter(one => one.siteId === siteId && one.state !== 'closed' && one.parent === null),
    childrenOf: id => all().filter(one => one.parent === id),
    nextId: () => `F-${kept.size + 1}`,
    save({ incident }, now) {
      const before = kept.get(incident.id)
      soonest = undefined
      const device = before === undefined ? (incident.devices[0] ?? null) : before.device
      kept.set(incident.id, { incident, device, dues: duesOf(incident, now) })
    },
  }

  return {
    ...book,
    all,

    /** The incident that an act was about, or null where it is not in this history. */
    find: ({ device, topic, openedAt }: Subject): Incident | null =>
      all().find(one => (one.devices[0] ?? null) === device && one.topic === topic && one.openedAt === openedAt) ??
      null,

    /** When a clock will next change by itself; null when none will. */
    nextDueAt(): number | null {
      if (soonest === undefined) {
        const times = [...kept.values()].flatMap(({ dues }) => dues.map(([, at]) => at))
        soonest = times.length === 0 ? null : Math.min(...times)
      }
      return soonest
    },

    due: (now: number): DueClock[] =>
      [...kept.values()].flatMap(({ incident, dues }) =>
        dues.flatMap(([name, at]) => (at <= now ? (dueClock(incident, name, now) ?? []) : [])),
      ),
  }
}
