import type { ClockName, Grade } from '@forewarn/shared/incidents.ts'

import type { Consumer, Facts } from '../detect/consumer.ts'
import { subjectOfIncident, type Act, type ServiceRequest } from '../incidents/acts.ts'
import type { Consequences } from '../incidents/consequences.ts'
import { ActionRefused, type Action, type Entry, type Incident } from '../incidents/incident.ts'
import { openRequest } from '../incidents/request.ts'
import { startClocks } from '../service/clocks.ts'
import { lessonsAhead } from '../service/timetable.ts'
import type { Acts } from './acts.ts'
import type { IncidentFilter, IncidentTable } from './incidents.ts'
import type { SiteSettingName, SiteSettingsTable } from './site-settings.ts'

export interface IncidentWithEntries {
  incident: Incident
  entries: Entry[]
  children: Incident[]
}

/** What came of a person's wish, as it crosses threads. */
export type ActResult =
  | { ok: true; incident: Incident }
  | { ok: false; code: 'unknown-incident' | 'conflict' | ActionRefused['code']; message: string }

interface Parts {
  table: IncidentTable
  consequences: Consequences
  facts: Facts
  settings: SiteSettingsTable
  acts: Acts
  transaction: (work: () => void) => void
  consumer: Consumer
}

/** What other threads may ask of incidents, and do to them. */
export function createIncidentCalls(parts: Parts) {
  const { table, consequences, facts, settings, acts, transaction, consumer } = parts

  /** Runs a change on the version a person saw; what somebody else changed meanwhile is told, not overwritten. */
  function change(
    { id, version, now }: { id: string; version: number | null; now: number },
    work: (incident: Incident) => { result: Incident; act: Act },
  ): ActResult {
    const incident = table.get(id)
    if (incident === null) return { ok: false, code: 'unknown-incident', message: `There is no incident ${id}.` }
    if (version !== null && version !== incident.version)
      return { ok: false, code: 'conflict', message: 'Somebody else has changed the incident meanwhile; look again.' }
    let changed = incident
    try {
      transaction(() => {
        const { result, act } = work(incident)
        acts.add(incident.siteId, consumer.marker().tick, now, act)
        changed = result
      })
    } catch (error) {
      if (error instanceof ActionRefused) return { ok: false, code: error.code, message: error.message }
      throw error
    }
    return { ok: true, incident: changed }
  }

  return {
    list: (filter: IncidentFilter): Incident[] => table.list(filter),

    get(id: string): IncidentWithEntries | null {
      const incident = table.get(id)
      return incident === null ? null : { incident, entries: table.entriesOf(id), children: table.childrenOf(id) }
    },

    savedSince: (mark: number | null): { mark: number; incidents: Incident[] } => table.savedSince(mark),

    act: (id: string, version: number | null, action: Action, by: string, now: number): ActResult =>
      change({ id, version, now }, incident => ({
        result: consequences.act(incident, action, { by, now }),
        act: { type: 'act', about: subjectOfIncident(incident), action, by },
      })),

    merge(id: string, version: number | null, merge: { into: string; by: string; now: number }): ActResult {
      const { into, by, now } = merge
      const parent = table.get(into)
      if (parent === null || into === id)
        return { ok: false, code: 'unknown-incident', message: `There is no other incident ${into}.` }
      return change({ id, version, now }, incident => ({
        result: consequences.merge(incident, parent, { by, now }),
        act: { type: 'merge', about: subjectOfIncident(incident), into: subjectOfIncident(parent), by },
      }))
    },

    request(request: ServiceRequest, now: number): Incident | null {
      const site = consumer.site(request.siteId)
      if (site === null) return null
      const { policy, calendar } = site
      const opened = openRequest(table.nextId(), request, { now, policy, calendar })
      transaction(() => {
        table.save(opened, now)
        acts.add(site.id, consumer.marker().tick, now, { type: 'request', request })
      })
      return opened.incident
    },

    /** When the promises of a grade would be due at a site if it began now. */
    promised(siteId: string, grade: Grade, now: number): { name: ClockName; due: number }[] {
      const site = consumer.site(siteId)
      return site === null ? [] : startClocks(grade, now, site).map(({ name, due }) => ({ name, due }))
    },

    /** The lessons of the days ahead, by site, of those that have a timetable. */
    classHours(now: number, days: number): [siteId: string, hours: [from: number, to: number][]][] {
      return facts
        .sites()
        .flatMap(({ id, timetable, timeZone }): [string, [number, number][]][] =>
          timetable === null ? [] : [[id, lessonsAhead(timetable, timeZone, { now, days })]],
        )
    },

    setting: (siteId: string, name: SiteSettingName): unknown => settings.get(siteId, name),

    /** A site decides otherwise, from now on. */
    setSetting(siteId: string, name: SiteSettingName, value: unknown, now: number): void {
      settings.set(siteId, name, value, now)
      consumer.tick(now)
    },
  }
}

export type IncidentCalls = ReturnType<typeof createIncidentCalls>
