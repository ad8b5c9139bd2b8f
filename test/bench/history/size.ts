import { openChunk } from '@forewarn/collector/store/chunk.ts'
import { execFileSync } from 'node:child_process'
import { DatabaseSync } from 'node:sqlite'

/** Bytes the pages of each of the store's tables take, its indexes and what is free in them included, as SQLite counts them. */
export function tableBytes(file: string): (table: string) => number {
  const db = new DatabaseSync(file, { readOnly: true })
  const rows = db.prepare('SELECT name, pgsize AS bytes FROM dbstat WHERE aggregate = TRUE').all() as {
    name: string
    bytes: number
  }[]
  db.close()
  const sizes = new Map(rows.map(({ name, bytes }) => [name, bytes]))
  return table => sizes.get(table) ?? 0
}

/** How many readings lie in the chunks. */
export function chunkedValues(file: string): number {
  const db = new DatabaseSync(file, { readOnly: true })
  let values = 0
  for (const row of db.prepare('SELECT body FROM chunk').iterate() as Iterable<{ body: Uint8Array }>) {
    const { rows, columns } = openChunk(row.body)
    values += rows * columns
  }
  db.close()
  return values
}

/** Takes a file out of the system's cache, so that the next reading comes from the disk. */
export function forgetCached(file: string): void {
  execFileSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0', 'status=none'])
}

/** Reads a file into the system's cache. */
export function fillCache(file: string): void {
  execFileSync('dd', [`if=${file}`, 'of=/dev/null', 'bs=4M', 'status=none'])
}
