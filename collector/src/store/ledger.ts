import type { DatabaseSync } from 'node:sqlite'

import { addRange, countNumbers, gapsWithin, type NumberRanges } from '@forewarn/shared/number-ranges.ts'

import type { Counters } from './counters.ts'
import type { Devices } from './devices.ts'
import { missingGaps, type Epochs } from './epochs.ts'

/** Gaps listed at most, the newest; the counts are of all. */
const GAPS_LISTED = 200

export interface LedgerGap {
  epoch: number
  first: number
  last: number
  count: number
  from: number | null
  to: number | null
  reason: string
}

export interface LedgerRow {
  received: number
  backfilled: number
  duplicates: number
  dropped: number
  missing: number
  gaps: LedgerGap[]
}

/** The loss ledger: nothing of its own, only what ranges, statements of loss and counters say together. */
export function createLedger(db: DatabaseSync, devices: Devices, epochs: Epochs, counters: Counters) {
  const statements = db.prepare(
    'SELECT first, last, reason, from_at AS "from", to_at AS "to" FROM dropped WHERE device_id = ? AND epoch = ? ORDER BY first',
  )

  return {
    of(publicId: string): LedgerRow | null {
      const device = devices.numberOf(publicId)
      if (device === null) return null
      const gaps: LedgerGap[] = []
      let dropped = 0
      let missing = 0
      for (const [epoch, state] of epochs.all(device)) {
        const stated: NumberRanges = []
        for (const row of statements.all(device, epoch) as unknown as Omit<LedgerGap, 'epoch' | 'count'>[]) {
          addRange(stated, row.first, row.last)
          // What was stated lost and came all the same is not lost.
          const lost = countNumbers(gapsWithin(state.ranges, row.first, row.last))
          if (lost > 0) gaps.push({ ...row, epoch, count: lost })
          dropped += lost
        }
        for (const gap of missingGaps(state))
          for (const [first, last] of gapsWithin(stated, gap.first, gap.last)) {
            missing += last - first + 1
            gaps.push({ ...gap, epoch, first, last, count: last - first + 1, reason: 'missing' })
          }
      }
      const { received, backfilled, duplicates } = counters.of(device)
      return { received, backfilled, duplicates, dropped, missing, gaps: gaps.slice(-GAPS_LISTED) }
    },
  }
}
