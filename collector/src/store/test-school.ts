import type { WireRecord } from '@forewarn/shared/record.ts'
import type { Timetable } from '@forewarn/shared/timetable.ts'

import { NO_TIMETABLE } from '../service/settings.ts'
import type { StoredLayout } from './layouts.ts'
import type { Store } from './store.ts'
import { createDevices, groupOf, openTestStore, temporaryDatabase } from './test-store.ts'

/* For tests of detection on a real store: a school with a timetable, and what its devices say. */

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
/** A Wednesday, 08:00 UTC, the first lesson's beginning. */
export const T0 = Date.parse('2026-11-25T08:00:00Z')

export const TIMETABLE: Timetable = {
  ...NO_TIMETABLE,
  terms: [{ from: '2026-09-01', to: '2027-01-20' }],
  periods: [{ name: 'morning', weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '12:00' }],
}

const numbers = new Map<number, number>()

/** The next number of a device in its only epoch. */
function numberOf(device: number): number {
  const n = (numbers.get(device) ?? 0) + 1
  numbers.set(device, n)
  return n
}

export const CRASH = { name: 'system.boot', attributes: { previousEnd: 'unclean', previousCause: 'bugcheck' } }
export const POWER = {
  name: 'system.boot',
  attributes: { previousEnd: 'unclean', previousCause: 'power-loss-or-hang' },
}
/** Cut off in the evening, twelve hours before it was switched on again. */
export const CUT_OFF = {
  name: 'system.boot',
  attributes: { previousEnd: 'unclean', previousCause: 'power-loss-or-hang', downSeconds: 43_200 },
}
export const HELLO = { name: 'agent.start' }
export const GONE = { name: 'peripheral.vanished', attributes: { name: 'Camera' } }
export const BACK = { name: 'peripheral.appeared', attributes: { name: 'Camera' } }

/** A store with a site's timetable and devices 1 to `devices`. */
export function school(devices: number, file = temporaryDatabase()): { store: Store; file: string; site: string } {
  numbers.clear()
  const store = openTestStore(file)
  createDevices(store, devices)
  const site = store.calls.places.listSites()[0]!.id
  store.calls.incidents.setSetting(site, 'timetable', TIMETABLE, T0 - HOUR)
  return { store, file, site }
}

/** One message of a device, committed and looked at. */
function tell(store: Store, device: number, record: WireRecord, receivedAt: number, layouts?: StoredLayout[]): void {
  store.apply(groupOf([{ device, epoch: 1, receivedAt, records: [record] }], layouts), receivedAt)
  store.detect()
}

export interface TestEvent {
  name: string
  attributes?: Record<string, string | number>
}

/** An event that comes when it happened, or late. */
export function say(store: Store, device: number, at: number, event: TestEvent, receivedAt = at): void {
  const { name, attributes = {} } = event
  tell(store, device, [numberOf(device), 'e', at, 0, { name, severity: 'info', attributes }], receivedAt)
}

/** A sample of one block, `[layout id, …readings]`; layouts are named with their first use. */
export function sample(
  store: Store,
  at: number,
  block: [layout: number, ...readings: (number | null)[]],
  { device = 1, layouts }: { device?: number; layouts?: StoredLayout[] } = {},
): void {
  tell(store, device, [numberOf(device), 's', at, 0, [block]], at, layouts)
}
