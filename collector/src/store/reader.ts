import { DatabaseSync } from 'node:sqlite'

import { createActs } from './acts.ts'
import { createCounters } from './counters.ts'
import { createTickLookup } from './detect-state.ts'
import { createDeviceHistory } from './device-history.ts'
import { createLayouts } from './layouts.ts'
import { createLog } from './log.ts'
import { createRolledUp } from './rolled-up.ts'
import { createStreams } from './streams.ts'
import { createTails } from './tail.ts'
import { walkUncut } from './uncut.ts'

/** A device as it is asked for. */
export interface KnownDevice {
  number: number
  id: string
  siteId: string
}

/**
 * The store as of one moment, read by a connection of its own beside the thread that writes: for work that reads much and must hold up
 * nobody. Only the tails of the devices named are held.
 */
export function openReader(file: string, isWanted: (device: KnownDevice) => boolean) {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
  db.exec('PRAGMA mmap_size = 1073741824; PRAGMA cache_size = -16384; BEGIN')
  const devices = (
    db
      .prepare('SELECT id AS number, public_id AS id, site_id AS siteId FROM device ORDER BY id')
      .all() as unknown as KnownDevice[]
  ).filter(isWanted)
  const numbers = new Set(devices.map(({ number }) => number))
  const layouts = createLayouts(db)
  const streams = createStreams(db)
  const tails = createTails()
  const tickBefore = createTickLookup(db)
  walkUncut({ log: createLog(db), counters: createCounters(db), tickBefore }, ({ header, row, from, to, place }) => {
    if (numbers.has(header.device)) tails.append(header.device, place, header.firstAt, row.subarray(from, to))
  })

  const histories = createDeviceHistory({ db, layouts, streams, tails })
  return {
    db,
    devices,
    layouts,
    histories,
    rolledUp: createRolledUp({ db, layouts, streams, wanted: histories.wanted }),
    acts: createActs(db),
    close: (): void => db.close(),
  }
}

export type Reader = ReturnType<typeof openReader>
