import type { Series } from '@forewarn/shared/record.ts'

import type { Context } from '../detect/context.ts'
import type { EventInput } from '../detect/rule.ts'
import type { Act } from '../incidents/acts.ts'

/*
 * A trace: a history as it was judged, in the order it was committed, with the world it was judged in. As a file it is JSON Lines, the
 * head first. Times are Unix milliseconds of collector time; `at` within records is the corrected time of the device.
 */

export const TRACE_VERSION = 1

export interface TraceHead {
  type: 'trace'
  version: number
  /** What it is of: one device, or a site with everything in it. */
  of: { device: string } | { site: string }
  /** What was told before is only there so that judging is in full swing then. */
  since: number
  until: number
  /** Until here numbers are five-minute means, because raw samples are not kept so long; null where all are raw. */
  rolledUpUntil: number | null
  /** What whoever replays it should know. */
  notes: string[]
}

/** Names the readings of the blocks that follow, those that rules look at. */
export interface TraceLayout {
  type: 'layout'
  id: number
  series: Series[]
}

/** A sample's block: its layout, and its readings in the layout's order; null or NaN for none. */
export type TraceBlock = [layout: number, readings: (number | null)[]]

/** An event, or a sample with the layout of its first block, judged or not. */
export type TraceRecord =
  | ['e', at: number, Pick<EventInput, 'name' | 'severity' | 'attributes'>]
  | ['s', at: number, firstLayout: number, blocks: TraceBlock[]]

/** What one message brought, by the device's number, and when it came. */
export interface TraceMessage {
  type: 'message'
  device: number
  at: number
  records: TraceRecord[]
}

export type TraceLine =
  | TraceHead
  | TraceLayout
  | TraceMessage
  | { type: 'context'; context: Context }
  | { type: 'tick'; at: number; listeningSince: number; heardAt: number | null }
  | { type: 'act'; at: number; act: Act }

/** A trace that makes no sense; the message says why. */
export class TraceFault extends Error {}
