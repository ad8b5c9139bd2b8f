import type { DatabaseSync } from 'node:sqlite'

import type { Act } from '../incidents/acts.ts'

/** What people did to the incidents of a site, in the order they did it. Writing belongs into the transaction of what it did. */
export function createActs(db: DatabaseSync) {
  const add = db.prepare('INSERT INTO incident_act (tick, at, site_id, act) VALUES (?, ?, ?, ?)')
  const ofSite = db.prepare('SELECT tick, at, act FROM incident_act WHERE site_id = ? ORDER BY id')

  return {
    add: (siteId: string, tick: number, at: number, act: Act): void =>
      void add.run(tick, at, siteId, JSON.stringify(act)),
    ofSite: (siteId: string): { tick: number; at: number; act: Act }[] =>
      (ofSite.all(siteId) as { tick: number; at: number; act: string }[]).map(row => ({
        ...row,
        act: JSON.parse(row.act) as Act,
      })),
  }
}

export type Acts = ReturnType<typeof createActs>
