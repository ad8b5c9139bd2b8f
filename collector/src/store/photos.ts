import type { DatabaseSync } from 'node:sqlite'

import { transaction } from './transaction.ts'

export interface PhotoRow {
  id: string
  incidentId: string
  type: string
  width: number
  height: number
  bytes: number
  at: number
  /** Who sent it. */
  actor: string
}

/** How many photos one incident may hold, and how many bytes all of them together. */
const MOST = { perIncident: 30, bytes: 4 * 1024 ** 3 } as const

const COLUMNS = 'id, incident_id AS incidentId, type, width, height, bytes, at, actor'

/** Photos of incidents. They lie in the database: a backup has them, and no file server can come upon them. */
export function createPhotos(db: DatabaseSync) {
  const put = db.prepare(
    'INSERT INTO photo (id, incident_id, type, width, height, bytes, at, actor) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const putBody = db.prepare('INSERT INTO photo_body (id, body) VALUES (?, ?)')
  const known = db.prepare('SELECT 1 FROM incident WHERE id = ?')
  const ofIncident = db.prepare(`SELECT ${COLUMNS} FROM photo WHERE incident_id = ? ORDER BY at, id`)
  const total = db.prepare('SELECT coalesce(sum(bytes), 0) AS bytes FROM photo')
  const one =
    db.prepare(`SELECT photo.type, photo_body.body, incident.site_id AS siteId FROM photo JOIN photo_body USING (id)
     JOIN incident ON incident.id = photo.incident_id WHERE photo.id = ?`)

  return {
    /** Keeps a photo whose bytes have been cleaned; `most` bounds how many its sender's kind may add to the incident. */
    add(photo: Omit<PhotoRow, 'bytes'>, body: Uint8Array, most: number): 'kept' | 'unknown-incident' | 'too-many' {
      const { id, incidentId, type, width, height, at, actor } = photo
      if (known.get(incidentId) === undefined) return 'unknown-incident'
      const there = ofIncident.all(incidentId) as unknown as PhotoRow[]
      const own = there.filter(other => other.actor === actor).length
      if (own >= most || there.length >= MOST.perIncident) return 'too-many'
      if ((total.get() as { bytes: number }).bytes + body.length > MOST.bytes) return 'too-many'
      transaction(db, () => {
        put.run(id, incidentId, type, width, height, body.length, at, actor)
        putBody.run(id, body)
      })
      return 'kept'
    },

    of: (incidentId: string): PhotoRow[] =>
      ofIncident.all(incidentId).map(row => ({ ...(row as unknown as PhotoRow) })),

    /** A photo's bytes with their type and whose site it is of, or null. */
    get(id: string): { type: string; body: Uint8Array; siteId: string } | null {
      const row = one.get(id) as { type: string; body: Uint8Array; siteId: string } | undefined
      return row === undefined ? null : { ...row }
    },
  }
}
