import type { ClockName } from '@forewarn/shared/incidents.ts'

import { clockState, nextChange } from '../service/clocks.ts'
import type { Incident } from './incident.ts'

/** A clock that has changed by itself: what the reducer is to be told. */
export interface DueClock {
  incident: Incident
  name: ClockName
  state: 'at-risk' | 'breached'
}

/** When each clock of an incident will change next by itself. What is late already, as after a re-grading, is due now, to be recorded. */
export function duesOf(incident: Incident, now: number): [name: ClockName, at: number][] {
  return incident.clocks.flatMap((clock): [ClockName, number][] => {
    const at = nextChange(clock, now)
    const late = clock.breachedAt === null && clock.end === null && clockState(clock, now) === 'breached'
    return at !== null || late ? [[clock.name, at ?? now]] : []
  })
}

/** What a clock of an incident has become by now, where that is to be told. */
export function dueClock(incident: Incident, name: ClockName, now: number): DueClock | null {
  const clock = incident.clocks.find(one => one.name === name)
  const state = clock === undefined ? null : clockState(clock, now)
  return state === 'at-risk' || state === 'breached' ? { incident, name, state } : null
}
