import type { ClockView, IncidentView } from '@forewarn/shared/incident-api.ts'
import { AT_RISK, type ClockName, type ClockState } from '@forewarn/shared/incidents.ts'

/** How a promise stands at a moment, counted on from what the collector last said of it. Times in ms. */
export interface Standing {
  state: ClockState
  /** What is left, negative once it is over; of a clock that stands still or has ended, as it was then. */
  left: number
  /** The share of its time that is used, at most one. */
  used: number
}

/** What was breached stays so; of what runs, the time decides by the collector's own rule. */
export function standingOf(clock: ClockView, now: number): Standing {
  const [from, due] = [Date.parse(clock.from), Date.parse(clock.due)]
  const at =
    clock.endedAt !== null ? Date.parse(clock.endedAt) : clock.pausedAt !== null ? Date.parse(clock.pausedAt) : now
  const left = due - at
  const used = due > from ? Math.min(1, Math.max(0, (at - from) / (due - from))) : 1
  return { state: stateOf(clock, left, due - from), left, used }
}

function stateOf(clock: ClockView, left: number, whole: number): ClockState {
  const runs = clock.state === 'running' || clock.state === 'at-risk'
  if (!runs || clock.endedAt !== null) return clock.state
  if (left < 0) return 'breached'
  return left < Math.max(whole * AT_RISK.share, AT_RISK.ms) ? 'at-risk' : 'running'
}

/** Whether a promise still has to be kept: it has not ended, one way or the other. */
const isOpen = (clock: ClockView): boolean => clock.endedAt === null && clock.state !== 'not-needed'

const LOUDNESS: Record<ClockState, number> = {
  breached: 0,
  'at-risk': 1,
  running: 2,
  paused: 3,
  met: 4,
  'not-needed': 5,
}

/** The clock that decides: breached before at risk before running before standing still, of alike ones what is due first. */
export function decidingClock(
  clocks: readonly ClockView[],
  now: number,
): { clock: ClockView; standing: Standing } | null {
  const open = clocks.filter(isOpen).map(clock => ({ clock, standing: standingOf(clock, now) }))
  open.sort((a, b) => LOUDNESS[a.standing.state] - LOUDNESS[b.standing.state] || a.standing.left - b.standing.left)
  return open[0] ?? null
}

/** The three clocks of a row: answer, on site, solve; another one only where it has become loud. */
export function rowClocks({ clocks }: IncidentView, now: number): ClockView[] {
  const usual: readonly ClockName[] = ['answer', 'on-site', 'solve']
  const loud = (clock: ClockView) => isOpen(clock) && LOUDNESS[standingOf(clock, now).state] < LOUDNESS.running
  return clocks.filter(clock => usual.includes(clock.name) || loud(clock)).slice(-3)
}
