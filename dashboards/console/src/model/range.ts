const HOUR_MS = 3_600_000

/** The spans of time the charts offer, and how often each is read again while it is looked at. */
export const RANGES = {
  '1h': { ms: HOUR_MS, refreshMs: 60_000 },
  '24h': { ms: 24 * HOUR_MS, refreshMs: 60_000 },
  '7d': { ms: 7 * 24 * HOUR_MS, refreshMs: 300_000 },
  '30d': { ms: 30 * 24 * HOUR_MS, refreshMs: 300_000 },
  '90d': { ms: 90 * 24 * HOUR_MS, refreshMs: 300_000 },
} as const

export type Range = keyof typeof RANGES
export const RANGE_NAMES = Object.keys(RANGES) as Range[]
const DEFAULT_RANGE: Range = '1h'

/** A young device's charts show no less than this. */
const SHORTEST_MS = 5 * 60_000

/** Where a range begins: for a device enrolled within it at its enrolment, because nothing can be older. All in Unix ms. */
export const rangeStart = (range: Range, to: number, since: number): number =>
  Math.max(to - RANGES[range].ms, Math.min(since, to - SHORTEST_MS))

/** The range an address names, or the default. */
export const readRange = (text: string | undefined): Range => RANGE_NAMES.find(range => range === text) ?? DEFAULT_RANGE
