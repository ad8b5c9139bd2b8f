import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import type { IncidentState } from '@forewarn/shared/incidents.ts'

import { decidingClock } from './clock-standing.ts'

const UNSOLVED: ReadonlySet<IncidentState> = new Set(['suspected', 'open', 'acknowledged', 'in-progress'])

/** Whether people still have to do something about it. One held under another is its parent's matter. */
export const isUnsolved = ({ state, parent }: IncidentView): boolean => parent === null && UNSOLVED.has(state)

/** How pressing: 0 a promise is broken, 1 one is at risk, 2 none yet, 3 no clock runs. */
export type Urgency = 0 | 1 | 2 | 3

export function urgencyOf(incident: IncidentView, now: number): Urgency {
  const state = decidingClock(incident.clocks, now)?.standing.state
  return state === 'breached' ? 0 : state === 'at-risk' ? 1 : state === 'running' ? 2 : 3
}

/** The order of work: breached, at risk, then what is due soonest; the grade breaks ties. */
export function inOrder(incidents: readonly IncidentView[], now: number): IncidentView[] {
  const keyed = incidents.map(incident => ({
    incident,
    urgency: urgencyOf(incident, now),
    due: Date.parse(decidingClock(incident.clocks, now)?.clock.due ?? incident.openedAt),
  }))
  keyed.sort(
    (a, b) =>
      a.urgency - b.urgency ||
      a.due - b.due ||
      a.incident.grade - b.incident.grade ||
      (a.incident.id < b.incident.id ? -1 : 1),
  )
  return keyed.map(({ incident }) => incident)
}
