import type { DatabaseSync } from 'node:sqlite'

import type { DropBody, EventBody, InventoryBody } from '@forewarn/shared/record.ts'

import type { EntryHeader, RecordCursor } from './entry.ts'

/** Writes the records that are not samples into tables of their own, in the transaction that commits them. */
export function createNotices(db: DatabaseSync) {
  const event = db.prepare(
    `INSERT INTO event (device_id, epoch, n, name, severity, attributes, at, sampled_at, received_at, tick)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const inventory = db.prepare(
    `INSERT INTO inventory (device_id, subject, facts, at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET facts = excluded.facts, at = excluded.at WHERE excluded.at >= inventory.at`,
  )
  const dropped = db.prepare(
    `INSERT INTO dropped (device_id, epoch, first, last, reason, from_at, to_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET last = max(last, excluded.last)`,
  )

  return {
    /** `tick` is that of detection before the record was committed. */
    write({ device, epoch, receivedAt }: EntryHeader, record: RecordCursor, content: unknown, tick: number): void {
      switch (record.kind) {
        case 'e': {
          const { name, severity, attributes } = content as EventBody
          const text = JSON.stringify(attributes)
          event.run(device, epoch, record.n, name, severity, text, record.at, record.sampledAt, receivedAt, tick)
          break
        }
        case 'i': {
          const { subject, facts } = content as InventoryBody
          inventory.run(device, subject, JSON.stringify(facts), record.at)
          break
        }
        case 'd': {
          const { ranges, reason, from, to } = content as DropBody
          // The statement's times are the device's; they are shifted as the statement itself was.
          const shift = record.at - record.sampledAt
          for (const [first, last] of ranges)
            dropped.run(
              device,
              epoch,
              first,
              last,
              reason,
              from === null ? null : from + shift,
              to === null ? null : to + shift,
            )
          break
        }
        case 's':
          break
      }
    },
  }
}

export type Notices = ReturnType<typeof createNotices>
