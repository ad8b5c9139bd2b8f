import type { IncidentDetail, IncidentView } from '@forewarn/shared/incident-api.ts'

import type { Action } from '../data/act.ts'

export type Step = Action['type']

/** What this person can do: the one next step, what often comes instead of it, and the rest. */
export interface Steps {
  next: Step | null
  beside: Step[]
  more: Step[]
}

/** What moved last since it was opened: somebody was sent, works from afar, or is there. */
function lastMove(timeline: IncidentDetail['timeline']): 'dispatched' | 'remote' | 'arrived' | null {
  for (let index = timeline.length - 1; index >= 0; index--) {
    const { what } = timeline[index]!
    if (what === 'reopened') return null
    if (what === 'dispatched' || what === 'remote' || what === 'arrived') return what
  }
  return null
}

/** The steps of an incident in its state: taken → sent → there → solved → closed. */
export function stepsOf(incident: IncidentView, timeline: IncidentDetail['timeline']): Steps {
  const { state, parent, clocks } = incident
  if (parent !== null) return { next: null, beside: ['note'], more: [] }
  const paused = clocks.some(clock => clock.pausedFor !== null && clock.endedAt === null)
  const runs = clocks.some(clock => clock.endedAt === null && clock.pausedFor === null)
  const stop: Step[] = [...(paused ? (['resume'] as const) : []), ...(runs ? (['pause'] as const) : [])]
  const work: Step[] = ['plan', 'lend-spare', ...stop, 'regrade', 'silence', 'merge', 'close']
  switch (state) {
    case 'suspected':
      return { next: 'acknowledge', beside: ['confirm', 'note'], more: ['dispatch', ...work] }
    case 'open':
      return { next: 'acknowledge', beside: ['dispatch', 'note'], more: work }
    case 'acknowledged':
      return { next: 'dispatch', beside: ['remote', 'note'], more: ['arrive', ...work] }
    case 'in-progress':
      return lastMove(timeline) === 'dispatched'
        ? { next: 'arrive', beside: ['remote', 'note'], more: ['dispatch', ...work] }
        : { next: 'resolve', beside: ['dispatch', 'note'], more: ['arrive', 'remote', ...work] }
    case 'resolved':
      return { next: null, beside: ['close', 'reopen'], more: ['note'] }
    case 'verified':
      return { next: 'close', beside: ['reopen', 'note'], more: [] }
    case 'closed':
      return { next: null, beside: ['reopen', 'note'], more: [] }
  }
}

/** Whether the record of what was done can be written now: somebody is on it. */
export const canResolve = ({ state, parent }: IncidentView): boolean =>
  parent === null && (state === 'acknowledged' || state === 'in-progress')
