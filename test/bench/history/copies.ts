import { DatabaseSync } from 'node:sqlite'

import { chunkKey, PARTS } from '@forewarn/collector/store/chunk-key.ts'

interface Stream {
  device: number
  layout: number
  id: number
}

/**
 * Gives devices beyond the first `sources` the packed history of one of those, hour by hour as it would have come, so that the file grows
 * and its pages lie as they would. Packing each would take ten times as long and change no byte.
 */
export function copyHistory(file: string, sources: number, devices: number): void {
  const db = new DatabaseSync(file)
  // What is measured is reading; a crash meanwhile only ends the bench.
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -262144')
  const streams = db
    .prepare('SELECT device_id AS device, layout_id AS layout, id FROM stream')
    .all() as unknown as Stream[]
  const bySource = Map.groupBy(streams, stream => stream.device)
  const addStream = db.prepare('INSERT INTO stream (device_id, layout_id) VALUES (?, ?)')
  const copies: { from: number; to: number }[] = []
  db.exec('BEGIN')
  for (let device = sources + 1; device <= devices; device++)
    for (const { layout, id } of bySource.get(((device - 1) % sources) + 1) ?? [])
      copies.push({ from: id, to: Number(addStream.run(device, layout).lastInsertRowid) })
  db.exec('COMMIT')
  for (const table of ['chunk', 'rollup_5m', 'rollup_1h']) {
    const copy = db.prepare(
      `INSERT INTO ${table} (id, body) SELECT id + ?, body FROM ${table} WHERE id BETWEEN ? AND ?`,
    )
    for (const period of periodsOf(db, table)) {
      db.exec('BEGIN')
      for (const { from, to } of copies) {
        const [first, last] = [chunkKey(from, period), chunkKey(from, period, PARTS - 1)]
        copy.run(chunkKey(to, period) - first, first, last)
      }
      db.exec('COMMIT')
    }
  }
  db.close()
}

/**
 * The hours, days or months a table has rows of, oldest first. The numbers stand in the text, because a number handed over is a real one
 * to SQLite, whose division would tell parts of an hour apart.
 */
function periodsOf(db: DatabaseSync, table: string): number[] {
  const rows = db
    .prepare(`SELECT DISTINCT id % ${chunkKey(1, 0)} / ${PARTS} AS period FROM ${table} ORDER BY period`)
    .all()
  return (rows as { period: number }[]).map(({ period }) => period)
}
