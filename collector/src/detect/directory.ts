import type { Timetable } from '@forewarn/shared/timetable.ts'

import { createCalendar, OFFICE_HOURS, type Calendar } from '../service/calendar.ts'
import { STRICT, type ClockPolicy } from '@forewarn/shared/clock-policy.ts'
import { createClassTimes, isMaintenance } from '../service/timetable.ts'
import { forRole } from '../watch-list/for-role.ts'
import type { DeviceFacts, SiteFacts } from './context.ts'
import type { ClassTimes, FleetFacts, Scene } from './scene.ts'

/** A site as detection sees it. */
export interface SiteView {
  id: string
  timeZone: string
  timetable: Timetable | null
  classes: ClassTimes | null
  /** The first moment of the day after a moment's, in the site's zone. */
  nextDay(at: number): number
  calendar: Calendar
  policy: ClockPolicy
}

/** A device as detection sees it. */
export interface DeviceView {
  /** The number its records are stored under, and the name everyone else knows it by. */
  number: number
  id: string
  site: SiteView
  roomId: string | null
  floor: string | null
  scene: Scene
}

/** Who is who, answered from memory. */
export interface Directory {
  device(number: number): DeviceView | null
  devices(): readonly DeviceView[]
  site(id: string): SiteView | null
  sites(): readonly SiteView[]
}

/** A directory that knows what it is told, compiled when it is told. A device of a site that is not known yet waits for its site. */
export function createDirectory() {
  const sites = new Map<string, { view: SiteView; facts: SiteFacts }>()
  const facts = new Map<number, DeviceFacts>()
  const devices = new Map<number, DeviceView>()
  let fleet: FleetFacts | null = null
  /** The values of the maps, until one of them changes. */
  let lists: { devices: DeviceView[]; sites: SiteView[] } | null = null

  function place(one: DeviceFacts): void {
    const site = sites.get(one.siteId)
    if (site === undefined) return
    const { number, id, roomId, floor } = one
    devices.set(number, { number, id, site: site.view, roomId, floor, scene: sceneOf(one, site, fleet) })
  }

  const listed = (): NonNullable<typeof lists> =>
    (lists ??= { devices: [...devices.values()], sites: Array.from(sites.values(), ({ view }) => view) })

  return {
    device: (number: number): DeviceView | null => devices.get(number) ?? null,
    devices: (): readonly DeviceView[] => listed().devices,
    site: (id: string): SiteView | null => sites.get(id)?.view ?? null,
    sites: (): readonly SiteView[] => listed().sites,

    learnSite(site: SiteFacts): void {
      sites.set(site.id, { view: siteView(site), facts: site })
      for (const one of facts.values()) if (one.siteId === site.id) place(one)
      lists = null
    },

    learnFleet(known: FleetFacts): void {
      fleet = known
      for (const one of facts.values()) place(one)
      lists = null
    },

    learnDevice(device: DeviceFacts): void {
      facts.set(device.number, device)
      place(device)
      lists = null
    },

    forgetDevice(number: number): void {
      facts.delete(number)
      devices.delete(number)
      lists = null
    },
  } satisfies Directory & Record<string, unknown>
}

function siteView({ id, timeZone, timetable, calendar, clocks }: SiteFacts): SiteView {
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
    policy: clocks ?? STRICT,
  }
}

function sceneOf(
  { role }: DeviceFacts,
  { view, facts }: { view: SiteView; facts: SiteFacts },
  fleet: FleetFacts | null,
): Scene {
  const { timetable } = facts
  return {
    role,
    classes: view.classes,
    watched: forRole(facts.watchList?.watchedPrograms ?? [], role),
    required: forRole(facts.watchList?.requiredPeripherals ?? [], role).map(({ name }) => name),
    fleet,
    isMaintenance: at => timetable !== null && isMaintenance(timetable, at),
  }
}
