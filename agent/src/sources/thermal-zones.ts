import type { Files } from '../files.ts'
import { printable, type LimitType, type Sensor } from './hwmon.ts'

const FOLDER = '/sys/class/thermal'
const MOST_ZONES = 8
const MOST_TRIPS = 12

/** What a zone does at a trip point (Documentation/ABI/testing/sysfs-class-thermal), as a kind of limit. Cooling points are none. */
const TRIPS: Record<string, LimitType> = { critical: 'high.critical', hot: 'high.degraded' }

/**
 * The kernel's thermal zones as sensors. For machines that have nothing else, such as small ARM boards: where there are hwmon
 * sensors, zones show the same temperatures once more under other names.
 */
export function findThermalZones(files: Files): Sensor[] {
  const seen = new Map<string, number>()
  return files
    .list(FOLDER)
    .flatMap(folder => /^thermal_zone(\d+)$/.exec(folder)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b)
    .slice(0, MOST_ZONES)
    .map(number => {
      const path = `${FOLDER}/thermal_zone${number}`
      const type = printable(files.read(`${path}/type`)) ?? 'zone'
      const count = (seen.get(type) ?? 0) + 1
      seen.set(type, count)
      const id = count === 1 ? `zone@${type}` : `zone@${type}#${count}`
      return {
        kind: 'temperature',
        chip: id,
        id,
        location: type,
        input: `${path}/temp`,
        fault: null,
        limits: limitsOf(files, path),
      }
    })
}

function limitsOf(files: Files, path: string): Sensor['limits'] {
  const limits: Sensor['limits'] = []
  for (let trip = 0; trip < MOST_TRIPS; trip++) {
    const type = TRIPS[files.read(`${path}/trip_point_${trip}_type`)?.trim() ?? '']
    if (type !== undefined && !limits.some(limit => limit.type === type))
      limits.push({ type, path: `${path}/trip_point_${trip}_temp` })
  }
  return limits
}
