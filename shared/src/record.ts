import type { NumberRanges } from './number-ranges.ts'

/**
 * One reading of a block: a number, or null where the source could not read it this time.
 * A block lists its values in the order of its layout's series.
 */
export type Reading = number | null

/** What a number means: a catalogue name and the attributes that tell one instance from another. */
export type Series = [metric: string, attributes?: Record<string, string>]

/** The order in which one source reports its numbers. Announced once, then referred to by id. */
export interface Layout {
  source: string
  series: Series[]
}

/** `[layout id, …one value per series]`: what one source read at one tick. */
export type Block = [layout: number, ...values: Reading[]]

/** Something that happened: a boot, a crash, an error. `name` is a dotted term such as `agent.start`. */
export interface EventBody {
  name: string
  severity: 'info' | 'warning' | 'error'
  attributes: Record<string, string | number | boolean | null>
}

/** Facts about the machine under one subject (`os`, `cpu`, …), sent when they change. */
export interface InventoryBody {
  subject: string
  facts: Record<string, string | number | boolean | null>
}

/** A statement of loss: these numbers of this epoch will never come, and why. Times are the device's wall clock, ms. */
export interface DropBody {
  ranges: NumberRanges
  reason: 'spool-full' | 'spool-corrupt' | 'rejected'
  count: number
  from: number | null
  to: number | null
}

/** A record as it travels: its number in its epoch, when it was made by both device clocks (ms), and its body by kind. */
export type WireRecord =
  | [n: number, kind: 's', at: number, up: number, body: Block[]]
  | [n: number, kind: 'e', at: number, up: number, body: EventBody]
  | [n: number, kind: 'i', at: number, up: number, body: InventoryBody]
  | [n: number, kind: 'd', at: number, up: number, body: DropBody]

export type RecordKind = WireRecord[1]
