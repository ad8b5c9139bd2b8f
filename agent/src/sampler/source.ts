import type { Reading, Series } from '@forewarn/shared/record.ts'

/** What a source read: values in the order of its series. The same `series` object again and again saves work. */
export interface SourceReading {
  series: Series[]
  values: Reading[]
}

/** A source's answer. `absent` says why this machine has no such thing, which is not a failure. */
export type SourceAnswer = SourceReading | { absent: string }

export interface Tick {
  /** The device's wall clock and its time since boot, ms. */
  now: number
  up: number
}

/**
 * One place numbers come from: a reader with injected access, a pure parser, and the emit step that names the series. `read` throws
 * where reading failed. A new source is one file and one line in `sources/index.ts`.
 */
export interface Source {
  name: string
  /** Time between readings, ms; null for every tick. */
  everyMs: number | null
  /** A reading that takes longer is cut, ms. */
  deadlineMs: number
  read(tick: Tick, signal: AbortSignal): SourceAnswer | Promise<SourceAnswer>
}
