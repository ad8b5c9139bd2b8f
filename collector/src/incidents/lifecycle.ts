import { endClock, type ServiceClock } from '../service/clocks.ts'
import type { Actor, Entry, EntryKind, Incident } from './incident.ts'

/** An incident that comes back so often within so long flaps: it stays open and is told once. */
const FLAPPING = { times: 3, withinMs: 24 * 3_600_000 } as const

/** Open again, on the old clocks: the answer that was given stays given, the solution did not hold. */
export function reopen(incident: Incident, now: number): Incident {
  const reopened = [...incident.reopened.filter(at => now - at < FLAPPING.withinMs), now]
  return {
    ...incident,
    state: 'open',
    resolution: null,
    handler: null,
    cleanPeriods: 0,
    reopened,
    flapping: incident.flapping || reopened.length >= FLAPPING.times,
    clocks: incident.clocks.map(one => (one.name === 'solve' ? { ...one, end: null } : reviveClock(one))),
  }
}

/** The clocks of a solved incident: the solution is met, what it made needless ends. */
export function solved({ clocks }: Incident, now: number): ServiceClock[] {
  return clocks.map(one => endClock(one, now, one.name === 'solve' || one.name === 'answer' ? 'met' : 'not-needed'))
}

/** A clock that ended only because it was not needed runs on. */
export function reviveClock(one: ServiceClock): ServiceClock {
  return one.end?.how === 'not-needed' ? { ...one, end: null } : one
}

export function entry(at: number, actor: Actor, what: EntryKind, why: string, detail: Entry['detail'] = {}): Entry {
  return { at, actor, what, why, detail }
}
