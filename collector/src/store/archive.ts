import type { DatabaseSync } from 'node:sqlite'

import type { Incident } from '../incidents/incident.ts'
import { toMatch, toWords } from './archive-words.ts'
import type { IncidentTable } from './incidents.ts'
import { transaction } from './transaction.ts'

/** What is looked for in the archive; everything given must hold. Times in ms, `to` excluded. */
export interface ArchiveQuery {
  /** Only of these sites: what a limited viewer may see; null for all. */
  sites: readonly string[] | null
  text?: string
  siteId?: string
  roomId?: string
  device?: string
  grade?: number
  cause?: string
  state?: 'open' | 'closed'
  from?: number
  to?: number
  /** Only what was opened before the incident of this id, for paging; newest first. */
  before?: string
  limit: number
}

/** How many incidents are taken into the index at once: some milliseconds, then commits come first again. */
const AT_ONCE = 200

/** Search over all incidents, open and closed. */
export function createArchive(db: DatabaseSync, table: IncidentTable) {
  const due = db.prepare('SELECT incident_id AS id FROM archive_due LIMIT ?')
  const done = db.prepare('DELETE FROM archive_due WHERE incident_id = ?')
  const put = db.prepare(
    `INSERT INTO archive_row (incident_id, room_id, cause) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET room_id = excluded.room_id, cause = excluded.cause RETURNING id`,
  )
  const dropDevices = db.prepare('DELETE FROM archive_device WHERE row = ?')
  const putDevice = db.prepare('INSERT OR IGNORE INTO archive_device (device, row) VALUES (?, ?)')
  const dropText = db.prepare('DELETE FROM archive_text WHERE rowid = ?')
  const putText = db.prepare('INSERT INTO archive_text (rowid, text) VALUES (?, ?)')
  const siteName = db.prepare('SELECT name FROM site WHERE id = ?')
  const roomName = db.prepare("SELECT concat_ws(' ', building, name) AS name FROM room WHERE id = ?")
  const device = db.prepare('SELECT name, room_id AS room FROM device WHERE public_id = ?')

  const nameIn = (row: unknown): string => (row as { name: string } | undefined)?.name ?? ''

  function take(id: string): void {
    const incident = table.get(id)
    if (incident !== null) {
      const { roomId, devices, resolution } = incident
      const places = devices.slice(0, MOST_DEVICES).map(one => device.get(one) as { name: string; room: string | null })
      const room = roomId ?? places[0]?.room ?? null
      const rooms = new Set([room, ...places.map(place => place?.room ?? null)].filter(one => one !== null))
      const names = [nameIn(siteName.get(incident.siteId)), ...[...rooms].map(one => nameIn(roomName.get(one)))]
      const row = (put.get(id, room, resolution?.cause ?? null) as { id: number }).id
      dropText.run(row)
      putText.run(row, toWords([...textsOf(incident), ...names, ...places.map(nameIn)].join('\n')))
      dropDevices.run(row)
      for (const one of devices) putDevice.run(one, row)
    }
    done.run(id)
  }

  function textsOf(incident: Incident): string[] {
    const { id, title, findings, resolution, handler } = incident
    const said = findings.flatMap(({ rule, title: one, evidence }) => [
      one.zh,
      one.en,
      ...(rule === 'service-request' ? evidence.map(({ text }) => text) : []),
    ])
    const done = resolution === null ? [] : [resolution.measures, ...resolution.parts]
    const history = table.entriesOf(id).flatMap(({ actor, why, what, detail }) => {
      if (actor.kind !== 'person') return []
      return [why, ...(what === 'dispatched' || what === 'spare-lent' ? Object.values(detail).map(String) : [])]
    })
    return [id, title.zh, title.en, handler ?? '', ...said, ...done, ...history]
  }

  return {
    /** Takes some of what has changed into the index; answers whether all of it is in. */
    catchUp(): boolean {
      const ids = (due.all(AT_ONCE) as { id: string }[]).map(({ id }) => id)
      if (ids.length > 0) transaction(db, () => ids.forEach(take))
      return ids.length < AT_ONCE
    },

    search(query: ArchiveQuery): Incident[] {
      const { from, values } = conditions(query)
      const rows = db.prepare(`SELECT i.body ${from} ORDER BY i.opened_at DESC, i.id DESC LIMIT ?`)
      return (rows.all(...values, query.limit) as { body: string }[]).map(({ body }) => JSON.parse(body) as Incident)
    },

    /** How many there are, whatever the page. */
    count(query: Omit<ArchiveQuery, 'before' | 'limit'>): number {
      const { from, values } = conditions(query)
      return (db.prepare(`SELECT count(*) AS n ${from}`).get(...values) as { n: number }).n
    },
  }
}

/** Of an incident of a whole site the names of so many devices are searched by; their ids all are. */
const MOST_DEVICES = 50

function conditions(query: Omit<ArchiveQuery, 'limit'>): { from: string; values: (string | number)[] } {
  const { sites, text, siteId, roomId, device, grade, cause, state, from, to, before } = query
  const wheres: string[] = ['true']
  const values: (string | number)[] = []
  const add = (where: string, ...given: (string | number)[]): void => {
    wheres.push(where)
    values.push(...given)
  }
  const match = text === undefined ? null : toMatch(text)
  if (match !== null) add('a.id IN (SELECT rowid FROM archive_text WHERE archive_text MATCH ?)', match)
  else if (text !== undefined && text.trim() !== '') add('false')
  if (sites !== null) add('i.site_id IN (SELECT value FROM json_each(?))', JSON.stringify(sites))
  if (siteId !== undefined) add('i.site_id = ?', siteId)
  if (roomId !== undefined) add('a.room_id = ?', roomId)
  if (device !== undefined) add('a.id IN (SELECT row FROM archive_device WHERE device = ?)', device)
  if (grade !== undefined) add('i.grade = ?', grade)
  if (cause !== undefined) add('a.cause = ?', cause)
  if (state === 'closed') add("i.state = 'closed'")
  if (state === 'open') add("i.state <> 'closed'")
  if (from !== undefined) add('i.opened_at >= ?', from)
  if (to !== undefined) add('i.opened_at < ?', to)
  if (before !== undefined) add('(i.opened_at, i.id) < (SELECT opened_at, id FROM incident WHERE id = ?)', before)
  return { from: `FROM incident i JOIN archive_row a ON a.incident_id = i.id WHERE ${wheres.join(' AND ')}`, values }
}
