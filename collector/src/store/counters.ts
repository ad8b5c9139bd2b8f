import type { DatabaseSync } from 'node:sqlite'

/** What the loss ledger counts per device, in records. */
export interface Counted {
  received: number
  backfilled: number
  duplicates: number
}

/**
 * The counters and the cut position of every device: read when first asked for, saved when its tail is cut, so that what the log
 * holds beyond the cut position can be counted again at start.
 */
export function createCounters(db: DatabaseSync) {
  const devices = new Map<number, Counted & { cutPosition: number }>()
  const select = db.prepare(
    'SELECT cut_position AS cutPosition, received, backfilled, duplicates FROM device_state WHERE device_id = ?',
  )
  const upsert = db.prepare(
    `INSERT INTO device_state (device_id, cut_position, received, backfilled, duplicates) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET cut_position = excluded.cut_position, received = excluded.received,
       backfilled = excluded.backfilled, duplicates = excluded.duplicates`,
  )

  function get(device: number): Counted & { cutPosition: number } {
    let counted = devices.get(device)
    if (counted === undefined) {
      const row = select.get(device) as unknown as (Counted & { cutPosition: number }) | undefined
      counted = row === undefined ? { cutPosition: 0, received: 0, backfilled: 0, duplicates: 0 } : { ...row }
      devices.set(device, counted)
    }
    return counted
  }

  return {
    of: (device: number): Readonly<Counted> => get(device),
    cutPosition: (device: number): number => get(device).cutPosition,

    add(device: number, accepted: number, backlog: boolean, duplicates: number): void {
      const counted = get(device)
      counted.received += accepted
      if (backlog) counted.backfilled += accepted
      counted.duplicates += duplicates
    },

    /** Writes the counters as of a position; call inside a transaction and `saved` once it is committed. */
    save(device: number, position: number): void {
      const { received, backfilled, duplicates } = get(device)
      upsert.run(device, position, received, backfilled, duplicates)
    },

    saved(device: number, position: number): void {
      get(device).cutPosition = position
    },
  }
}

export type Counters = ReturnType<typeof createCounters>
