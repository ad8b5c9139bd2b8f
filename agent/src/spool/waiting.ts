import type { DropBody } from '@forewarn/shared/record.ts'

import { extendDrop, lossOf, startDrop } from './drops.ts'
import type { Row } from './table.ts'

/** The record was given up before the disk took it; its number is stated as lost. */
export class RecordLostError extends Error {}

interface Entry {
  row: Row
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
    push(row: Row): Promise<void> {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      entries.push({ row, resolve, reject })
      bytes += row.size
      return promise
    },

    rows: () => entries.map(({ row }) => row),

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

    /** Everything is durable now, the statement of loss included. */
    settle(): void {
      const done = entries
      entries = []
      bytes = 0
      lost = null
      for (const { resolve } of done) resolve()
    },

    /** Nothing more will become durable. */
    abandon(reason: string): void {
      for (const { reject } of entries) reject(new RecordLostError(reason))
      entries = []
    },
  }
}
