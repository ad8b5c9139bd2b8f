import type { DatabaseSync } from 'node:sqlite'

import type { Context, DeviceFacts, SiteFacts } from '../detect/context.ts'
import type { Facts } from '../detect/consumer.ts'
import type { RuleSettingsTable } from './rule-settings.ts'
import type { SiteSettingsTable } from './site-settings.ts'
import type { WatchLists } from './watch-lists.ts'

interface Parts {
  db: DatabaseSync
  settings: SiteSettingsTable
  watchLists: WatchLists
  rules: RuleSettingsTable
}

interface SiteRow {
  id: string
  timeZone: string
}

/** The world as the tables have it now, as detection wants to know it. */
export function createFacts({ db, settings, watchLists, rules }: Parts): Facts {
  const sites = db.prepare('SELECT id, time_zone AS timeZone FROM site ORDER BY id')
  const site = db.prepare('SELECT id, time_zone AS timeZone FROM site WHERE id = ?')
  const known = `
    SELECT d.id AS number, d.public_id AS id, d.site_id AS siteId, d.room_id AS roomId, d.role,
      CASE WHEN r.floor IS NULL THEN NULL ELSE coalesce(r.building || ' ', '') || r.floor END AS floor
    FROM device d LEFT JOIN room r ON r.id = d.room_id WHERE d.revoked_at IS NULL`
  const devices = db.prepare(`${known} ORDER BY d.id`)
  const device = db.prepare(`${known} AND d.id = ?`)

  function siteFacts({ id, timeZone }: SiteRow): SiteFacts {
    const { watchedPrograms, requiredPeripherals } = watchLists.get(id)!
    const nothing = watchedPrograms.length === 0 && requiredPeripherals.length === 0
    return {
      id,
      timeZone,
      timetable: settings.get(id, 'timetable') as SiteFacts['timetable'],
      calendar: settings.get(id, 'calendar') as SiteFacts['calendar'],
      clocks: settings.get(id, 'clocks') as SiteFacts['clocks'],
      watchList: nothing ? null : { watchedPrograms, requiredPeripherals },
    }
  }

  const allSites = (): SiteFacts[] => (sites.all() as unknown as SiteRow[]).map(siteFacts)

  return {
    all: () => [
      { subject: 'rules', facts: rules.get() },
      ...allSites().map((one): Context => ({ subject: 'site', facts: one })),
      ...(devices.all() as unknown as DeviceFacts[]).map((row): Context => ({
        subject: 'device',
        facts: { ...row },
      })),
    ],
    sites: allSites,
    device: number => (device.get(number) as DeviceFacts | undefined) ?? null,
    site(id) {
      const row = site.get(id) as SiteRow | undefined
      return row === undefined ? null : siteFacts(row)
    },
  }
}
