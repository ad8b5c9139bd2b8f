import type { Latest } from '@forewarn/shared/api.ts'
import type { MetricName } from '@forewarn/shared/metrics.ts'

import type { Attributes, Readings } from './readings.ts'

/** More of one kind than a terminal has; a page must stand whatever an agent says. */
export const MOST_INSTANCES = 48

/** One of several things of a kind, such as a disk, with what is read of it. */
export interface Instance {
  name: string
  /** The newest value of a metric; where it comes in several series, of the one with these attributes. */
  value(metric: MetricName, where?: Attributes): number | null
  /** What a counter stands at. */
  total(metric: MetricName, where?: Attributes): number | null
  all(metric: MetricName): readonly Latest[]
  /** When the newest of it was read, Unix ms. */
  at: number
}

const collator = new Intl.Collator(['zh-CN', 'en'], { numeric: true })

/** The things these metrics tell about, told apart by an attribute, in the order of their names. */
export function instancesOf(
  readings: Readings,
  metrics: readonly MetricName[],
  nameOf: (attributes: Attributes) => string | undefined,
): Instance[] {
  const byName = new Map<string, Map<string, Latest[]>>()
  for (const metric of metrics)
    for (const reading of readings.all(metric)) {
      const name = nameOf(reading.attributes)
      if (name === undefined) continue
      const own = byName.get(name) ?? new Map<string, Latest[]>()
      byName.set(name, own)
      own.set(metric, [...(own.get(metric) ?? []), reading])
    }
  return [...byName]
    .sort(([a], [b]) => collator.compare(a, b))
    .slice(0, MOST_INSTANCES)
    .map(([name, own]) => instanceOf(name, own))
}

function instanceOf(name: string, own: ReadonlyMap<string, Latest[]>): Instance {
  const all = (metric: MetricName) => own.get(metric) ?? []
  const find = (metric: MetricName, where: Attributes) =>
    all(metric).find(({ attributes }) => Object.entries(where).every(([key, value]) => attributes[key] === value))
  return {
    name,
    all,
    value: (metric, where = {}) => find(metric, where)?.value ?? null,
    total: (metric, where = {}) => find(metric, where)?.total ?? null,
    at: Math.max(...[...own.values()].flat().map(({ at }) => Date.parse(at))),
  }
}
