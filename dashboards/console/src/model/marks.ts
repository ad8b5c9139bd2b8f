import type { Device, Room } from '@forewarn/shared/api.ts'
import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import type { Grade } from '@forewarn/shared/incidents.ts'

import { isUnsolved } from './incident-order.ts'

/** How a terminal stands in a grid: the grade of its worst incident, well, no data, off by timetable, or not connected yet. */
export type Mark = 'g1' | 'g2' | 'g3' | 'g4' | 'unk' | 'off' | 'never' | 'ok'

/** The worst first. */
export const MARKS: readonly Mark[] = ['g1', 'g2', 'g3', 'g4', 'unk', 'never', 'off', 'ok']

/** The grade of the worst unsolved incident of each device. */
export function worstGrades(incidents: readonly IncidentView[]): Map<string, Grade> {
  const worst = new Map<string, Grade>()
  for (const incident of incidents) {
    if (!isUnsolved(incident)) continue
    for (const device of incident.devices)
      if (incident.grade < (worst.get(device) ?? 5)) worst.set(device, incident.grade)
  }
  return worst
}

/**
 * No data is not recovery and off is not failure: a terminal that is not heard is off by timetable outside the lessons of a site that has
 * one, and else nobody knows.
 */
export function markOf(device: Device, grade: Grade | undefined, isClass: boolean | null): Mark {
  if (grade !== undefined) return `g${grade}`
  switch (device.state) {
    case 'online':
      return 'ok'
    case 'never':
      return 'never'
    case 'offline':
      return isClass === false ? 'off' : 'unk'
  }
}

/** A terminal's place in a grid of its school. */
export interface Place {
  device: Device
  mark: Mark
}

/** A school as a grid: its terminals in fixed order, so that a place keeps its place. */
export interface SiteGrid {
  id: string
  name: string
  places: Place[]
}

const collator = new Intl.Collator(['zh-CN', 'en'], { numeric: true })

/** All schools with their terminals by building, floor, room and name. */
export function gridsOf(
  devices: readonly Device[],
  {
    rooms,
    grades,
    isClass,
  }: { rooms(id: string): Room | undefined; grades: Map<string, Grade>; isClass(site: string): boolean | null },
): SiteGrid[] {
  const bySite = new Map<string, SiteGrid>()
  const inClass = new Map<string, boolean | null>()
  for (const device of devices) {
    const { siteId, siteName } = device
    let grid = bySite.get(siteId)
    if (grid === undefined) {
      bySite.set(siteId, (grid = { id: siteId, name: siteName, places: [] }))
      inClass.set(siteId, isClass(siteId))
    }
    grid.places.push({ device, mark: markOf(device, grades.get(device.id), inClass.get(siteId) ?? null) })
  }
  for (const grid of bySite.values()) {
    const keys = new Map(grid.places.map(({ device }) => [device.id, orderKey(device, rooms)]))
    grid.places.sort((a, b) => collator.compare(keys.get(a.device.id)!, keys.get(b.device.id)!))
  }
  return [...bySite.values()]
}

function orderKey({ roomId, roomName, name, id }: Device, rooms: (id: string) => Room | undefined): string {
  const room = roomId === null ? undefined : rooms(roomId)
  return [room?.building ?? '', room?.floor ?? '', room?.name ?? roomName ?? '\uffff', name, id].join('\t')
}

/** How many terminals stand how. */
export function countMarks(places: readonly Place[]): Record<Mark, number> {
  const counts: Record<Mark, number> = { g1: 0, g2: 0, g3: 0, g4: 0, unk: 0, off: 0, never: 0, ok: 0 }
  for (const { mark } of places) counts[mark]++
  return counts
}

/** Whether a mark asks to be looked at. */
export const asksForLook = (mark: Mark): boolean => mark !== 'ok' && mark !== 'off' && mark !== 'never'

/** The schools with the worst first, then by how many of their terminals ask for a look, then by name. */
export function worstFirst(grids: readonly SiteGrid[]): SiteGrid[] {
  const keyed = grids.map(grid => ({
    grid,
    worst: Math.min(...grid.places.map(({ mark }) => (asksForLook(mark) ? MARKS.indexOf(mark) : MARKS.length))),
    count: grid.places.reduce((count, { mark }) => count + Number(asksForLook(mark)), 0),
  }))
  keyed.sort((a, b) => a.worst - b.worst || b.count - a.count || collator.compare(a.grid.name, b.grid.name))
  return keyed.map(({ grid }) => grid)
}
