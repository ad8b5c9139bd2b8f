import type { Finding } from '../detect/finding.ts'
import type { Consumer } from '../detect/consumer.ts'
import type { Directory } from '../detect/directory.ts'
import type { Consequences } from '../incidents/consequences.ts'
import { ActionRefused, type Action, type Entry, type Incident } from '../incidents/incident.ts'
import { openIncident } from '../incidents/open.ts'
import { lessonsAhead } from '../service/timetable.ts'
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

/** A service request (服务请求单): a person says that something is wrong. */
export interface ServiceRequest {
  siteId: string
  roomId: string | null
  device: string | null
  text: string
  /** The lesson cannot go on: a suspected grade 2 instead of grade 4. */
  lessonStopped: boolean
}

interface Parts {
  table: IncidentTable
  consequences: Consequences
  directory: Directory & { refresh(): void }
  settings: SiteSettingsTable
  transaction: (work: () => void) => void
  consumer: Consumer
}

/** What other threads may ask of incidents, and do to them. */
export function createIncidentCalls(parts: Parts) {
  const { table, consequences, directory, settings, transaction, consumer } = parts

  /** Runs a change on the version a person saw; what somebody else changed meanwhile is told, not overwritten. */
  function change(id: string, version: number | null, work: (incident: Incident) => Incident): ActResult {
    const incident = table.get(id)
    if (incident === null) return { ok: false, code: 'unknown-incident', message: `There is no incident ${id}.` }
    if (version !== null && version !== incident.version)
      return { ok: false, code: 'conflict', message: 'Somebody else has changed the incident meanwhile; look again.' }
    let result = incident
    try {
      transaction(() => {
        result = work(incident)
      })
    } catch (error) {
      if (error instanceof ActionRefused) return { ok: false, code: error.code, message: error.message }
      throw error
    }
    return { ok: true, incident: result }
  }

  return {
    list: (filter: IncidentFilter): Incident[] => table.list(filter),

    get(id: string): IncidentWithEntries | null {
      const incident = table.get(id)
      return incident === null ? null : { incident, entries: table.entriesOf(id), children: table.childrenOf(id) }
    },

    savedSince: (mark: number | null): { mark: number; incidents: Incident[] } => table.savedSince(mark),

    act: (id: string, version: number | null, action: Action, by: string, now: number): ActResult =>
      change(id, version, incident => consequences.act(incident, action, { by, now })),

    merge(id: string, version: number | null, merge: { into: string; by: string; now: number }): ActResult {
      const parent = table.get(merge.into)
      if (parent === null || merge.into === id)
        return { ok: false, code: 'unknown-incident', message: `There is no other incident ${merge.into}.` }
      return change(id, version, incident => consequences.merge(incident, parent, merge))
    },

    request(request: ServiceRequest, now: number): Incident | null {
      const site = directory.site(request.siteId)
      if (site === null) return null
      const { device, roomId, lessonStopped, text } = request
      const finding: Finding = {
        rule: 'service-request',
        topic: `request:${now}`,
        class: 'incident',
        grade: lessonStopped ? 2 : 4,
        suspected: lessonStopped,
        reason: lessonStopped ? 'lesson-stopped' : 'requested-by-person',
        since: now,
        last: now,
        count: 1,
        title: { zh: '服务请求', en: 'Service request' },
        evidence: [{ at: now, text }],
      }
      let opened: Incident | null = null
      transaction(() => {
        const change = openIncident(
          { id: table.nextId(), siteId: site.id, device, roomId, finding },
          { now, policy: site.policy, calendar: site.calendar },
        )
        table.save(change, now)
        opened = change.incident
      })
      return opened
    },

    /** The lessons of the days ahead, by site, of those that have a timetable. */
    classHours(now: number, days: number): [siteId: string, hours: [from: number, to: number][]][] {
      directory.refresh()
      return directory
        .sites()
        .flatMap(({ id, timetable, timeZone }): [string, [number, number][]][] =>
          timetable === null ? [] : [[id, lessonsAhead(timetable, timeZone, { now, days })]],
        )
    },

    setting: (siteId: string, name: SiteSettingName): unknown => settings.get(siteId, name),

    /** A site decides otherwise; states are written down first, so that no replay mixes the old world with the new. */
    setSetting(siteId: string, name: SiteSettingName, value: unknown, now: number): void {
      consumer.checkpoint(now)
      settings.set(siteId, name, value, now)
      directory.refresh()
    },
  }
}

export type IncidentCalls = ReturnType<typeof createIncidentCalls>
