import type { MetricName } from '@forewarn/shared/metrics.ts'

import { instancesOf, type Instance } from './instances.ts'
import { inventoryOf, type Inventory } from './inventory.ts'
import { volumeName, type Attributes, type Readings } from './readings.ts'

/** What the readings of one device say is wrong with it, beyond what its summary knows. The name is the thing’s own. */
export interface Trouble {
  kind: 'peripheral-missing' | 'drive-failing' | 'volume-readonly' | 'program-hung' | 'too-hot' | 'drive-degraded'
  name: string
}

/** What is read every minute and is older than this no longer holds, ms. */
const FRESH_MS = 900_000
const DRIVE_METRICS: readonly MetricName[] = ['forewarn.drive.healthy', 'forewarn.drive.power_on']

/** Whether a sensor is a drive's own. */
export const isDriveSensor = (readings: Readings, { 'hw.id': id }: Attributes): boolean =>
  DRIVE_METRICS.some(metric => readings.all(metric).some(({ attributes }) => attributes['hw.id'] === id))

/** A temperature against the limits its sensor names; one of nought is one that nobody set. */
export function heatOf(row: Instance): {
  heat: 'fine' | 'warm' | 'critical' | 'unknown'
  warning: number | null
  critical: number | null
} {
  const limit = (type: string) => row.value('hw.temperature.limit', { 'hw.limit_type': type }) || null
  const [value, warning, critical] = [row.value('hw.temperature'), limit('high.degraded'), limit('high.critical')]
  const limits = { warning, critical }
  if (value === null || (warning === null && critical === null)) return { heat: 'unknown', ...limits }
  if (critical !== null && value >= critical) return { heat: 'critical', ...limits }
  return { heat: warning !== null && value >= warning ? 'warm' : 'fine', ...limits }
}

/** What is wrong, the gravest first. */
export function troublesOf(readings: Readings, inventory: Inventory = inventoryOf([])): Trouble[] {
  const newest = readings.newest() ?? 0
  const byHand = (metric: MetricName, value: number, name: (attributes: Attributes) => string | undefined) =>
    readings
      .all(metric)
      .filter(reading => reading.value === value && newest - Date.parse(reading.at) < FRESH_MS)
      .flatMap(({ attributes }) => name(attributes) ?? [])
  const sick = readings
    .all('forewarn.drive.healthy')
    .filter(({ value }) => value === 0)
    .flatMap(({ attributes }) => attributes['hw.id'] ?? [])
  const hot = instancesOf(readings, ['hw.temperature', 'hw.temperature.limit'], attributes => attributes['hw.id'])
    .filter(row => newest - row.at < FRESH_MS && heatOf(row).heat === 'critical')
    .map(row => row.all('hw.temperature')[0]?.attributes['hw.sensor_location'] ?? row.name)
  const failing = sick.filter(name => inventory.of(`drive:${name}`)['verdict'] !== 'degraded')
  return [
    ...as(
      'peripheral-missing',
      byHand('forewarn.peripheral.present', 0, names => names['forewarn.peripheral']),
    ),
    ...as('drive-failing', failing),
    ...as('volume-readonly', byHand('forewarn.filesystem.readonly', 1, volumeName)),
    ...as(
      'program-hung',
      byHand('forewarn.program.hung', 1, names => names['forewarn.program']),
    ),
    ...as('too-hot', hot),
    ...as(
      'drive-degraded',
      sick.filter(name => !failing.includes(name)),
    ),
  ]
}

const as = (kind: Trouble['kind'], names: readonly string[]): Trouble[] => names.map(name => ({ kind, name }))
