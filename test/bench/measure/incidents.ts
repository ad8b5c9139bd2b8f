import { DatabaseSync } from 'node:sqlite'

/** The table is asked so often, ms: how exact the times are. */
const LOOK_EVERY_MS = 2

/**
 * Watches a running collector's database from outside for incidents that open, each of another device. `stop` answers for each how long after
 * the collector received the event that decided it the incident could be read by anybody, ms. So the time is never told too short.
 */
export function watchIncidents(file: string, event: string) {
  const db = new DatabaseSync(file, { readOnly: true })
  const newer = db.prepare('SELECT rowid AS row, device FROM incident WHERE rowid > ? ORDER BY rowid')
  const seen = new Map<string, number>()
  let last = 0
  function look(): void {
    for (const { row, device } of newer.all(last) as { row: number; device: string }[]) {
      last = row
      seen.set(device, Date.now())
    }
  }
  look()
  seen.clear()
  const timer = setInterval(look, LOOK_EVERY_MS)
  return {
    /** Also how many devices sent the event and have no incident. */
    stop(): { took: number[]; missing: number } {
      clearInterval(timer)
      look()
      const received = db.prepare(
        `SELECT public_id AS device, min(received_at) AS at FROM event JOIN device ON device.id = device_id WHERE event.name = ?
         GROUP BY device_id`,
      )
      const rows = received.all(event) as { device: string; at: number }[]
      db.close()
      const took = rows.flatMap(({ device, at }) => (seen.has(device) ? [seen.get(device)! - at] : []))
      return { took, missing: rows.length - took.length }
    },
  }
}
