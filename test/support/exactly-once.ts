import { expect } from 'vitest'

import { ledgerOf, deviceOf, type Reachable } from './api.ts'
import { openStored } from './stored.ts'
import type { WriterDevice } from './writers.ts'

/** What the collector says of a device once everything has arrived: nothing missing, nothing dropped, never rolled back. */
export async function expectWholeLedger(at: Reachable, { device }: Pick<WriterDevice, 'device'>) {
  const ledger = await ledgerOf(at, device)
  expect(ledger).toMatchObject({ missing: 0, dropped: 0, gaps: [] })
  expect((await deviceOf(at, device)).flags).toEqual([])
  return ledger
}

/**
 * Holds the database of a stopped collector against a device's journal: every record whose append had returned is there under its
 * number, with its content, once. What is there beyond the journal was durable a moment before its writer was killed. Returns how
 * many records were journalled and how many are stored.
 */
export function expectExactlyOnce(folder: string, device: WriterDevice): { journalled: number; stored: number } {
  using stored = openStored(folder)
  const records = stored.recordsOf(device.device)
  const numbers = new Set(records.map(({ epoch, n }) => `${epoch}/${n}`))
  const byId = new Map(records.map(record => [record.id, record]))
  expect(numbers.size, 'a number is stored twice').toBe(records.length)
  expect(byId.size, 'a content is stored twice').toBe(records.length)
  const journal = device.journal()
  const lost = journal.filter(({ epoch, n, id }) => byId.get(id)?.n !== n || byId.get(id)?.epoch !== epoch)
  expect(lost.slice(0, 10), `${lost.length} of ${journal.length} records are not in the store`).toEqual([])
  return { journalled: journal.length, stored: records.length }
}
