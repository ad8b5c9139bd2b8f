import type { DatabaseSync } from 'node:sqlite'

import type { Incident } from '../incidents/incident.ts'
import type { IncidentCalls } from './incident-calls.ts'

/** Under which name people without an account stand in an incident's history. */
export const REQUESTER = '报修人 requester'
/** Requests from one room within so long are one incident. */
const TWIN_WITHIN_MS = 10 * 60_000
const DAY_MS = 86_400_000
/** What one site's link may open in a day: more than any school reports, less than would bury its desk. */
const MOST_A_DAY = 300

/** A request as it came through a link; `text` is what the incident is told by, in words. */
export interface FiledRequest {
  siteId: string
  roomId: string | null
  device: string | null
  text: string
  lessonStopped: boolean
  what: string
  said: string
  contact: string | null
  /** Of the word that opens its state. */
  secretHash: Uint8Array
}

/** What somebody sent through a link. */
export interface RequestRow {
  incidentId: string
  at: number
  what: string
  lessonStopped: boolean
  text: string
  contact: string | null
}

export type FileResult = { ok: true; incident: Incident } | { ok: false; code: 'unknown-site' | 'too-many' }

const COLUMNS = 'incident_id AS incidentId, at, what, lesson_stopped AS lessonStopped, text, contact'

/** Requests of people without an account: each becomes an incident or joins the one its room has already, and can be followed. */
export function createRequestCalls(db: DatabaseSync, incidents: IncidentCalls) {
  const add = db.prepare(
    `INSERT INTO service_request (secret_hash, incident_id, at, what, lesson_stopped, text, contact) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const bySecret = db.prepare(`SELECT ${COLUMNS} FROM service_request WHERE secret_hash = ?`)
  const ofIncident = db.prepare(`SELECT ${COLUMNS} FROM service_request WHERE incident_id = ? ORDER BY at LIMIT 100`)
  const countSince = db.prepare(
    `SELECT count(*) AS n FROM service_request JOIN incident ON incident.id = incident_id WHERE site_id = ? AND at > ?`,
  )
  const lately = db.prepare(
    `SELECT body FROM incident WHERE site_id = ? AND opened_at >= ? AND topic LIKE 'request:%' AND parent IS NULL
       AND state NOT IN ('resolved', 'verified', 'closed') ORDER BY opened_at DESC LIMIT 100`,
  )
  const forget = db.prepare(
    `UPDATE service_request SET contact = NULL WHERE contact IS NOT NULL
       AND incident_id IN (SELECT id FROM incident WHERE state = 'closed')`,
  )
  const row = (one: unknown): RequestRow => {
    const found = one as Omit<RequestRow, 'lessonStopped'> & { lessonStopped: number }
    return { ...found, lessonStopped: found.lessonStopped === 1 }
  }

  /** The request the same spot has made within minutes and nobody has solved yet. */
  function twinOf({ siteId, roomId, device, text }: FiledRequest, now: number): Incident | null {
    const all = (lately.all(siteId, now - TWIN_WITHIN_MS) as { body: string }[]).map(
      one => JSON.parse(one.body) as Incident,
    )
    const inSpot = (one: Incident): boolean => {
      if (roomId !== null) return one.roomId === roomId
      if (device !== null) return one.devices.includes(device)
      return one.roomId === null && one.devices.length === 0 && saidBy(one).includes(text)
    }
    return all.find(inSpot) ?? null
  }

  const saidBy = (incident: Incident): string[] =>
    incident.findings.flatMap(({ evidence }) => evidence.map(({ text }) => text))

  function said(incident: Incident, text: string): boolean {
    if (saidBy(incident).includes(text)) return true
    return incidents.get(incident.id)?.entries.some(({ what, why }) => what === 'noted' && why === text) ?? false
  }

  return {
    /**
     * Files a request. What the same room has just reported is told to the incident it has; where only the later one says that the lesson
     * cannot go on, a new incident opens and the earlier one is held under it.
     */
    file(request: FiledRequest, now: number): FileResult {
      const { siteId, roomId, device, text, lessonStopped, what, contact, secretHash } = request
      if ((countSince.get(siteId, now - DAY_MS) as { n: number }).n >= MOST_A_DAY)
        return { ok: false, code: 'too-many' }
      forget.run()
      const twin = twinOf(request, now)
      let incident = twin
      if (twin === null || (lessonStopped && twin.grade > 2)) {
        incident = incidents.request({ siteId, roomId, device, text, lessonStopped }, now)
        if (incident === null) return { ok: false, code: 'unknown-site' }
        if (twin !== null) incidents.merge(twin.id, null, { into: incident.id, by: REQUESTER, now })
      } else if (!said(twin, text)) incidents.act(twin.id, null, { type: 'note', text }, REQUESTER, now)
      add.run(secretHash, incident!.id, now, what, lessonStopped ? 1 : 0, request.said, contact)
      return { ok: true, incident: incidents.get(incident!.id)!.incident }
    },

    /** The request a secret belongs to, as it was sent; null for a secret that is none. */
    find(secretHash: Uint8Array): RequestRow | null {
      const found = bySecret.get(secretHash)
      return found === undefined ? null : row(found)
    },

    /** What people sent about an incident, oldest first. */
    ofIncident(id: string): RequestRow[] {
      forget.run()
      return ofIncident.all(id).map(row)
    },
  }
}

export type RequestCalls = ReturnType<typeof createRequestCalls>
