import type { Timetable } from '@forewarn/shared/timetable.ts'

import type { Calendar } from '../service/calendar.ts'
import type { ClockPolicy } from '../service/policy.ts'
import type { ClassTimes, Scene } from './scene.ts'

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
  scene: Scene
}

/** Who is who: answers from memory, told when something of it has changed. */
export interface Directory {
  device(number: number): DeviceView | null
  devices(): readonly DeviceView[]
  site(id: string): SiteView | null
  sites(): readonly SiteView[]
}
