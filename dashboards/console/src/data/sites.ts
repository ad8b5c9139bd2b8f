import type { Room, Site } from '@forewarn/shared/api.ts'
import { signal } from '@preact/signals'

import { DEFAULT_ZONE } from '../format/time.ts'

const sites = signal<ReadonlyMap<string, Site>>(new Map())
const rooms = signal<ReadonlyMap<string, Room>>(new Map())

const byId = <T extends { id: string }>(list: readonly T[]) => new Map(list.map(one => [one.id, one]))

export const setSites = (list: readonly Site[]) => void (sites.value = byId(list))
export const setRooms = (list: readonly Room[]) => void (rooms.value = byId(list))

/** Every site, in the collector's order. */
export const allSites = (): Site[] => [...sites.value.values()]

/** Every room of a site, in the collector's order. */
export const roomsOf = (siteId: string): Room[] => [...rooms.value.values()].filter(room => room.siteId === siteId)
export const allRooms = (): Room[] => [...rooms.value.values()]

export const siteOf = (id: string): Site | undefined => sites.value.get(id)
export const roomOf = (id: string): Room | undefined => rooms.value.get(id)

/** The time zone of a site. */
export const siteZone = (siteId: string): string => siteOf(siteId)?.timeZone ?? DEFAULT_ZONE

/** The zone of a page about several sites: theirs where they share one, else the default. */
export function commonZone(): string {
  const [first, ...rest] = new Set(allSites().map(({ timeZone }) => timeZone))
  return first !== undefined && rest.length === 0 ? first : DEFAULT_ZONE
}
