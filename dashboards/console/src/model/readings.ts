import type { Latest } from '@forewarn/shared/api.ts'

/** The readings and series the console names. */
export const CPU = 'system.cpu.utilization'
export const MEMORY = 'system.memory.utilization'
export const MEMORY_SIZE = 'system.memory.limit'
export const VOLUME = 'system.filesystem.utilization'
export const VOLUME_SIZE = 'system.filesystem.limit'
export const VOLUME_USED = 'system.filesystem.usage'
export const NETWORK = 'system.network.io'
export const WAITING = 'forewarn.spool.records'

export type Attributes = Record<string, string>

/** What tells one series of a metric from another. */
export const seriesKey = (metric: string, attributes: Attributes): string =>
  JSON.stringify([metric, ...Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))])

/** The name a person gives a volume: where it is mounted, else its device. */
export const volumeName = (attributes: Attributes): string =>
  attributes['system.filesystem.mountpoint'] ?? attributes['system.device'] ?? Object.values(attributes).join(' ')

export type Direction = 'receive' | 'transmit'
export const isDirection = (attributes: Attributes, direction: Direction): boolean =>
  attributes['network.io.direction'] === direction

/** The newest readings of one device. */
export interface Readings {
  /** The value of a metric without attributes, or of the first series there is. */
  value(metric: string): number | null
  all(metric: string): readonly Latest[]
  /** The names of all metrics there are readings of. */
  metrics(): string[]
  fullestVolume(): Latest | null
  /** Bytes a second over all network cards. */
  traffic(direction: Direction): number | null
  /** When the newest reading was taken, Unix ms. */
  newest(): number | null
}

export function readingsOf(list: readonly Latest[]): Readings {
  const byMetric = new Map<string, Latest[]>()
  for (const reading of list) {
    const known = byMetric.get(reading.metric)
    if (known === undefined) byMetric.set(reading.metric, [reading])
    else known.push(reading)
  }
  const all = (metric: string): readonly Latest[] => byMetric.get(metric) ?? []
  return {
    all,
    metrics: () => [...byMetric.keys()],
    value(metric) {
      const candidates = all(metric)
      const plain = candidates.find(reading => Object.keys(reading.attributes).length === 0)
      return (plain ?? candidates[0])?.value ?? null
    },
    fullestVolume() {
      const known = all(VOLUME).filter(reading => reading.value !== null)
      return known.reduce<Latest | null>((a, b) => (a === null || b.value! > a.value! ? b : a), null)
    },
    traffic(direction) {
      const known = all(NETWORK).filter(r => r.value !== null && isDirection(r.attributes, direction))
      return known.length === 0 ? null : known.reduce((sum, reading) => sum + reading.value!, 0)
    },
    newest: () => list.reduce<number | null>((newest, { at }) => Math.max(newest ?? 0, Date.parse(at)), null),
  }
}

/**
 * The readings after an update, which names everything there is: what it lacks is no longer reported. Where one that is held is newer,
 * the update was overtaken and the newer one stays.
 */
export function mergeReadings(held: readonly Latest[], update: readonly Latest[]): Latest[] {
  const newest = update.reduce((latest, { at }) => Math.max(latest, Date.parse(at)), 0)
  const merged = new Map(update.map(reading => [seriesKey(reading.metric, reading.attributes), reading]))
  for (const reading of held) {
    const key = seriesKey(reading.metric, reading.attributes)
    const known = merged.get(key)
    if (Date.parse(reading.at) > (known === undefined ? newest : Date.parse(known.at))) merged.set(key, reading)
  }
  return [...merged.values()]
}
