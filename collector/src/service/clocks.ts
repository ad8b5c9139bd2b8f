import {
  AT_RISK,
  CLOCK_NAMES,
  type ClockName,
  type ClockState,
  type Grade,
  type PauseReason,
} from '@forewarn/shared/incidents.ts'

import type { Calendar } from './calendar.ts'
import type { ClockPolicy, Term } from '@forewarn/shared/clock-policy.ts'

/**
 * One promise of an incident. All times are stored, so a clock is right after any restart: nothing depends on a timer having run.
 * `endedAt` is when it was met, or when it stopped because it was not needed any more.
 */
export interface ServiceClock {
  name: ClockName
  /** T0 or the start of the working time it counts from, and when it is due; both later by the time it has stood still. */
  from: number
  due: number
  /** How long it has stood still in pauses that are over, ms. */
  stoodMs: number
  end: null | { at: number; how: 'met' | 'not-needed' }
  /** When the breach was recorded; a breach stays one even if the incident is re-graded later. */
  breachedAt: number | null
  pause: null | { since: number; reason: PauseReason }
}

/** The clocks of a grade from T0, in their usual order. */
export function startClocks(grade: Grade, t0: number, { policy, calendar }: Context): ServiceClock[] {
  return CLOCK_NAMES.flatMap(name => {
    const term = policy[grade][name]
    if (term === undefined) return []
    const from = 'hours' in term ? t0 : calendar.startOfWork(t0)
    return [{ name, from, due: dueOf(term, from, calendar), stoodMs: 0, end: null, breachedAt: null, pause: null }]
  })
}

interface Context {
  policy: ClockPolicy
  calendar: Calendar
}

/**
 * The clocks after a re-grading: due times counted anew from T0, while what was met, breached or not needed stays so. A clock the new
 * grade does not promise ends as not needed; time it has stood still is kept.
 */
export function regradeClocks(
  clocks: readonly ServiceClock[],
  grade: Grade,
  t0: number,
  context: Context & { now: number },
): ServiceClock[] {
  const fresh = startClocks(grade, t0, context)
  const kept = clocks.map((clock): ServiceClock => {
    if (clock.end !== null || clock.breachedAt !== null) return clock
    const next = fresh.find(({ name }) => name === clock.name)
    if (next === undefined) return { ...clock, pause: null, end: { at: context.now, how: 'not-needed' } }
    return { ...later(next, clock.stoodMs), pause: clock.pause }
  })
  return [...kept, ...fresh.filter(({ name }) => !clocks.some(clock => clock.name === name))]
}

/** How a clock stands at a moment. Decided from stored times alone, to the millisecond. */
export function clockState(clock: ServiceClock, now: number): ClockState {
  if (clock.end !== null) {
    if (clock.end.how === 'not-needed') return clock.breachedAt === null ? 'not-needed' : 'breached'
    return clock.end.at > clock.due ? 'breached' : 'met'
  }
  if (clock.breachedAt !== null) return 'breached'
  if (clock.pause !== null) return clock.pause.since > clock.due ? 'breached' : 'paused'
  if (now > clock.due) return 'breached'
  const left = clock.due - now
  return left < Math.max((clock.due - clock.from) * AT_RISK.share, AT_RISK.ms) ? 'at-risk' : 'running'
}

/** When a running clock will next change by itself: it comes into danger, or it breaches. Null when it will not. */
export function nextChange(clock: ServiceClock, now: number): number | null {
  const state = clockState(clock, now)
  if (state === 'running') return clock.due - Math.max((clock.due - clock.from) * AT_RISK.share, AT_RISK.ms) + 1
  return state === 'at-risk' ? clock.due + 1 : null
}

export function pauseClock(clock: ServiceClock, since: number, reason: PauseReason): ServiceClock {
  return clock.end !== null || clock.pause !== null || clock.breachedAt !== null
    ? clock
    : { ...clock, pause: { since, reason } }
}

/** Runs on; it is due later by the time it stood. */
export function resumeClock(clock: ServiceClock, now: number): ServiceClock {
  return clock.pause === null ? clock : { ...later(clock, Math.max(0, now - clock.pause.since)), pause: null }
}

function later(clock: ServiceClock, ms: number): ServiceClock {
  return { ...clock, from: clock.from + ms, due: clock.due + ms, stoodMs: clock.stoodMs + ms }
}

/** Meets or stops a clock; what has ended already stays as it is. */
export function endClock(clock: ServiceClock, at: number, how: 'met' | 'not-needed'): ServiceClock {
  if (clock.end !== null) return clock
  const running = resumeClock(clock, at)
  return { ...running, end: { at, how }, breachedAt: running.breachedAt ?? (at > running.due ? running.due : null) }
}

function dueOf(term: Term, from: number, calendar: Calendar): number {
  return 'hours' in term ? Math.round(from + term.hours * 3_600_000) : calendar.addWorkingDays(from, term.workingDays)
}
