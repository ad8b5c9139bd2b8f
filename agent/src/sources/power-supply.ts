import type { Reading } from '@forewarn/shared/record.ts'

import { printable } from './hwmon.ts'

/** Batteries whose gauge is off say a little more than full, or hold a little more than designed; beyond this they say nothing. */
const MOST_OVER = 1.5
/** Longer than any battery of a terminal lasts, s: a current near zero makes any number. */
const LONGEST_S = 7 * 86_400

/** One power supply as the system tells; null for what it does not. */
export interface PowerSupply {
  kind: 'battery' | 'mains' | 'other'
  /** Whether it feeds the machine: a mouse's battery does not. */
  isMachines: boolean
  present: boolean
  /** Of what brings power in: whether it does now. */
  online: boolean | null
  /** `idle`: neither, as when it is full or kept from charging further. */
  status: 'charging' | 'discharging' | 'idle' | null
  /** Shares of one: of what it holds now, and of what it was made to hold. */
  charge: number | null
  health: number | null
  /** Until it is empty, s, while it discharges. */
  timeLeft: number | null
  manufacturer: string | null
  model: string | null
  technology: string | null
  cycles: number | null
}

const KINDS: Record<string, PowerSupply['kind']> = { Battery: 'battery', UPS: 'battery', Mains: 'mains', USB: 'mains' }
const STATUS: Record<string, PowerSupply['status']> = {
  Charging: 'charging',
  Discharging: 'discharging',
  Full: 'idle',
  'Not charging': 'idle',
}

/**
 * A supply's `uevent` file, which holds all its properties at once (Documentation/ABI/testing/sysfs-class-power): µWh, µAh, µW, µA,
 * seconds and percent. Some batteries count energy, others charge. The serial number in it is left where it is.
 */
export function parsePowerSupply(uevent: string): PowerSupply {
  const properties = new Map<string, string>()
  for (const [, key, value] of uevent.matchAll(/^POWER_SUPPLY_(\w+)=(.*)$/gm)) properties.set(key!, value!.trim())
  const text = (key: string): string | null => printable(properties.get(key) ?? null)
  const number = (key: string): number | null => {
    // Some drivers give currents a sign for their direction; only the amount matters here.
    const value = Math.abs(Number(properties.get(key) || Number.NaN))
    return Number.isFinite(value) ? value : null
  }
  const ratio = (above: string, below: string): number | null => {
    const [a, b] = [number(above), number(below)]
    return a === null || b === null || b === 0 ? null : a / b
  }
  const status = STATUS[properties.get('STATUS') ?? ''] ?? null
  const percent = number('CAPACITY')
  const charge =
    percent === null ? (ratio('ENERGY_NOW', 'ENERGY_FULL') ?? ratio('CHARGE_NOW', 'CHARGE_FULL')) : percent / 100
  const health = ratio('ENERGY_FULL', 'ENERGY_FULL_DESIGN') ?? ratio('CHARGE_FULL', 'CHARGE_FULL_DESIGN')
  const hours = ratio('ENERGY_NOW', 'POWER_NOW') ?? ratio('CHARGE_NOW', 'CURRENT_NOW')
  const timeLeft = number('TIME_TO_EMPTY_NOW') ?? (hours === null ? null : hours * 3600)
  const online = number('ONLINE')
  const technology = text('TECHNOLOGY')
  return {
    kind: KINDS[properties.get('TYPE') ?? ''] ?? 'other',
    isMachines: properties.get('SCOPE') !== 'Device',
    present: properties.get('PRESENT') !== '0',
    // A programmable USB supply says 2.
    online: online === null ? null : online > 0,
    status,
    charge: upTo(MOST_OVER, charge),
    // Nothing left of the design is how a controller says that it does not know; so is a count of no cycles.
    health: health === 0 ? null : upTo(MOST_OVER, health),
    timeLeft: status === 'discharging' ? upTo(LONGEST_S, timeLeft) : null,
    manufacturer: text('MANUFACTURER'),
    model: text('MODEL_NAME'),
    technology: technology === 'Unknown' ? null : technology,
    cycles: number('CYCLE_COUNT') || null,
  }
}

function upTo(most: number, value: number | null): number | null {
  return value !== null && value <= most ? value : null
}

/** Whether power comes from outside: by what the chargers say, else by what the batteries do. Null where neither tells. */
export function onMains(supplies: readonly PowerSupply[]): Reading {
  const online = supplies.filter(({ kind }) => kind === 'mains').flatMap(supply => supply.online ?? [])
  if (online.length > 0) return online.includes(true) ? 1 : 0
  const status = supplies.filter(({ kind }) => kind === 'battery').flatMap(supply => supply.status ?? [])
  if (status.length === 0) return null
  return status.includes('discharging') ? 0 : 1
}
