import type { MetricName } from '@forewarn/shared/metrics.ts'

import { MOST_INSTANCES, instancesOf, type Instance } from './instances.ts'
import { numberOf, textOf, type Facts, type Inventory } from './inventory.ts'
import type { Readings } from './readings.ts'
import { isDriveSensor } from './troubles.ts'

const VERDICTS = ['healthy', 'degraded', 'failing', 'unknown'] as const
const LEVELS = ['smart', 'counters', 'status-only', 'none'] as const
const ADVICE = ['cable', 'cooling'] as const
const SELF_TESTS = ['running', 'passed', 'failed', 'aborted'] as const

/** A drive with what is thought of it and why. */
export interface DriveRow {
  name: string
  at: number
  /** Its readings; null for a drive of which only facts are known, because something hides it. */
  instance: Instance | null
  verdict: (typeof VERDICTS)[number]
  /** How much the verdict can know. */
  level: (typeof LEVELS)[number] | null
  reasons: string[]
  advice: (typeof ADVICE)[number][]
  selfTest: (typeof SELF_TESTS)[number] | null
  note: string | null
  model: string | null
  bytes: number | null
  kind: 'ssd' | 'hdd' | 'nvme' | null
  /** Attributes and errors worth knowing, by the agent's name for them. */
  counts: { name: string; value: number | null }[]
}

const METRICS: readonly MetricName[] = [
  'forewarn.drive.healthy',
  'forewarn.drive.power_on',
  'hw.physical_disk.smart',
  'hw.physical_disk.endurance_utilization',
  'hw.errors',
  'hw.temperature',
]
const PREFIX = 'drive:'

/** Every drive there are readings or facts of, in the order of their names. */
export function driveRows(readings: Readings, inventory: Inventory): DriveRow[] {
  const read = new Map(
    instancesOf(readings, METRICS, attributes =>
      attributes['hw.type'] === 'physical_disk' || isDriveSensor(readings, attributes)
        ? attributes['hw.id']
        : undefined,
    ).map(instance => [instance.name, instance]),
  )
  const told = new Map(
    inventory.all
      .filter(({ subject }) => subject.startsWith(PREFIX))
      .map(one => [one.subject.slice(PREFIX.length), one]),
  )
  const names = [...new Set([...read.keys(), ...told.keys()])].sort().slice(0, MOST_INSTANCES)
  return names.map(name => {
    const instance = read.get(name) ?? null
    const facts = told.get(name)
    return rowOf(name, instance, facts?.facts ?? {}, instance?.at ?? Date.parse(facts!.at))
  })
}

function rowOf(name: string, instance: Instance | null, facts: Facts, at: number): DriveRow {
  const healthy = instance?.value('forewarn.drive.healthy') ?? null
  const byReading = healthy === null ? 'unknown' : healthy === 1 ? 'healthy' : 'degraded'
  return {
    name,
    at,
    instance,
    verdict: oneOf(VERDICTS, facts['verdict']) ?? byReading,
    level: oneOf(LEVELS, facts['evidence']),
    reasons: (textOf(facts['reasons']) ?? '').split('; ').filter(reason => reason !== ''),
    advice: ADVICE.filter(one => (textOf(facts['advice']) ?? '').split(' ').includes(one)),
    selfTest: oneOf(SELF_TESTS, facts['selfTest']),
    note: textOf(facts['note']),
    model: textOf(facts['model']),
    bytes: numberOf(facts['bytes']),
    kind: kindOf(facts),
    counts: countsOf(instance),
  }
}

function kindOf({ protocol, rotation }: Facts): DriveRow['kind'] {
  if (protocol === 'nvme') return 'nvme'
  return rotation === 0 ? 'ssd' : typeof rotation === 'number' ? 'hdd' : null
}

function countsOf(instance: Instance | null): DriveRow['counts'] {
  if (instance === null) return []
  const attributes = instance
    .all('hw.physical_disk.smart')
    .map(({ attributes, value }) => ({ name: attributes['hw.physical_disk.smart_attribute'] ?? '', value }))
  const errors = instance
    .all('hw.errors')
    .map(({ attributes, total }) => ({ name: `errors.${attributes['error.type'] ?? ''}`, value: total ?? null }))
  return [...attributes, ...errors]
}

function oneOf<T extends string>(known: readonly T[], value: unknown): T | null {
  return known.find(one => one === value) ?? null
}
