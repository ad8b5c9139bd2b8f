import type { DatabaseSync } from 'node:sqlite'

/** A stream is one device's one layout: what a chunk belongs to. Ids are given here, with the first chunk. */
export function createStreams(db: DatabaseSync) {
  const byDevice = new Map<number, Map<number, number>>()
  const uncommitted: [device: number, layout: number][] = []
  const insert = db.prepare('INSERT INTO stream (device_id, layout_id) VALUES (?, ?)')
  for (const row of db.prepare('SELECT id, device_id, layout_id FROM stream').all() as {
    id: number
    device_id: number
    layout_id: number
  }[])
    put(row.device_id, row.layout_id, row.id)

  function put(device: number, layout: number, id: number): void {
    const layouts = byDevice.get(device)
    if (layouts === undefined) byDevice.set(device, new Map([[layout, id]]))
    else layouts.set(layout, id)
  }

  return {
    /** The streams of a device as layout → stream. */
    of: (device: number): ReadonlyMap<number, number> => byDevice.get(device) ?? new Map<number, number>(),

    /** The stream's id, made inside the caller's transaction where it is new. */
    idOf(device: number, layout: number): number {
      const known = byDevice.get(device)?.get(layout)
      if (known !== undefined) return known
      const id = Number(insert.run(device, layout).lastInsertRowid)
      put(device, layout, id)
      uncommitted.push([device, layout])
      return id
    },

    keep(): void {
      uncommitted.length = 0
    },

    forgetUncommitted(): void {
      for (const [device, layout] of uncommitted) byDevice.get(device)?.delete(layout)
      uncommitted.length = 0
    },

    /** Device and layout of every stream, for upkeep. */
    all(): { id: number; device: number; layout: number }[] {
      return [...byDevice].flatMap(([device, layouts]) => [...layouts].map(([layout, id]) => ({ id, device, layout })))
    },
  }
}

export type Streams = ReturnType<typeof createStreams>
