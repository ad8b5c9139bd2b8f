import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

import type { Room } from '@forewarn/shared/api.ts'

export interface SiteRow {
  id: string
  name: string
  timeZone: string
  devices: number
}

export interface RoomFields {
  name: string
  building: string | null
  floor: string | null
}

type SiteResult = { ok: true; site: SiteRow } | { ok: false; code: 'unknown-site' | 'name-taken' }
type RoomResult = { ok: true; room: Room } | { ok: false; code: 'unknown-site' | 'unknown-room' | 'name-taken' }
type RemovalResult = { ok: true } | { ok: false; code: 'unknown-room' | 'room-in-use' }

export type Places = ReturnType<typeof createPlaces>

const SITES = `
  SELECT site.id, site.name, site.time_zone AS timeZone,
    (SELECT count(*) FROM device WHERE device.site_id = site.id AND device.revoked_at IS NULL) AS devices
  FROM site`
const ROOMS = 'SELECT id, site_id AS siteId, building, floor, name FROM room'

/** Sites and the rooms in them. */
export function createPlaces(db: DatabaseSync) {
  const siteById = db.prepare(`${SITES} WHERE site.id = ?`)
  const siteNamed = db.prepare('SELECT id FROM site WHERE name = ? AND id IS NOT ?')
  const roomById = db.prepare(`${ROOMS} WHERE id = ?`)
  const roomAlike = db.prepare(
    'SELECT id FROM room WHERE site_id = ? AND building IS ? AND floor IS ? AND name = ? AND id IS NOT ?',
  )

  const readSite = (id: string): SiteRow | undefined => plain<SiteRow>(siteById.get(id))
  const readRoom = (id: string): Room | undefined => plain<Room>(roomById.get(id))

  return {
    listSites: (): SiteRow[] =>
      db
        .prepare(`${SITES} ORDER BY site.name`)
        .all()
        .map(row => ({ ...row }) as unknown as SiteRow),

    createSite(input: { name: string; timeZone: string }, now: number): SiteResult {
      if (siteNamed.get(input.name, null) !== undefined) return { ok: false, code: 'name-taken' }
      const id = newId('site')
      db.prepare('INSERT INTO site (id, name, time_zone, created_at) VALUES (?, ?, ?, ?)').run(
        id,
        input.name,
        input.timeZone,
        now,
      )
      return { ok: true, site: readSite(id)! }
    },

    updateSite(id: string, change: { name?: string; timeZone?: string }): SiteResult {
      const site = readSite(id)
      if (site === undefined) return { ok: false, code: 'unknown-site' }
      if (change.name !== undefined && siteNamed.get(change.name, id) !== undefined)
        return { ok: false, code: 'name-taken' }
      db.prepare('UPDATE site SET name = ?, time_zone = ? WHERE id = ?').run(
        change.name ?? site.name,
        change.timeZone ?? site.timeZone,
        id,
      )
      return { ok: true, site: readSite(id)! }
    },

    listRooms(siteId: string | null): Room[] {
      const order = 'ORDER BY site_id, building, floor, name'
      const rows =
        siteId === null
          ? db.prepare(`${ROOMS} ${order}`).all()
          : db.prepare(`${ROOMS} WHERE site_id = ? ${order}`).all(siteId)
      return rows.map(row => ({ ...row }) as unknown as Room)
    },

    createRoom(input: RoomFields & { siteId: string }): RoomResult {
      if (readSite(input.siteId) === undefined) return { ok: false, code: 'unknown-site' }
      if (roomAlike.get(input.siteId, input.building, input.floor, input.name, null) !== undefined)
        return { ok: false, code: 'name-taken' }
      const id = newId('room')
      db.prepare('INSERT INTO room (id, site_id, building, floor, name) VALUES (?, ?, ?, ?, ?)').run(
        id,
        input.siteId,
        input.building,
        input.floor,
        input.name,
      )
      return { ok: true, room: readRoom(id)! }
    },

    updateRoom(id: string, change: Partial<RoomFields>): RoomResult {
      const room = readRoom(id)
      if (room === undefined) return { ok: false, code: 'unknown-room' }
      const { name, building, floor } = { ...room, ...change }
      if (roomAlike.get(room.siteId, building, floor, name, id) !== undefined) return { ok: false, code: 'name-taken' }
      db.prepare('UPDATE room SET name = ?, building = ?, floor = ? WHERE id = ?').run(name, building, floor, id)
      return { ok: true, room: readRoom(id)! }
    },

    /** A room with devices in it stays: moving them is a decision of its own. */
    removeRoom(id: string): RemovalResult {
      if (readRoom(id) === undefined) return { ok: false, code: 'unknown-room' }
      if (db.prepare('SELECT 1 FROM device WHERE room_id = ? LIMIT 1').get(id) !== undefined)
        return { ok: false, code: 'room-in-use' }
      db.prepare('DELETE FROM room WHERE id = ?').run(id)
      return { ok: true }
    },
  }
}

/** A row as an ordinary object, which every thread can receive. */
function plain<T>(row: Record<string, unknown> | undefined): T | undefined {
  return row === undefined ? undefined : ({ ...row } as T)
}

/** Ids are shown, typed and pasted into a command line: a word and hex digits, never a leading dash. */
function newId(kind: string): string {
  return `${kind}-${randomBytes(6).toString('hex')}`
}
