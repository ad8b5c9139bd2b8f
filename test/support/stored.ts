import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { ByteReader } from '@forewarn/collector/store/bytes.ts'
import { openChunk } from '@forewarn/collector/store/chunk.ts'
import { chunkKey, PARTS } from '@forewarn/collector/store/chunk-key.ts'
import { readEntryHeader, walkBlocks, walkRecords } from '@forewarn/collector/store/entry.ts'
import { createLog } from '@forewarn/collector/store/log.ts'

/** A record as the store holds it: a sample once for every layout it has blocks of, an event once. */
export interface StoredRecord {
  epoch: number
  n: number
  kind: 's' | 'e'
  /** Where it was found: cut into a chunk, still in the log, or in the table of events. */
  where: 'chunk' | 'log' | 'event'
  /** A sample's source, an event's name. */
  name: string
  /** A sample's first value, an event's attribute `id`: by which a test's records tell themselves apart. */
  id: number | null
  at: number
  sampledAt: number
  receivedAt: number
}

/** A stopped collector's database, read without the collector: what is really on the disk. */
export function openStored(folder: string) {
  const db = new DatabaseSync(join(folder, 'forewarn.db'))

  function numberOf(publicId: string): number {
    return (db.prepare('SELECT id FROM device WHERE public_id = ?').get(publicId) as { id: number }).id
  }

  function cutPositionOf(device: number): number {
    const row = db.prepare('SELECT cut_position AS at FROM device_state WHERE device_id = ?').get(device)
    return (row as { at: number } | undefined)?.at ?? 0
  }

  function* chunked(device: number): Generator<StoredRecord> {
    const streams = db.prepare(
      'SELECT stream.id, source FROM stream JOIN layout ON layout.id = layout_id WHERE device_id = ?',
    )
    const chunks = db.prepare('SELECT body FROM chunk WHERE id BETWEEN ? AND ?')
    for (const { id: stream, source } of streams.all(device) as { id: number; source: string }[]) {
      const range = [chunkKey(stream, 0), chunkKey(stream, Infinity, PARTS - 1)] as const
      for (const { body } of chunks.all(...range) as { body: Uint8Array }[]) {
        const rows = openChunk(body).all()
        for (let i = 0; i < rows.n.length; i++)
          yield {
            epoch: rows.epoch[i]!,
            n: rows.n[i]!,
            kind: 's',
            where: 'chunk',
            name: source,
            id: rows.values[0]![i]!,
            at: rows.at[i]!,
            sampledAt: rows.sampledAt[i]!,
            receivedAt: rows.receivedAt[i]!,
          }
      }
    }
  }

  /** What the log holds of the device and no chunk does yet. */
  function logged(device: number): StoredRecord[] {
    const sources = new Map(
      (db.prepare('SELECT id, source FROM layout').all() as { id: number; source: string }[]).map(
        ({ id, source }) => [id, source] as const,
      ),
    )
    const cut = cutPositionOf(device)
    const found: StoredRecord[] = []
    createLog(db).read(0, (position, bytes) => {
      if (position <= cut) return
      for (const reader = new ByteReader(bytes); !reader.done;) {
        const header = readEntryHeader(reader)
        if (header.device !== device) continue
        const { epoch, receivedAt } = header
        walkRecords(bytes, header.bodyStart, header.bodyEnd, ({ kind, n, at, sampledAt, contentStart, contentEnd }) => {
          if (kind !== 's') return
          walkBlocks(bytes, contentStart, contentEnd, (layout, [id = NaN]) => {
            const name = sources.get(layout)!
            found.push({ epoch, n, kind, where: 'log', name, id, at, sampledAt, receivedAt })
          })
        })
      }
    })
    return found
  }

  function events(device: number): StoredRecord[] {
    const rows = db.prepare(
      'SELECT epoch, n, name, attributes, at, sampled_at, received_at FROM event WHERE device_id = ?',
    )
    return (rows.all(device) as Record<string, never>[]).map(row => ({
      epoch: row['epoch']!,
      n: row['n']!,
      kind: 'e',
      where: 'event',
      name: row['name']!,
      id: (JSON.parse(row['attributes']!) as { id?: number }).id ?? null,
      at: row['at']!,
      sampledAt: row['sampled_at']!,
      receivedAt: row['received_at']!,
    }))
  }

  return {
    /** Every sample and event of the device, wherever it lies. */
    recordsOf(publicId: string): StoredRecord[] {
      const device = numberOf(publicId)
      return [...chunked(device), ...logged(device), ...events(device)]
    },

    [Symbol.dispose]: () => db.close(),
  }
}
