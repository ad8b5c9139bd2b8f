import type { DatabaseSync } from 'node:sqlite'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** The quickest level: an entry is read back at most once or twice before it becomes a chunk. */
const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }
/** A row below this is kept plain, since compressing would cost more than it saves. */
const WORTH_COMPRESSING = 200
const PLAIN = 0
const ZSTD = 1

/**
 * The record log: one row per group commit, its entries as they came, compressed when worth it. Positions ascend by one
 * and are never reused, so a consumer's place in the log is one number.
 */
export function createLog(db: DatabaseSync) {
  const insert = db.prepare('INSERT INTO log (position, committed_at, entries) VALUES (?, ?, ?)')
  const range = db.prepare('SELECT position, entries FROM log WHERE position > ? ORDER BY position')
  const trim = db.prepare(
    'DELETE FROM log WHERE position IN (SELECT position FROM log WHERE position < ? ORDER BY position LIMIT ?)',
  )
  const remember = db.prepare(
    "INSERT INTO meta (name, value) VALUES ('position', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
  )
  const newest = db.prepare('SELECT max(position) AS position FROM log').get() as { position: number | null }
  const kept = db.prepare("SELECT value FROM meta WHERE name = 'position'").get() as { value: number } | undefined
  const oldestRow = db.prepare('SELECT min(position) AS position FROM log')
  let position = Math.max(newest.position ?? 0, kept?.value ?? 0)
  /** No row lies below it. */
  let oldest = findOldest()

  function findOldest(): number {
    return (oldestRow.get() as { position: number | null }).position ?? position + 1
  }

  return {
    get position() {
      return position
    },

    /** Writes the next row and returns its position, which counts only once the transaction is committed and `advance` called. */
    append(committedAt: number, entries: Uint8Array): number {
      const row =
        entries.length < WORTH_COMPRESSING
          ? Buffer.concat([Buffer.of(PLAIN), entries])
          : Buffer.concat([Buffer.of(ZSTD), zstdCompressSync(entries, OPTIONS)])
      insert.run(position + 1, committedAt, row)
      return position + 1
    },

    advance(to: number): void {
      position = to
    },

    /** Visits the rows after a position, oldest first. */
    read(after: number, visit: (position: number, entries: Uint8Array) => void): void {
      for (const row of range.iterate(after) as Iterable<{ position: number; entries: Uint8Array }>) {
        const body = row.entries.subarray(1)
        visit(row.position, row.entries[0] === ZSTD ? zstdDecompressSync(body) : body)
      }
    },

    /** Deletes up to `limit` rows below a position that no consumer needs any more; says how many went. */
    trim(before: number, limit: number): number {
      if (before <= oldest) return 0
      remember.run(position)
      const { changes } = trim.run(before, limit)
      oldest = findOldest()
      return Number(changes)
    },
  }
}

export type Log = ReturnType<typeof createLog>
