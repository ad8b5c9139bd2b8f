import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

import { spoolPath } from './set-aside.ts'
import { createTable, type Table } from './table.ts'

export interface SpoolSummary {
  records: number
  bytes: number
  dropped: number
  epoch: number | null
  next: number
  /** ISO 8601, by the device's clock; null before the first acknowledgement. */
  lastAckAt: string | null
}

/** What a folder's spool holds, read beside a running agent; null where there is none. */
export function inspectSpool(folder: string): SpoolSummary | null {
  return look(folder, table => {
    const epoch = table.get('epoch') as number | null
    const { records, bytes, dropped, next } = table.tally(epoch ?? 0)
    const lastAck = table.get('lastAck') as number | null
    const lastAckAt = lastAck === null ? null : new Date(lastAck).toISOString()
    return { records, bytes, dropped, epoch, next, lastAckAt }
  })
}

/** A fact that a folder's spool remembers, read beside a running agent. */
export function recallFrom(folder: string, key: string): string | null {
  return look(folder, table => table.recall(key))
}

function look<T>(folder: string, read: (table: Table) => T): T | null {
  const path = spoolPath(folder)
  if (!existsSync(path)) return null
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    return read(createTable(db))
  } finally {
    db.close()
  }
}
