import type { Site } from '@forewarn/shared/api.ts'
import { signal } from '@preact/signals'

import { DEFAULT_ZONE } from '../format/time.ts'

const zones = signal<ReadonlyMap<string, string>>(new Map())

export const setSites = (sites: readonly Site[]) =>
  void (zones.value = new Map(sites.map(site => [site.id, site.timeZone])))

/** The time zone of a site. */
export const siteZone = (siteId: string): string => zones.value.get(siteId) ?? DEFAULT_ZONE

/** The zone of a page about several sites: theirs where they share one, else the default. */
export function commonZone(): string {
  const [first, ...rest] = new Set(zones.value.values())
  return first !== undefined && rest.length === 0 ? first : DEFAULT_ZONE
}
