import { addRange, gapsWithin, type NumberRanges } from '@forewarn/shared/number-ranges.ts'
import { LIMITS } from '@forewarn/shared/protocol.ts'

import type { Spool } from '../spool/spool.ts'
import type { OfferedRecord } from '../spool/table.ts'

export type Lane = 'live' | 'backlog'

/** Records a connection counts as live although they were made before it: a few batches, never the whole backlog. */
const LIVE_RECORDS = 60
/** What may travel unacknowledged, bytes. The backlog gets little, so that live data never stands in line behind it. */
const IN_FLIGHT: Record<Lane, { batches: number; bytes: number }> = {
  live: { batches: 4, bytes: 192 * 1024 },
  backlog: { batches: 2, bytes: 64 * 1024 },
}
/** A batch not acknowledged after this long is sent again, ms. */
export const RESEND_AFTER_MS = 30_000
/** After this many single records have been taken, batches are made of many again. */
const CAUTIOUS_RECORDS = 50

interface Flight {
  lane: Lane
  epoch: number
  open: NumberRanges
  firstSeq: number
  rows: OfferedRecord[] | null
  sentUp: number
}

/** Chooses what to send next on one connection and keeps the book of what is under way. */
export function createOutbox(spool: Spool) {
  let flights: Flight[] = []
  let announced = new Set<number>()
  let split = 0
  let full = false
  let exhausted = false
  const cursor: Record<Lane, number> = { live: 0, backlog: 0 }
  /** Above zero after a refused batch: so many records still travel one by one, to find the one that is refused. */
  let cautious = 0

  function take(lane: Lane, up: number): string[] {
    const limits = IN_FLIGHT[lane]
    const under = cautious > 0 ? flights : flights.filter(flight => flight.lane === lane)
    if (under.length >= (cautious > 0 ? 1 : limits.batches)) {
      full ||= lane === 'live'
      return []
    }
    const rows = spool.read({
      after: cursor[lane],
      upTo: lane === 'live' ? Number.MAX_SAFE_INTEGER : split,
      bytes: limits.bytes,
      records: cautious > 0 ? 1 : LIMITS.recordsPerBatch,
    })
    const fresh = declareFor(rows)
    const [first] = rows
    if (first === undefined) return []
    cursor[lane] = rows.at(-1)!.seq
    const open: NumberRanges = []
    for (const row of rows) addRange(open, row.n, row.n)
    flights.push({ lane, epoch: first.epoch, open, firstSeq: first.seq, rows: cautious > 0 ? rows : null, sentUp: up })
    const batch = `{"type":"batch","epoch":${first.epoch},"lane":"${lane}","records":[${rows.map(row => row.text).join(',')}]}`
    return [...fresh.map(id => JSON.stringify({ type: 'layout', id, ...spool.layout(id) })), batch]
  }

  /** The layouts these rows need and the connection does not know yet. Rows beyond what it may still be told are taken off the end. */
  function declareFor(rows: OfferedRecord[]): number[] {
    const fresh: number[] = []
    for (const [i, row] of rows.entries()) {
      const missing = new Set(row.layouts.filter(id => !announced.has(id)))
      if (announced.size + missing.size > LIMITS.layoutsPerSession) {
        rows.length = i
        exhausted ||= i === 0
        break
      }
      for (const id of missing) {
        announced.add(id)
        fresh.push(id)
      }
    }
    return fresh
  }

  return {
    /** A connection begins: records made after `since` (wall clock, ms), a bounded number of them, are its live lane. */
    begin(since: number): void {
      flights = []
      full = false
      exhausted = false
      announced = new Set()
      split = Math.max(spool.lastSeqBefore(since), spool.lastSeq() - LIVE_RECORDS, 0)
      cursor.live = split
      cursor.backlog = 0
    },

    /** The next messages of a lane, ready to send: layouts first, then one batch. Empty where nothing waits or enough is under way. */
    take,

    acknowledged(epoch: number, ranges: NumberRanges): void {
      for (const flight of flights) {
        if (flight.epoch === epoch)
          flight.open = flight.open.flatMap(([first, last]) => gapsWithin(ranges, first, last))
      }
      const before = flights.length
      flights = flights.filter(flight => flight.open.length > 0)
      if (cautious > 0) cautious -= Math.min(cautious, before - flights.length)
      spool.acknowledge(epoch, ranges)
    },

    /** Takes back what was sent too long ago without an acknowledgement, so that it is sent again. */
    takeBackOverdue(up: number): boolean {
      let any = false
      for (const lane of ['live', 'backlog'] as const) {
        const late = flights.find(flight => flight.lane === lane && up - flight.sentUp >= RESEND_AFTER_MS)
        if (late === undefined) continue
        any = true
        cursor[lane] = late.firstSeq - 1
        flights = flights.filter(flight => flight.lane !== lane || flight.firstSeq < late.firstSeq)
      }
      return any
    },

    /**
     * The collector refused what was under way as malformed or too large. The single record in question is given up; where there
     * were several, the next connection sends them one by one.
     */
    refused(): OfferedRecord | null {
      const [only] = flights
      const row = flights.length === 1 ? only!.rows?.[0] : undefined
      if (row !== undefined && spool.reject(row)) {
        cautious = 0
        return row
      }
      if (flights.length > 0) cautious = CAUTIOUS_RECORDS
      return null
    },

    /** Whether the next record needs more layouts than this connection may still be told. */
    isFull: (): boolean => exhausted,
    /** Whether live records had to wait since this was last asked, because enough was under way. */
    wasFull(): boolean {
      const was = full
      full = false
      return was
    },
    underWay: (): number => flights.length,
  }
}
