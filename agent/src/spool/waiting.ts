import type { DropBody } from '@forewarn/shared/record.ts'

import { extendDrop, lossOf, startDrop } from './drops.ts'
import type { Fact, Row } from './table.ts'

/** The record was given up before the disk took it; its number is stated as lost. */
export class RecordLostError extends Error {}

/** A row on its way into the file, and what is to be remembered in the same transaction. */
interface WaitingRow extends Row {
  remember: Fact | null
}

interface Entry {
  row: WaitingRow
  resolve: () => void
  reject: (error: Error) => void
}

/** Records that have a number and are not durable yet, within `limit` bytes of memory. */
export function createWaiting(limit: number) {
  let entries: Entry[] = []
  let bytes = 0
  let lost: DropBody | null = null

  return {
    get length() {
      return entries.length
    },
    /** What was given up here since the last commit, still to be stated in the file. */
    get lost() {
      return lost
    },

    /** Resolves when the row is durable. */
    push(row: WaitingRow): Promise<void> {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      entries.push({ row, resolve, reject })
      bytes += row.size
      return promise
    },

    /** The oldest rows, as many as `limit` bytes hold and at least one. */
    first(limit: number): WaitingRow[] {
      const rows: WaitingRow[] = []
      let taken = 0
      for (const { row } of entries) {
        taken += row.size
        if (rows.length > 0 && taken > limit) break
        rows.push(row)
      }
      return rows
    },

    /** Gives up the oldest samples, then the oldest of the rest, while more waits than memory may hold. */
    shed(): void {
      while (bytes > limit && entries.length > 1) {
        const sample = entries.findIndex(({ row }) => row.kind === 's')
        const [victim] = entries.splice(Math.max(0, sample), 1) as [Entry]
        bytes -= victim.row.size
        const loss = lossOf(victim.row.n, victim.row.at)
        const grown = lost === null ? startDrop('spool-full', loss) : extendDrop(lost, loss)
        lost = grown ?? { ...lost!, count: lost!.count + 1, to: victim.row.at }
        victim.reject(new RecordLostError('the disk takes no records and memory is full'))
      }
    },

    /** The `count` oldest rows are durable now, and the statement of loss is. */
    settle(count: number): void {
      const done = entries.splice(0, count)
      lost = null
      for (const { row } of done) bytes -= row.size
      for (const { resolve } of done) resolve()
    },

    /** Nothing more will become durable. */
    abandon(reason: string): void {
      for (const { reject } of entries) reject(new RecordLostError(reason))
      entries = []
    },
  }
}
