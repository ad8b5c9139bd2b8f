import type { DatabaseSync } from 'node:sqlite'

/** What a site decides for itself, as JSON under a name; whoever reads it checks its shape when it is written. */
export interface SiteSettings {
  timetable: unknown
  calendar: unknown
  clocks: unknown
}

export type SiteSettingName = keyof SiteSettings

export function createSiteSettings(db: DatabaseSync) {
  const read = db.prepare('SELECT value FROM site_setting WHERE site_id = ? AND name = ?')
  const write = db.prepare(
    `INSERT INTO site_setting (site_id, name, value, changed_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at`,
  )

  return {
    /** The value as it was written, or null where the site has not decided. */
    get(siteId: string, name: SiteSettingName): unknown {
      const row = read.get(siteId, name) as { value: string } | undefined
      return row === undefined ? null : JSON.parse(row.value)
    },
    set(siteId: string, name: SiteSettingName, value: unknown, now: number): void {
      write.run(siteId, name, JSON.stringify(value), now)
    },
  }
}

export type SiteSettingsTable = ReturnType<typeof createSiteSettings>
