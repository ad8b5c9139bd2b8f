import type { DeviceRole as RoleSchema } from '@forewarn/shared/api.ts'
import type { WatchedProgram } from '@forewarn/shared/protocol.ts'
import type { Static } from 'typebox'

type DeviceRole = Static<typeof RoleSchema>

/**
 * What a rule may know of the world around its device, as data: so that a trace can carry it. Without a timetable `classes` is null,
 * and rules about class time stay silent.
 */
export interface Scene {
  role: DeviceRole
  classes: ClassTimes | null
  /** The watched programs as configured for this device; null where nobody can have configured any, and every program counts. */
  watched: readonly WatchedProgram[] | null
  /** The names of the required parts. */
  required: readonly string[]
  /** What is usual in the fleet; null where there are too few devices to say. */
  fleet: FleetFacts | null
  /** Planned work: what happens within is recorded, not raised. */
  isMaintenance(at: number): boolean
}

/** What the devices of a collector have in common. */
export interface FleetFacts {
  /** Starts of the middle device in a week. */
  weeklyStarts: number
}

export interface ClassTimes {
  isClass(at: number): boolean
  /** Milliseconds of class within [from, to). */
  classMs(from: number, to: number): number
}

/** A device of which nothing is known but what it says: as `diagnose` sees one. */
export const BARE_SCENE: Scene = {
  role: 'other',
  classes: null,
  watched: null,
  required: [],
  fleet: null,
  isMaintenance: () => false,
}
