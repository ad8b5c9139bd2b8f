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
export const DEFAULT_RANGE: Range = '1h'

/** The range an address names, or the default. */
export const readRange = (text: string | undefined): Range => RANGE_NAMES.find(range => range === text) ?? DEFAULT_RANGE
