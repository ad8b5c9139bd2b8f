import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import type { Grade, IncidentState } from '@forewarn/shared/incidents.ts'

/** How the list of incidents is looked at. It lives in the address, so that a view can be sent and Back works. */
export interface IncidentListState {
  /** Null: everything that is not solved. */
  state: StateGroup | null
  grade: Grade | null
  site: string | null
}

/** What a person looks for, in the order of the work. */
export const STATE_GROUPS = ['waiting', 'working', 'solved', 'closed'] as const
type StateGroup = (typeof STATE_GROUPS)[number]

const GROUP_OF: Record<IncidentState, StateGroup> = {
  suspected: 'waiting',
  open: 'waiting',
  acknowledged: 'working',
  'in-progress': 'working',
  resolved: 'solved',
  verified: 'solved',
  closed: 'closed',
}

const GRADES: readonly Grade[] = [1, 2, 3, 4]

/** Reads the view from the address; what it does not know it leaves at the default. */
export function readIncidentList(query: Record<string, string>): IncidentListState {
  return {
    state: STATE_GROUPS.find(group => group === query['state']) ?? null,
    grade: GRADES.find(grade => String(grade) === query['grade']) ?? null,
    site: query['site'] === undefined || query['site'] === '' ? null : query['site'],
  }
}

/** The address of a view, with nothing in it that is at its default. */
export function incidentListAddress(path: string, { state, grade, site }: IncidentListState): string {
  const query = new URLSearchParams()
  if (state !== null) query.set('state', state)
  if (grade !== null) query.set('grade', String(grade))
  if (site !== null) query.set('site', site)
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

/** Whether an incident belongs into a view. One cause is one row: what is held under another is shown on the page of that one. */
export function isInView(incident: IncidentView, { state, grade, site }: IncidentListState): boolean {
  if (incident.parent !== null) return false
  const group = GROUP_OF[incident.state]
  if (state === null ? group !== 'waiting' && group !== 'working' : group !== state) return false
  return (grade === null || incident.grade === grade) && (site === null || incident.siteId === site)
}

/** How many incidents each choice of grade would show, the other choices as they are. */
export function countGrades(incidents: readonly IncidentView[], view: IncidentListState): Record<Grade, number> {
  const counts: Record<Grade, number> = { 1: 0, 2: 0, 3: 0, 4: 0 }
  for (const incident of incidents) if (isInView(incident, { ...view, grade: null })) counts[incident.grade]++
  return counts
}
