import type { DatabaseSync } from 'node:sqlite'

import { chunkKey, DAY_MS, HOUR_MS, MONTH_MS } from './chunk-key.ts'
import type { History } from './history.ts'
import type { Log } from './log.ts'
import type { Retention } from './readings.ts'
import type { Streams } from './streams.ts'
import type { Tails } from './tail.ts'
import { transaction } from './transaction.ts'

/** A tail is cut so long after the hour it began in is over, so that batches on their way still join it. */
const CUT_GRACE_MS = 150_000
/** A day is rolled up so long after it is over. */
const ROLL_GRACE_MS = 2 * HOUR_MS
const LOG_ROWS_PER_STEP = 500
const STREAMS_PER_STEP = 50
const DEVICES_PER_STEP = 50
/** Of one device. */
const EVENTS_PER_STEP = 500

interface Parts {
  db: DatabaseSync
  history: History
  log: Log
  streams: Streams
  tails: Tails
  cut: (device: number) => void
  retention: Retention
  /** Memory the tails may take before the oldest are cut early. */
  tailBytes: number
  /** The newest position whose row detection does not need any more. */
  keepAfter: () => number
  /** Forgets some of the audit log that is older than it is kept. */
  purgeAudit: (now: number) => void
}

/**
 * The work behind the records' way, in steps of a few milliseconds so that it never stands in front of a commit: cutting tails
 * into chunks, trimming the log, rolling up days, deleting what retention no longer keeps.
 */
export function createUpkeep(parts: Parts) {
  const { db, history, log, streams, tails, cut, retention, tailBytes, keepAfter, purgeAudit } = parts
  const oldestDue = db.prepare('SELECT day, stream_id AS stream FROM rollup_due WHERE day <= ? ORDER BY day LIMIT 1')
  const done = db.prepare('DELETE FROM rollup_due WHERE day = ? AND stream_id = ?')
  const streamById = db.prepare('SELECT device_id AS device, layout_id AS layout FROM stream WHERE id = ?')
  const purges = (['chunk', 'rollup_5m', 'rollup_1h'] as const).map(table =>
    db.prepare(`DELETE FROM ${table} WHERE id BETWEEN ? AND ?`),
  )
  const devices = db.prepare('SELECT id FROM device')
  const oldEvents = db.prepare(
    `DELETE FROM event WHERE id IN (SELECT id FROM event WHERE device_id = ? AND at < ? LIMIT ${EVENTS_PER_STEP})`,
  )
  const oldTicks = db.prepare('DELETE FROM detect_tick WHERE at < ?')
  let toCut: number[] = []
  /** Streams, and devices by their events, that retention has still to look at. */
  let toPurge: number[] = []
  let toPurgeEvents: number[] = []

  function collectCuts(now: number): void {
    const hourStart = Math.floor((now - CUT_GRACE_MS) / HOUR_MS) * HOUR_MS
    const over = [...tails.entries()].filter(([, tail]) => tail.since < hourStart).map(([device]) => device)
    if (over.length > 0) toCut = over
    else if (tails.totalBytes > tailBytes)
      toCut = [...tails.entries()]
        .toSorted(([, a], [, b]) => a.firstPosition - b.firstPosition)
        .slice(0, Math.ceil([...tails.entries()].length / 4))
        .map(([device]) => device)
  }

  function rollOne(now: number): boolean {
    const today = Math.floor((now - ROLL_GRACE_MS) / DAY_MS)
    const due = oldestDue.get(today - 1) as { day: number; stream: number } | undefined
    if (due === undefined) return false
    const { device, layout } = streamById.get(due.stream) as { device: number; layout: number }
    const rawSince = Math.floor(now / DAY_MS) - retention.rawDays
    transaction(db, () => {
      history.rollDay(due.stream, device, layout, due.day, due.day < rawSince)
      done.run(due.day, due.stream)
    })
    return true
  }

  function purgeSome(now: number): void {
    const batch = toPurge.splice(-STREAMS_PER_STEP)
    const limits = [
      Math.floor(now / DAY_MS - retention.rawDays) * (DAY_MS / HOUR_MS),
      Math.floor(now / DAY_MS) - retention.fiveMinuteDays,
      Math.floor((now - retention.hourlyDays * DAY_MS) / MONTH_MS),
    ]
    transaction(db, () => {
      for (const stream of batch)
        for (const [i, purge] of purges.entries()) purge.run(chunkKey(stream, 0), chunkKey(stream, limits[i]!) - 1)
    })
  }

  function purgeSomeEvents(now: number): void {
    const oldest = now - retention.hourlyDays * DAY_MS
    transaction(db, () => {
      // A day's worth with each round of retention: what is older is judged again by the minutes of the clock.
      oldTicks.run(now - retention.fiveMinuteDays * DAY_MS)
      purgeAudit(now)
      for (const device of toPurgeEvents.splice(-DEVICES_PER_STEP)) {
        if (oldEvents.run(device, oldest).changes === EVENTS_PER_STEP) toPurgeEvents.push(device)
      }
    })
  }

  return {
    /** Does the most pressing small piece of work; false when nothing is left for now. */
    step(now: number): boolean {
      if (toCut.length === 0) collectCuts(now)
      const device = toCut.pop()
      if (device !== undefined) {
        cut(device)
        return true
      }
      const keepFrom = Math.min(tails.oldestPosition() ?? log.position + 1, keepAfter() + 1)
      if (log.trim(keepFrom, LOG_ROWS_PER_STEP) === LOG_ROWS_PER_STEP) return true
      if (rollOne(now)) return true
      if (toPurge.length > 0) purgeSome(now)
      else if (toPurgeEvents.length > 0) purgeSomeEvents(now)
      return toPurge.length > 0 || toPurgeEvents.length > 0
    },

    /** Asks for retention to be applied over the next steps. Roll-ups come first: nothing is deleted before it is rolled up. */
    scheduleRetention(): void {
      toPurge = streams.all().map(stream => stream.id)
      toPurgeEvents = (devices.all() as { id: number }[]).map(device => device.id)
    },

    /** Cuts every tail now: before a clean stop, and for tests and measurements. */
    cutAll(): void {
      for (const [device] of tails.entries()) cut(device)
      log.trim(keepAfter() + 1, Number.MAX_SAFE_INTEGER)
    },
  }
}

export type Upkeep = ReturnType<typeof createUpkeep>
