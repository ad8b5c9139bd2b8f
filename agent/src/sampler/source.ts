import type { EventName } from '@forewarn/shared/events.ts'
import type { EventBody, InventoryBody, Reading, Series } from '@forewarn/shared/record.ts'

import type { Fact } from '../spool/table.ts'

/** An event that a source or a watcher found. */
export interface Happening extends EventBody {
  name: EventName
  /** When it happened by the device's wall clock, ms; the moment it was found where absent. */
  at?: number
  /** Stored in the same moment as the event, or not at all: so that nothing counts as told that was not. */
  remember?: Fact
}

/**
 * What a source read: values in the order of its series, and beside them what happened since the reading before and facts. The same
 * `series` object again and again saves work; facts are sent only where they differ from what was sent last.
 */
export interface SourceReading {
  series: Series[]
  values: Reading[]
  events?: Happening[]
  facts?: InventoryBody[]
}

/** A source's answer. `absent` says why this machine has no such thing, which is not a failure. */
export type SourceAnswer = SourceReading | { absent: string }

export interface Tick {
  /** The device's wall clock and its time since boot, ms. */
  now: number
  up: number
}

/**
 * How a source runs. `quick`: with the tick, whose sample waits for it. `slow`: beside the tick, told when it is done. `heavy`: one
 * after the other beside the tick, and never in class, because it starts programs or loads the machine.
 */
export type Pace = 'quick' | 'slow' | 'heavy'

/**
 * One place numbers come from: a reader with injected access, a pure parser, and the emit step that names the series. `read` throws
 * where reading failed. A new source is one file and one line in `sources/index.ts`.
 */
export interface Source {
  name: string
  /** `quick` unless told otherwise. */
  pace?: Pace
  /** Time between readings, ms; null for every tick. */
  everyMs: number | null
  /** A reading that takes longer is cut, ms. */
  deadlineMs: number
  read(tick: Tick, signal: AbortSignal): SourceAnswer | Promise<SourceAnswer>
}
