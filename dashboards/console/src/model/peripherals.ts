import type { SiteWatchList } from '@forewarn/shared/api.ts'
import type { PeripheralKind } from '@forewarn/shared/protocol.ts'

import { instancesOf, MOST_INSTANCES } from './instances.ts'
import { textOf, type Inventory } from './inventory.ts'
import type { Readings } from './readings.ts'

/** A part around the machine: one a lesson needs, or one that is merely there. */
export interface PeripheralRow {
  key: string
  name: string
  kind: PeripheralKind | null
  isRequired: boolean
  state: 'present' | 'missing' | 'unknown'
  at: number
}

const KINDS: readonly PeripheralKind[] = ['camera', 'microphone', 'speaker', 'display', 'touch', 'usb']
const MISSING_FIRST = { missing: 0, unknown: 1, present: 2 } as const

/** The required parts, the missing ones first, then what else is there, by kind. The site's list tells what a required part is. */
export function peripheralRows(
  readings: Readings,
  inventory: Inventory,
  watchList: SiteWatchList | null,
): PeripheralRow[] {
  const required = instancesOf(readings, ['forewarn.peripheral.present'], names => names['forewarn.peripheral']).map(
    ({ name, value, at }): PeripheralRow => {
      const present = value('forewarn.peripheral.present')
      return {
        key: `required ${name}`,
        name,
        kind: watchList?.requiredPeripherals.find(part => part.name === name)?.kind ?? null,
        isRequired: true,
        state: present === null ? 'unknown' : present === 1 ? 'present' : 'missing',
        at,
      }
    },
  )
  const at = readings.all('forewarn.peripheral.count').reduce((newest, one) => Math.max(newest, Date.parse(one.at)), 0)
  const facts = inventory.of('peripherals')
  const found = KINDS.flatMap(kind =>
    (textOf(facts[kind]) ?? '')
      .split('; ')
      .filter(name => name !== '')
      .map((name, index): PeripheralRow => ({
        key: `${kind} ${index} ${name}`,
        name,
        kind,
        isRequired: false,
        state: 'present',
        at,
      })),
  )
  required.sort((a, b) => MISSING_FIRST[a.state] - MISSING_FIRST[b.state])
  return [...required, ...found].slice(0, MOST_INSTANCES)
}
