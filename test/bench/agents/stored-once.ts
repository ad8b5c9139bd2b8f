import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { ByteReader } from '@forewarn/collector/store/bytes.ts'
import { openChunk } from '@forewarn/collector/store/chunk.ts'
import { readEntryHeader, walkRecords } from '@forewarn/collector/store/entry.ts'
import { createLog } from '@forewarn/collector/store/log.ts'

/** Chunks of a stream lie in so many ids; see chunk-key.ts of the store. */
const STREAM_SPAN = 2 ** 24

/**
 * Holds a stopped collector's database against what the devices made, numbers 1 to `made` of one epoch each: how many records are missing and
 * how many are there more than once. A sample counts once for its first layout.
 */
export function countFaults(folder: string, made: ReadonlyMap<string, number>): { missing: number; doubled: number } {
  const db = new DatabaseSync(join(folder, 'forewarn.db'))
  const found = new Map<number, Map<number, number>>()
  function see(device: number, n: number): void {
    let numbers = found.get(device)
    if (numbers === undefined) found.set(device, (numbers = new Map()))
    numbers.set(n, (numbers.get(n) ?? 0) + 1)
  }

  const cuts = new Map(
    (
      db.prepare('SELECT device_id, cut_position FROM device_state').all() as {
        device_id: number
        cut_position: number
      }[]
    ).map(row => [row.device_id, row.cut_position]),
  )
  createLog(db).read(0, (position, bytes) => {
    for (const reader = new ByteReader(bytes); !reader.done;) {
      const { device, bodyStart, bodyEnd } = readEntryHeader(reader)
      if (position > (cuts.get(device) ?? 0)) walkRecords(bytes, bodyStart, bodyEnd, ({ n }) => see(device, n))
    }
  })
  const streams = db.prepare(
    "SELECT stream.id, device_id FROM stream JOIN layout ON layout.id = layout_id WHERE layout.source = 'cpu'",
  )
  const chunks = db.prepare('SELECT body FROM chunk WHERE id BETWEEN ? AND ?')
  for (const { id, device_id: device } of streams.all() as { id: number; device_id: number }[])
    for (const { body } of chunks.all(id * STREAM_SPAN, (id + 1) * STREAM_SPAN - 1) as { body: Uint8Array }[])
      for (const n of openChunk(body).all().n) see(device, n)

  let [missing, doubled] = [0, 0]
  for (const { id, publicId } of db.prepare('SELECT id, public_id AS publicId FROM device').all() as {
    id: number
    publicId: string
  }[]) {
    const numbers = found.get(id)
    for (let n = 1; n <= (made.get(publicId) ?? 0); n++) {
      const times = numbers?.get(n) ?? 0
      if (times === 0) missing++
      else doubled += times - 1
    }
  }
  db.close()
  return { missing, doubled }
}
