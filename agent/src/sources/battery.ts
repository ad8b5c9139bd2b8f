import type { InventoryBody, Reading, Series } from '@forewarn/shared/record.ts'

import type { Files } from '../files.ts'
import type { ReadAside } from '../read-aside.ts'
import { seconds, share } from '../sampler/round.ts'
import type { Source } from '../sampler/source.ts'
import type { Patience } from './patience.ts'
import { onMains, parsePowerSupply, type PowerSupply } from './power-supply.ts'

const FOLDER = '/sys/class/power_supply'
const MOST_SUPPLIES = 8
/** Asking a battery wakes the machine's embedded controller for some milliseconds; so often is enough, ms. */
const EVERY_MS = 30_000
/** A supply that does not answer is left alone after this long, ms. */
const SUPPLY_DEADLINE_MS = 1_000

const MAINS: Series = ['forewarn.power.mains']

function seriesOf(name: string): Series[] {
  return [
    ['hw.battery.charge', { 'hw.id': name }],
    ['hw.battery.time_left', { 'hw.id': name, 'hw.state': 'discharging' }],
    ['forewarn.battery.health', { 'hw.id': name }],
  ]
}

/** Nulls for a battery that is not in its bay or could not be read this time. */
function valuesOf(battery: PowerSupply | null): Reading[] {
  if (battery === null || !battery.present) return [null, null, null]
  const { charge, timeLeft, health } = battery
  return [
    charge === null ? null : share(charge),
    timeLeft === null ? null : seconds(timeLeft * 1000, 0),
    health === null ? null : share(health),
  ]
}

/** What a battery is: subject `battery`, from the second on `battery.2` and so on. */
function factsOf({ manufacturer, model, technology, cycles }: PowerSupply, i: number): InventoryBody {
  return { subject: i === 0 ? 'battery' : `battery.${i + 1}`, facts: { manufacturer, model, technology, cycles } }
}

/** Charge and health of the machine's batteries and of an uninterruptible supply that the kernel knows, and whether it runs on mains. */
export function createBatterySource(files: Files, patience: Patience, read: ReadAside): Source {
  /** As they were last read, so that a battery that fails to answer keeps its place. */
  const known = new Map<string, PowerSupply>()
  let present = ''
  let series: Series[] = []

  return {
    name: 'battery',
    everyMs: EVERY_MS,
    deadlineMs: 5_000,
    async read(_tick, signal) {
      const names = files.list(FOLDER).toSorted().slice(0, MOST_SUPPLIES)
      const fresh = new Map<string, PowerSupply>()
      for (const name of names) {
        const path = `${FOLDER}/${name}/uevent`
        const text = signal.aborted ? null : await patience.ask(path, () => read(path), SUPPLY_DEADLINE_MS)
        if (text !== null) fresh.set(name, parsePowerSupply(text))
      }
      for (const name of known.keys()) if (!names.includes(name)) known.delete(name)
      for (const [name, supply] of fresh) known.set(name, supply)

      const machines = names.filter(name => known.get(name)?.isMachines === true && known.get(name)?.kind !== 'other')
      if (machines.length === 0) return { absent: 'no battery' }
      const batteries = machines.filter(name => known.get(name)?.kind === 'battery')
      if (batteries.join(' ') !== present || series.length === 0) series = [...batteries.flatMap(seriesOf), MAINS]
      present = batteries.join(' ')
      const now = machines.flatMap(name => fresh.get(name) ?? [])
      return {
        series,
        values: [...batteries.flatMap(name => valuesOf(fresh.get(name) ?? null)), onMains(now)],
        facts: batteries.flatMap((name, i) => {
          const battery = fresh.get(name)
          return battery?.present === true ? [factsOf(battery, i)] : []
        }),
      }
    },
  }
}
