import type { Device, SiteWatchList } from '@forewarn/shared/api.ts'
import type { MetricName } from '@forewarn/shared/metrics.ts'
import type { ComponentChild } from 'preact'

import type { Inventory } from '../../model/inventory.ts'
import type { Readings } from '../../model/readings.ts'

/** What a section of the page is drawn from. */
export interface Matter {
  device: Device
  readings: Readings
  inventory: Inventory
  /** What the site's agents watch; null until it was read. */
  watchList: SiteWatchList | null
  zone: string
  /** Collector time, Unix ms. */
  now: number
}

/** The sections of the page, in its order; each is also its anchor. */
export const SECTION_IDS = [
  'incidents',
  'trends',
  'timeline',
  'peripherals',
  'reach',
  'programs',
  'drives',
  'volumes',
  'sensors',
  'disks',
  'network',
  'power',
  'upkeep',
  'load',
  'processes',
  'events',
  'boots',
  'ledger',
  'agent',
  'record',
  'other',
] as const
export type SectionId = (typeof SECTION_IDS)[number]

/** One section: what it shows, and whether there is anything of it to show. */
export interface Section {
  id: SectionId
  /** Stands beside another one on a desk. */
  half?: boolean
  /** The readings it shows; what no section shows stands under the other readings. */
  metrics: readonly MetricName[]
  /** The subjects of the inventory it shows; one that ends in `:` stands for all that begin with it. */
  subjects?: readonly string[]
  isPresent(matter: Matter): boolean
  /** The panel, whole. */
  draw(matter: Matter): ComponentChild
}

/** Whether there is any reading of these metrics. */
export const hasAny = (readings: Readings, metrics: readonly MetricName[]): boolean =>
  metrics.some(metric => readings.all(metric).length > 0)
