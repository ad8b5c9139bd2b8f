import type { ClockName } from '@forewarn/shared/incidents.ts'
import type { DatabaseSync } from 'node:sqlite'

import { dueClock, duesOf, type DueClock } from '../incidents/dues.ts'
import type { Entry, Change, Incident } from '../incidents/incident.ts'
import { REOPEN_WITHIN_MS } from '../incidents/reduce.ts'

export interface IncidentFilter {
  /** `open`: everything that is not closed. */
  state?: Incident['state'] | 'open' | 'any'
  siteId?: string
  /** Only those of these sites: what a limited viewer may see. */
  siteIds?: string[]
  device?: string
  grade?: number
  /** Only those that are silenced beyond this moment. */
  silencedAfter?: number
  /** Only what was opened before the incident of this id, for paging; newest first. */
  before?: string
  limit: number
}

/** Incidents as stored: whole, with what they are looked for by beside them. Writing belongs into the caller's transaction. */
export function createIncidentTable(db: DatabaseSync) {
  const upsert = db.prepare(
    `INSERT INTO incident (id, site_id, device, topic, state, grade, parent, opened_at, updated_at, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET state = excluded.state, grade = excluded.grade, parent = excluded.parent,
       opened_at = excluded.opened_at, updated_at = excluded.updated_at, body = excluded.body`,
  )
  const addEntry = db.prepare(
    'INSERT INTO incident_entry (incident_id, at, actor, what, why, detail) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const entries = db.prepare(
    'SELECT at, actor, what, why, detail FROM incident_entry WHERE incident_id = ? ORDER BY id',
  )
  const byId = db.prepare('SELECT body FROM incident WHERE id = ?')
  const newestOf = db.prepare(
    'SELECT body FROM incident WHERE device IS ? AND topic = ? AND site_id = ? ORDER BY opened_at DESC, id DESC LIMIT 1',
  )
  const children = db.prepare('SELECT body FROM incident WHERE parent = ? ORDER BY opened_at, id')
  const ofSite = db.prepare("SELECT body FROM incident WHERE site_id = ? AND state <> 'closed' ORDER BY opened_at, id")
  const standingAlone = db.prepare(
    "SELECT body FROM incident WHERE site_id = ? AND state <> 'closed' AND parent IS NULL ORDER BY opened_at, id",
  )
  const count = db.prepare('SELECT count(*) AS count FROM incident')
  const dropDues = db.prepare('DELETE FROM incident_due WHERE incident_id = ?')
  const addDue = db.prepare('INSERT INTO incident_due (incident_id, clock, at) VALUES (?, ?, ?)')
  const dues = db.prepare(
    `SELECT d.clock AS name, i.body FROM incident_due d JOIN incident i ON i.id = d.incident_id
     WHERE d.at <= ? ORDER BY d.at LIMIT 200`,
  )
  const firstDue = db.prepare('SELECT min(at) AS at FROM incident_due')

  /** The ids saved by this process, those saved last at the end, each with a number that grows. */
  const saved = new Map<string, number>()
  let saves = 0

  const one = (row: unknown): Incident | null =>
    row === undefined ? null : (JSON.parse((row as { body: string }).body) as Incident)

  return {
    get: (id: string): Incident | null => one(byId.get(id)),

    entriesOf: (id: string): Entry[] =>
      (entries.all(id) as (Record<'actor' | 'what' | 'why' | 'detail', string> & { at: number })[]).map(row => ({
        at: row.at,
        actor: JSON.parse(row.actor) as Entry['actor'],
        what: row.what as Entry['what'],
        why: row.why,
        detail: JSON.parse(row.detail) as Entry['detail'],
      })),

    /** The incident that a finding about a device's topic belongs to: the one not closed, or closed so lately that it opens again. */
    about(device: string | null, topic: string, siteId: string, now: number): Incident | null {
      const incident = one(newestOf.get(device, topic, siteId))
      if (incident === null) return null
      return incident.state === 'closed' && now - incident.updatedAt > REOPEN_WITHIN_MS ? null : incident
    },

    ofSite: (siteId: string): Incident[] => ofSite.all(siteId).map(row => one(row)!),
    standingAlone: (siteId: string): Incident[] => standingAlone.all(siteId).map(row => one(row)!),
    childrenOf: (id: string): Incident[] => children.all(id).map(row => one(row)!),

    list(filter: IncidentFilter): Incident[] {
      const { state = 'open', siteId, siteIds, device, grade, silencedAfter, before, limit } = filter
      const wheres: string[] = []
      const values: (string | number)[] = []
      const add = (where: string, ...given: (string | number)[]): void => {
        wheres.push(where)
        values.push(...given)
      }
      if (state === 'open') add("state <> 'closed'")
      else if (state !== 'any') add('state = ?', state)
      if (siteId !== undefined) add('site_id = ?', siteId)
      if (siteIds !== undefined) add('site_id IN (SELECT value FROM json_each(?))', JSON.stringify(siteIds))
      if (device !== undefined)
        add("EXISTS (SELECT 1 FROM json_each(body, '$.devices') WHERE json_each.value = ?)", device)
      if (grade !== undefined) add('grade = ?', grade)
      if (silencedAfter !== undefined) add("json_extract(body, '$.silencedUntil') > ?", silencedAfter)
      if (before !== undefined) add('(opened_at, id) < (SELECT opened_at, id FROM incident WHERE id = ?)', before)
      const where = wheres.length === 0 ? '' : `WHERE ${wheres.join(' AND ')}`
      const rows = db.prepare(`SELECT body FROM incident ${where} ORDER BY opened_at DESC, id DESC LIMIT ?`)
      return rows.all(...values, limit).map(row => one(row)!)
    },

    /** An id for the next incident: short enough to be read out over a telephone. */
    nextId: (): string => `F-${(count.get() as { count: number }).count + 1}`,

    /** Stores a change, its entries and when its clocks will next change. */
    save({ incident, entries }: Change, now: number): void {
      const { id, siteId, devices, topic, state, grade, parent, openedAt, updatedAt } = incident
      const body = JSON.stringify(incident)
      upsert.run(id, siteId, devices[0] ?? null, topic, state, grade, parent, openedAt, updatedAt, body)
      for (const { at, actor, what, why, detail } of entries)
        addEntry.run(id, at, JSON.stringify(actor), what, why, JSON.stringify(detail))
      saved.delete(id)
      saved.set(id, ++saves)
      dropDues.run(id)
      for (const [clock, at] of duesOf(incident, now)) addDue.run(id, clock, at)
    },

    /**
     * What was saved after `mark`, and the mark to ask with next time. A save that was rolled back is told too: as what is stored, it does no
     * harm. A mark this process has not given out, as none at all, is answered with no incidents.
     */
    savedSince(mark: number | null): { mark: number; incidents: Incident[] } {
      const ids = mark === null ? [] : [...saved].filter(([, number]) => number > mark).map(([id]) => id)
      return { mark: saves, incidents: ids.flatMap(id => one(byId.get(id)) ?? []) }
    },

    nextDueAt: (): number | null => (firstDue.get() as { at: number | null }).at,

    /** Clocks that have changed by `now`, soonest first. */
    due: (now: number): DueClock[] =>
      (dues.all(now) as { name: ClockName; body: string }[]).flatMap(
        ({ name, body }) => dueClock(JSON.parse(body) as Incident, name, now) ?? [],
      ),
  }
}

export type IncidentTable = ReturnType<typeof createIncidentTable>
