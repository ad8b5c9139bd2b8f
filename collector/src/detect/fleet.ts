import type { DeviceState } from './engine.ts'
import { restartRate, weeklyStarts } from './rules/restart-rate.ts'
import type { FleetFacts } from './scene.ts'

/** Fewer devices are no fleet. */
const LEAST_DEVICES = 5

/** What is usual among devices, from what the rules remember of each: the middle one's rate, which a few bad ones do not move. */
export function fleetFacts(states: Iterable<DeviceState>, now: number): FleetFacts | null {
  const rates = Array.from(states, state => {
    const known = state[restartRate.name]
    return known === undefined ? null : weeklyStarts(known, now)
  })
    .filter(rate => rate !== null)
    .toSorted((a, b) => a - b)
  if (rates.length < LEAST_DEVICES) return null
  return { weeklyStarts: Math.round(rates[rates.length >>> 1]! * 10) / 10 }
}
