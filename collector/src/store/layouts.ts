import type { DatabaseSync } from 'node:sqlite'

import type { Layout, Series } from '@forewarn/shared/record.ts'

/** A layout under the number the store uses for it; devices of the same make share them. */
export interface StoredLayout extends Layout {
  id: number
}

/** The dictionary of layouts. Ids are given out by the gateway, the only writer, and arrive here with their first use. */
export function createLayouts(db: DatabaseSync) {
  const byId = new Map<number, StoredLayout>()
  const insert = db.prepare('INSERT OR IGNORE INTO layout (id, source, series) VALUES (?, ?, ?)')
  for (const row of db.prepare('SELECT id, source, series FROM layout').all() as {
    id: number
    source: string
    series: string
  }[])
    byId.set(row.id, { id: row.id, source: row.source, series: JSON.parse(row.series) as Series[] })

  return {
    get: (id: number): StoredLayout | undefined => byId.get(id),
    all: (): StoredLayout[] => [...byId.values()],

    /** Writes new layouts; call inside a transaction and `keep` once it is committed. */
    write(layouts: readonly StoredLayout[]): void {
      for (const layout of layouts)
        if (!byId.has(layout.id)) insert.run(layout.id, layout.source, JSON.stringify(layout.series))
    },

    keep(layouts: readonly StoredLayout[]): void {
      for (const layout of layouts) byId.set(layout.id, layout)
    },
  }
}

export type Layouts = ReturnType<typeof createLayouts>
