import { countNumbers } from '@forewarn/shared/number-ranges.ts'
import type { DropBody, RecordKind } from '@forewarn/shared/record.ts'

import { extendDrop, lossOf, startDrop, type Loss } from './drops.ts'
import { dropBodyOf, renumberText, sizeOf, wireText, type Row, type Table } from './table.ts'

/** What is evicted before what: samples first, events last. Statements of loss are never evicted. */
const EVICTION_ORDER: readonly RecordKind[] = ['s', 'i', 'e']
const EVICTION_STEP = 64
const MOVE_STEP = 256

export interface Moment {
  /** The device's wall clock and its time since boot, ms. */
  now: number
  up: number
}

/** What the spool knows about its file without asking it. Changed on a copy inside a transaction, kept when that commits. */
export interface Tally {
  epoch: number
  /** The number the next record gets. */
  next: number
  lastSeq: number
  records: number
  bytes: number
  /** Records lost since the spool was first made. */
  dropped: number
  /** The statement of loss that has not been offered to the uplink yet and may still grow. */
  openDrop: { row: Row; body: DropBody } | null
}

export function addRow(table: Table, tally: Tally, row: Row): void {
  table.insert(row)
  tally.records += 1
  tally.bytes += row.size
}

export function removeRow(table: Table, tally: Tally, row: Row): void {
  table.remove(row.seq)
  tally.records -= 1
  tally.bytes -= row.size
}

/** States a loss: in the open statement where it fits, else in a new record. */
export function stateLoss(
  table: Table,
  tally: Tally,
  { reason, ...loss }: Loss & Pick<DropBody, 'reason'>,
  at: Moment,
) {
  tally.dropped += loss.count
  const open = tally.openDrop
  const grown = open?.body.reason === reason ? extendDrop(open.body, loss) : null
  if (open !== null && grown !== null) {
    const text = wireText(open.row.n, 'd', at.now, at.up, grown)
    const row = { ...open.row, text, size: sizeOf(text) }
    table.update(row)
    tally.bytes += row.size - open.row.size
    tally.openDrop = { row, body: grown }
    return
  }
  const body = startDrop(reason, loss)
  const n = tally.next++
  const text = wireText(n, 'd', at.now, at.up, body)
  const row: Row = { seq: ++tally.lastSeq, epoch: tally.epoch, n, kind: 'd', at: at.now, size: sizeOf(text), text }
  addRow(table, tally, row)
  tally.openDrop = { row, body }
}

/** Removes the least valued, oldest records until the spool holds no more than `limit` bytes, and states the loss. */
export function evict(table: Table, tally: Tally, limit: number, at: Moment): void {
  for (const kind of EVICTION_ORDER) {
    while (tally.bytes > limit) {
      const rows = table.oldest(kind, EVICTION_STEP)
      if (rows.length === 0) break
      for (const row of rows) {
        if (tally.bytes <= limit) break
        removeRow(table, tally, row)
        // Numbers of an older epoch cannot be stated in a record of this one; they stay a gap of their epoch.
        if (row.epoch === tally.epoch) stateLoss(table, tally, { reason: 'spool-full', ...lossOf(row.n, row.at) }, at)
        else stateLoss(table, tally, { reason: 'spool-full', ...lossOf(row.n, row.at), ranges: [] }, at)
      }
    }
  }
}

/**
 * Moves the records of the tally's epoch from number `from` on into `epoch`, in order, numbered on from there. What a statement of loss
 * covers gets fresh numbers too, right before the statement's own, so that the loss stays visible in the new epoch. Returns where the
 * numbers `marks`, ascending, are now: for each the new number of the first record at or after it.
 */
export function moveToEpoch(table: Table, tally: Tally, from: number, epoch: number, marks: number[] = []): number[] {
  const old = tally.epoch
  const moved: number[] = []
  let next = (table.highest(epoch) ?? 0) + 1
  for (let rows = table.from(old, from, MOVE_STEP); rows.length > 0; rows = table.from(old, from, MOVE_STEP)) {
    for (const row of rows) {
      while (moved.length < marks.length && marks[moved.length]! <= row.n) moved.push(next)
      const target = { ...row, epoch, n: 0, text: row.text }
      if (row.kind === 'd') {
        const [, , at, up] = JSON.parse(row.text) as [number, 'd', number, number]
        const body = dropBodyOf(row.text)
        const lost = countNumbers(body.ranges)
        target.text = wireText(0, 'd', at, up, { ...body, ranges: lost === 0 ? [] : [[next, next + lost - 1]] })
        next += lost
      }
      target.n = next++
      target.text = renumberText(target.text, target.n)
      target.size = sizeOf(target.text)
      tally.bytes += target.size - row.size
      table.move(target)
    }
  }
  tally.epoch = epoch
  tally.next = next
  tally.openDrop = null
  return [...moved, ...marks.slice(moved.length).map(() => next)]
}
