import type { Reading } from '@forewarn/shared/record.ts'

/** A share of one to four decimals: finer than any of our sources measures, and short on the wire. Null for nonsense. */
export function share(value: number): Reading {
  return Number.isFinite(value) && value >= 0 ? Math.round(Math.min(value, 1) * 1e4) / 1e4 : null
}

/** A ratio that may exceed one, such as load or a process' processor time, to four decimals. */
export function ratio(value: number): Reading {
  return Number.isFinite(value) && value >= 0 ? Math.round(value * 1e4) / 1e4 : null
}

/** A count or a number of bytes. */
export function whole(value: number): Reading {
  return Number.isFinite(value) && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? Math.round(value) : null
}

/** Milliseconds as seconds to `decimals` places. */
export function seconds(ms: number, decimals: number): Reading {
  const scale = 10 ** decimals
  return Number.isFinite(ms) && ms >= 0 ? Math.round((ms / 1000) * scale) / scale : null
}
