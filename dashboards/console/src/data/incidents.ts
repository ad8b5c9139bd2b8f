import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import { batch, signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'

import { api } from './api.ts'

/*
 * The incidents the console knows, each in a cell of its own, as the devices are. What arrives twice or late does no harm: of one
 * incident the higher version holds.
 */
const cells = new Map<string, Signal<IncidentView>>()
const changes = signal(0)
const known = signal(false)

const PAGE = 500
/** More open incidents than anybody reads; the rest is left to the filters of the collector. */
const MOST_PAGES = 6

/** Whether the list was read at least once. */
export const incidentsKnown = () => known.value

/** All incidents as they are now, following every change. */
export function allIncidents(): IncidentView[] {
  void changes.value
  return Array.from(cells.values(), cell => cell.peek())
}

/** The cell of one incident, or undefined while it is not known; then the list is followed, so that its coming is seen. */
export function incidentCell(id: string): ReadonlySignal<IncidentView> | undefined {
  const cell = cells.get(id)
  if (cell === undefined) void changes.value
  return cell
}

/** Takes in incidents that changed or are new. */
export function mergeIncidents(incidents: readonly IncidentView[]): void {
  batch(() => {
    for (const incident of incidents) {
      const cell = cells.get(incident.id)
      if (cell === undefined) cells.set(incident.id, signal(incident))
      else if (cell.peek().version <= incident.version) cell.value = incident
    }
    changes.value++
  })
}

/** Reads everything that is not closed. What was known before it was asked and is not in the answer is closed or gone. */
export async function readIncidents(signal?: AbortSignal): Promise<void> {
  const before = new Set(cells.keys())
  const read: IncidentView[] = []
  let next: string | null = null
  for (let page = 0; page < MOST_PAGES && (page === 0 || next !== null); page++) {
    const answer = await api.incidents({ limit: PAGE, ...(next === null ? {} : { before: next }) }, signal)
    read.push(...answer.incidents)
    next = answer.next
  }
  const open = new Set(read.map(({ id }) => id))
  batch(() => {
    for (const id of before) if (!open.has(id)) cells.delete(id)
    mergeIncidents(read)
    known.value = true
  })
}

/** Forgets everything, when another person may sign in. */
export function forgetIncidents(): void {
  cells.clear()
  known.value = false
  changes.value++
}
