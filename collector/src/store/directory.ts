import type { DatabaseSync } from 'node:sqlite'

import type { Timetable } from '@forewarn/shared/timetable.ts'

import type { DeviceView, Directory, SiteView } from '../detect/directory.ts'
import type { Scene } from '../detect/scene.ts'
import { createCalendar, OFFICE_HOURS, type CalendarExceptions, type OfficeHours } from '../service/calendar.ts'
import { STRICT, type ClockPolicy } from '../service/policy.ts'
import { createClassTimes, isMaintenance } from '../service/timetable.ts'
import { forRole } from '../watch-list/for-role.ts'
import type { SiteSettingsTable } from './site-settings.ts'
import type { WatchLists } from './watch-lists.ts'

/** Sites and devices as detection sees them, read once and again after `refresh`. */
export function createDirectory(
  db: DatabaseSync,
  settings: SiteSettingsTable,
  watchLists: Pick<WatchLists, 'all'>,
): Directory & { refresh(): void } {
  const siteRows = db.prepare('SELECT id, time_zone AS timeZone FROM site')
  const deviceRows = db.prepare(
    'SELECT id AS number, public_id AS id, site_id AS siteId, room_id AS roomId, role FROM device WHERE revoked_at IS NULL',
  )
  let sites = new Map<string, SiteView>()
  let devices = new Map<number, DeviceView>()

  function siteOf({ id, timeZone }: { id: string; timeZone: string }): SiteView {
    const timetable = settings.get(id, 'timetable') as Timetable | null
    const calendar = settings.get(id, 'calendar') as (CalendarExceptions & { hours?: OfficeHours }) | null
    return {
      id,
      timeZone,
      timetable,
      classes: timetable === null ? null : createClassTimes(timetable, timeZone),
      nextDay: at =>
        Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).startOfDay().add({ days: 1 })
          .epochMilliseconds,
      calendar: createCalendar({
        timeZone,
        ...(calendar === null ? {} : { exceptions: calendar }),
        hours: calendar?.hours ?? OFFICE_HOURS,
      }),
      policy: (settings.get(id, 'clocks') as ClockPolicy | null) ?? STRICT,
    }
  }

  function read(): void {
    sites = new Map((siteRows.all() as { id: string; timeZone: string }[]).map(row => [row.id, siteOf(row)]))
    devices = new Map()
    const lists = new Map(watchLists.all())
    const rows = deviceRows.all() as {
      number: number
      id: string
      siteId: string
      roomId: string | null
      role: Scene['role']
    }[]
    for (const { number, id, siteId, roomId, role } of rows) {
      const site = sites.get(siteId)!
      const list = lists.get(siteId)
      const scene: Scene = {
        role,
        classes: site.classes,
        watched: forRole(list?.watchedPrograms ?? [], role),
        required: forRole(list?.requiredPeripherals ?? [], role).map(({ name }) => name),
        isMaintenance: at => site.timetable !== null && isMaintenance(site.timetable, at),
      }
      devices.set(number, { number, id, site, roomId, scene })
    }
  }
  read()

  return {
    device(number) {
      // One that came since is not known yet.
      if (!devices.has(number)) read()
      return devices.get(number) ?? null
    },
    devices: () => [...devices.values()],
    site(id) {
      if (!sites.has(id)) read()
      return sites.get(id) ?? null
    },
    sites: () => [...sites.values()],
    refresh: read,
  }
}
