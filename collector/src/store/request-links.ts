import type { DatabaseSync } from 'node:sqlite'

export interface RequestLink {
  siteId: string
  token: string
  createdAt: number
}

const COLUMNS = 'site_id AS siteId, token, created_at AS createdAt'

/** The links through which a site's people report problems without an account: one per site, or none. */
export function createRequestLinks(db: DatabaseSync) {
  const ofSite = db.prepare(`SELECT ${COLUMNS} FROM request_link WHERE site_id = ?`)
  const ofToken = db.prepare(`SELECT ${COLUMNS} FROM request_link WHERE token = ?`)
  const put = db.prepare(
    `INSERT INTO request_link (site_id, token, created_at) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET token = excluded.token, created_at = excluded.created_at`,
  )
  const remove = db.prepare('DELETE FROM request_link WHERE site_id = ?')
  const link = (row: unknown): RequestLink | null => (row === undefined ? null : { ...(row as RequestLink) })

  return {
    of: (siteId: string): RequestLink | null => link(ofSite.get(siteId)),
    find: (token: string): RequestLink | null => link(ofToken.get(token)),

    /** Gives the site this link from now on; the one before leads nowhere any more. */
    renew(siteId: string, token: string, now: number): RequestLink {
      put.run(siteId, token, now)
      return { siteId, token, createdAt: now }
    },

    /** Whether there was one. */
    withdraw: (siteId: string): boolean => Number(remove.run(siteId).changes) > 0,
  }
}
