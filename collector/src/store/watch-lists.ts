import type { DatabaseSync } from 'node:sqlite'

import type { SiteWatchList } from '@forewarn/shared/api.ts'

/** What each site's agents watch. The lists are checked before they come here. */
export function createWatchLists(db: DatabaseSync) {
  const ofSite = db.prepare(
    'SELECT list FROM site LEFT JOIN watch_list ON watch_list.site_id = site.id WHERE site.id = ?',
  )
  const replace = db.prepare(
    `INSERT INTO watch_list (site_id, list, changed_at) SELECT id, ?, ? FROM site WHERE id = ?
     ON CONFLICT DO UPDATE SET list = excluded.list, changed_at = excluded.changed_at`,
  )

  return {
    /** Every list that is not empty because nobody ever set it, by site. */
    all: (): [siteId: string, list: SiteWatchList][] =>
      db
        .prepare('SELECT site_id AS siteId, list FROM watch_list')
        .all()
        .map(row => [row['siteId'] as string, JSON.parse(row['list'] as string) as SiteWatchList]),

    /** A site's list, or null where there is no such site. */
    get(siteId: string): SiteWatchList | null {
      const row = ofSite.get(siteId) as { list: string | null } | undefined
      if (row === undefined) return null
      return row.list === null ? emptyWatchList() : (JSON.parse(row.list) as SiteWatchList)
    },

    /** Puts the list in the place of the one before; false where there is no such site. */
    replace: (siteId: string, list: SiteWatchList, now: number): boolean =>
      Number(replace.run(JSON.stringify(list), now, siteId).changes) > 0,
  }
}

export type WatchLists = ReturnType<typeof createWatchLists>

function emptyWatchList(): SiteWatchList {
  return { watchedPrograms: [], requiredPeripherals: [], peers: [] }
}
