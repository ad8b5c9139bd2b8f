import type { DatabaseSync } from 'node:sqlite'

import { addRange, gapsWithin, type NumberRanges } from '@forewarn/shared/number-ranges.ts'
import type { Run } from '@forewarn/shared/protocol.ts'

/** Gaps are remembered with their times up to this many per epoch; older ones keep their numbers and lose their times. */
const GAP_TIMES_KEPT = 256

/** What is committed of one device's epoch: numbers, the runs they came from, and when the gaps between them were. */
export interface EpochState {
  ranges: NumberRanges
  /** Runs seen in this epoch as [id, first number]. */
  runs: [id: string, first: number][]
  /** Corrected time of the highest number, ms. */
  lastAt: number | null
  /** For every gap met: first and last number, and the times of its neighbours. */
  gaps: [first: number, last: number, from: number, to: number][]
}

/** Changed since it was last written. */
interface HeldEpoch {
  state: EpochState
  changed: boolean
}

function emptyEpoch(): EpochState {
  return { ranges: [], runs: [], lastAt: null, gaps: [] }
}

/** Marks `first..last` committed and remembers the time of a gap before it. */
export function commitRange(state: EpochState, first: number, last: number, firstAt: number, lastAt: number): void {
  const highest = state.ranges.at(-1)?.[1] ?? 0
  if (first > highest + 1) {
    state.gaps.push([highest + 1, first - 1, state.lastAt ?? firstAt, firstAt])
    if (state.gaps.length > GAP_TIMES_KEPT) state.gaps.shift()
  }
  if (last > highest) state.lastAt = lastAt
  addRange(state.ranges, first, last)
}

/** The numbers still missing below the highest committed one, with the times between which they were made. */
export function missingGaps(
  state: EpochState,
): { first: number; last: number; from: number | null; to: number | null }[] {
  const highest = state.ranges.at(-1)?.[1] ?? 0
  return gapsWithin(state.ranges, 1, highest).map(([first, last]) => {
    const met = state.gaps.find(gap => gap[0] <= last && gap[1] >= first)
    return { first, last, from: met?.[2] ?? null, to: met?.[3] ?? null }
  })
}

/**
 * The first number at which a spool's history departs from what is committed, or null where they agree: the start of the
 * first run that is unknown here although numbers at or after it are committed. That is a disk rolled back to an older state.
 */
export function divergence(state: EpochState, runs: readonly Run[]): number | null {
  const highest = state.ranges.at(-1)?.[1] ?? 0
  for (const run of runs) {
    if (highest < run.first) return null
    if (!state.runs.some(([id, first]) => id === run.id && first === run.first)) return run.first
  }
  return null
}

/** The epochs in use, read from the database when first asked for and written back by `save`. */
export function createEpochs(db: DatabaseSync) {
  const devices = new Map<number, Map<number, HeldEpoch>>()
  const select = db.prepare('SELECT state FROM epoch WHERE device_id = ? AND epoch = ?')
  const selectAll = db.prepare('SELECT epoch FROM epoch WHERE device_id = ?')
  const upsert = db.prepare(
    'INSERT INTO epoch (device_id, epoch, state) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state',
  )

  function hold(device: number, epoch: number): HeldEpoch {
    let epochs = devices.get(device)
    if (epochs === undefined) devices.set(device, (epochs = new Map()))
    let held = epochs.get(epoch)
    if (held === undefined) {
      const row = select.get(device, epoch) as { state: string } | undefined
      held = { state: row === undefined ? emptyEpoch() : (JSON.parse(row.state) as EpochState), changed: false }
      epochs.set(epoch, held)
    }
    return held
  }

  return {
    get: (device: number, epoch: number): EpochState => hold(device, epoch).state,

    /** Every epoch of the device, in order. */
    all(device: number): [epoch: number, state: EpochState][] {
      const numbers = new Set((selectAll.all(device) as { epoch: number }[]).map(row => row.epoch))
      for (const epoch of devices.get(device)?.keys() ?? []) numbers.add(epoch)
      return [...numbers].toSorted((a, b) => a - b).map(epoch => [epoch, hold(device, epoch).state])
    },

    touch(device: number, epoch: number): void {
      hold(device, epoch).changed = true
    },

    /** Puts back what an uncommitted group changed. */
    replace(device: number, epoch: number, state: EpochState): void {
      hold(device, epoch).state = state
    },

    /** Writes the device's changed epochs; call inside a transaction and `saved` once it is committed. */
    save(device: number): void {
      for (const [epoch, { state, changed }] of devices.get(device) ?? [])
        if (changed) upsert.run(device, epoch, JSON.stringify(state))
    },

    /** Forgets what is now in the database; only the newest epoch stays in memory. */
    saved(device: number): void {
      const epochs = devices.get(device)
      if (epochs === undefined) return
      const newest = Math.max(...epochs.keys())
      for (const [epoch, held] of epochs) {
        held.changed = false
        if (epoch !== newest) epochs.delete(epoch)
      }
    },
  }
}

export type Epochs = ReturnType<typeof createEpochs>
