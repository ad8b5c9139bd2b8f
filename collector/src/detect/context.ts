import type { SiteWatchList } from '@forewarn/shared/api.ts'
import type { Timetable } from '@forewarn/shared/timetable.ts'

import type { CalendarExceptions, OfficeHours } from '../service/calendar.ts'
import type { ClockPolicy } from '@forewarn/shared/clock-policy.ts'
import type { RuleSettings } from './rule-settings.ts'
import type { FleetFacts, Scene } from './scene.ts'

/*
 * What judging depends on beside the records, as plain data: each change of it is written down with the tick from which on it holds, so
 * that a history is judged again in the world it happened in.
 */

/** A site as it was decided; null where it decided nothing. */
export interface SiteFacts {
  id: string
  timeZone: string
  timetable: Timetable | null
  calendar: (CalendarExceptions & { hours?: OfficeHours }) | null
  clocks: ClockPolicy | null
  watchList: Pick<SiteWatchList, 'watchedPrograms' | 'requiredPeripherals'> | null
}

/** A device: the number its records are stored under, the name everyone else knows it by, and where it belongs. */
export interface DeviceFacts {
  number: number
  id: string
  siteId: string
  roomId: string | null
  /** Building and floor of its room, as one name; null where nobody said. */
  floor: string | null
  role: Scene['role']
}

export type Context =
  | { subject: 'site'; facts: SiteFacts }
  | { subject: 'device'; facts: DeviceFacts }
  /** A device that belongs to nobody any more. */
  | { subject: 'gone'; facts: Pick<DeviceFacts, 'number'> }
  | { subject: 'rules'; facts: RuleSettings }
  | { subject: 'fleet'; facts: FleetFacts }

/** Whom a context is about: the newest of one subject is what holds. */
export function subjectOf({ subject, facts }: Context): string {
  switch (subject) {
    case 'site':
      return `site ${facts.id}`
    case 'device':
    case 'gone':
      return `device ${facts.number}`
    case 'rules':
    case 'fleet':
      return subject
  }
}
