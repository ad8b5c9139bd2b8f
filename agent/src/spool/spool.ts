import type { Clock } from '@forewarn/shared/clock.ts'
import { addRange, type NumberRanges } from '@forewarn/shared/number-ranges.ts'
import { LIMITS, type Run } from '@forewarn/shared/protocol.ts'
import type { Block, DropBody, EventBody, InventoryBody, Layout } from '@forewarn/shared/record.ts'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'

import { adopt, type SpoolOwner } from './adopt.ts'
import { lossOf } from './drops.ts'
import { createLayoutBook } from './layout-book.ts'
import { faultOf, shrink } from './schema.ts'
import { openOrSetAside, replaceSpool, spoolPath } from './set-aside.ts'
import { layoutsOf, sizeOf, wireText, type Fact, type OfferedRecord, type Row } from './table.ts'
import { addRow, evict, moveToEpoch, removeRow, stateLoss, type Moment, type Tally } from './tally.ts'
import { createWaiting } from './waiting.ts'

/** Samples wait at most so long for company in one commit. */
const GROUP_MS = 2_000
/** While the disk takes nothing, it is tried again so often. */
const RETRY_MS = 5_000
/** A file that is found damaged sooner than this after its replacement points at the disk, not at the file. */
const REPLACE_AGAIN_MS = 60_000
/** What waits in memory while the disk takes nothing, bytes; beyond it the oldest samples go. */
const MEMORY_BYTES = 1024 * 1024
/** The most one transaction writes, bytes. */
const COMMIT_BYTES = 128 * 1024
/** Of the cap, what the write-ahead log takes; and of the rest, the share that records may fill beside page slack and indexes. */
const LOG_BYTES = 64 * 1024
const FILL = 0.8

export type SpoolTrouble =
  | { name: 'spool.corrupt'; reason: string; setAside: string; lost: number | null }
  | { name: 'spool.fault'; reason: string }
  | { name: 'spool.resumed'; lost: number }

export interface SpoolOptions {
  folder: string
  capBytes: number
  owner: SpoolOwner
  /** The machine's boot, as the hello tells it. */
  boot: string
  clock: Clock
  /** Records have become durable: the uplink may read them. */
  onDurable?: () => void
  /** Something the owner should hear of; called outside any transaction. */
  onTrouble?: (trouble: SpoolTrouble) => void
}

interface Bodies {
  s: Block[]
  e: EventBody
  i: InventoryBody
}

/** Opens the agent's durable queue in its folder. Throws where the folder cannot be written; a damaged file is no reason to. */
export function createSpool(options: SpoolOptions) {
  const { folder, capBytes, clock, owner } = options
  const limit = Math.floor((capBytes - LOG_BYTES) * FILL)
  const path = spoolPath(folder)
  const layouts = createLayoutBook()
  const waiting = createWaiting(Math.min(MEMORY_BYTES, capBytes))
  /** Acknowledged, not yet deleted from the file. */
  const owed = new Map<number, NumberRanges>()
  let fault: string | null = null
  /** When a sample last caused a commit; the first one does not wait. */
  let lastSample = Number.NEGATIVE_INFINITY
  let lastReplaced = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | null = null
  /** The file does not know yet of this run. */
  let runUnsaved = true
  /** Why the file must be replaced before anything else, if it must. */
  let damage: string | null = null

  const opened = openOrSetAside(folder, capBytes)
  let { db, table } = opened
  const storedEpoch = table.get('epoch') as number | null
  const state = table.get('state')
  const boot = table.get('boot')
  const lastSeenAt = table.lastSeenAt()
  let tally = adopt(table, table.tally(storedEpoch ?? owner.epoch), owner)
  layouts.load(table.layouts(), tally.lastSeq)
  let runs: Run[] = [...table.runs(), { id: randomUUID(), first: tally.next, boot: options.boot }].slice(
    -LIMITS.runsPerHello,
  )

  function moment(): Moment {
    return { now: clock.now(), up: clock.up() }
  }

  /** Runs a change of the file as one transaction and keeps its tally. False where the disk did not take it: nothing changed then. */
  function change(at: Moment, work: (draft: Tally) => void): boolean {
    let draft = tally
    try {
      // SQLite would go on writing to a file that has no name any more.
      if (damage === null && !existsSync(path)) damage = 'the file was removed'
      if (damage !== null) replaceFile(at)
      draft = { ...tally }
      const unsaved = layouts.unsaved()
      table.transaction(() => {
        if (runUnsaved) saveRun()
        for (const { id, text } of unsaved) table.addLayout(id, text)
        work(draft)
        table.set('next', draft.next)
        if (draft.dropped !== tally.dropped) table.set('dropped', draft.dropped)
      })
      layouts.saved(unsaved)
    } catch (error) {
      return failed(error, at) && change(at, work)
    }
    tally = draft
    runUnsaved = false
    return true
  }

  function saveRun(): void {
    const facts = JSON.stringify(owner.facts)
    const known = { device: owner.device, facts, boot: options.boot, epoch: tally.epoch, state: 'running' }
    for (const [key, value] of Object.entries(known)) table.set(key, value)
    table.setRuns(runs)
  }

  /** Makes everything that waits durable, and deletes what was acknowledged. False while the disk takes nothing. */
  function commit(): boolean {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const lost = waiting.lost?.count ?? 0
    while (waiting.length > 0 || owed.size > 0 || waiting.lost !== null) if (!commitSome()) return false
    if (fault !== null && damage === null) {
      fault = null
      options.onTrouble?.({ name: 'spool.resumed', lost })
    }
    return damage === null
  }

  /** One transaction of bounded size, so that a disk with little room left takes at least a part. */
  function commitSome(): boolean {
    const at = moment()
    const rows = waiting.first(COMMIT_BYTES)
    const written = change(at, draft => {
      forget(draft, at)
      if (waiting.lost !== null) stateLoss(table, draft, waiting.lost, at)
      for (const row of rows) {
        addRow(table, draft, row)
        if (row.remember !== null) table.remember(row.remember)
      }
      // A little more than needed goes at once, so that a full spool does not evict at every append.
      if (draft.bytes > limit) evict(table, draft, limit - Math.floor(limit / 64), at)
    })
    if (!written) {
      waiting.shed()
      arm(RETRY_MS)
      return false
    }
    owed.clear()
    waiting.settle(rows.length)
    if (rows.length > 0) options.onDurable?.()
    return true
  }

  function forget(draft: Tally, at: Moment): void {
    for (const [epoch, ranges] of owed) {
      for (const range of ranges) {
        for (const size of table.removeRange(epoch, range)) {
          draft.records -= 1
          draft.bytes -= size
        }
      }
    }
    if (owed.size > 0) table.set('lastAck', at.now)
    const open = draft.openDrop?.row
    if (open !== undefined && owed.get(open.epoch)?.some(([first, last]) => first <= open.n && open.n <= last))
      draft.openDrop = null
  }

  /** Sorts a failure; true where the file was replaced and the same change may be tried again. */
  function failed(error: unknown, at: Moment): boolean {
    const kind = faultOf(error)
    if (kind === 'bug') throw error
    const { message } = error as Error
    if (kind === 'corrupt' && at.up - lastReplaced >= REPLACE_AGAIN_MS) {
      lastReplaced = at.up
      damage = message
      return true
    }
    if (fault === null) {
      fault = message
      options.onTrouble?.({ name: 'spool.fault', reason: message })
    }
    return false
  }

  /** The file turned out damaged: a fresh one takes its place and goes on with the same numbers. */
  function replaceFile(at: Moment): void {
    const reason = damage ?? ''
    if (db.isOpen) db.close()
    const fresh = replaceSpool(folder, capBytes, reason)
    const lost = tally.records
    lastReplaced = at.up
    damage = null
    db = fresh.db
    table = fresh.table
    tally = { ...tally, records: 0, bytes: 0, openDrop: null }
    owed.clear()
    layouts.forgetSaved()
    runUnsaved = true
    options.onTrouble?.({ name: 'spool.corrupt', reason, setAside: fresh.setAside!.path, lost })
  }

  function arm(delay: number): void {
    timer ??= setTimeout(() => {
      timer = null
      lastSample = clock.up()
      commit()
    }, delay)
  }

  /** Reads from the file; what cannot be read is answered with `otherwise`, and the file is replaced at the next write. */
  function look<T>(work: () => T, otherwise: T): T {
    if (damage !== null) return otherwise
    try {
      return work()
    } catch (error) {
      if (failed(error, moment())) arm(0)
      return otherwise
    }
  }

  function lose(row: Row, reason: DropBody['reason']): boolean {
    const at = moment()
    if (!commit()) return false
    return change(at, draft => {
      removeRow(table, draft, row)
      const loss = lossOf(row.n, row.at)
      stateLoss(table, draft, { reason, ...loss, ranges: row.epoch === draft.epoch ? loss.ranges : [] }, at)
    })
  }

  return {
    /** What was found: how the last run on this spool ended, when it was last seen, whether the machine booted since, and a damaged file set aside. */
    found: {
      previous: state === 'clean' ? 'clean' : state === 'running' ? 'unclean' : 'unknown',
      rebooted: boot === null ? null : boot !== options.boot,
      /** By the machine's wall clock, ms; to the minute, because what was acknowledged leaves only the time of its acknowledgement. */
      lastSeenAt,
      setAside: opened.setAside,
    } as const,

    /** The id by which samples refer to a layout; durable together with the first sample that uses it. */
    layoutId: (layout: Layout): number => layouts.idOf(layout, tally.lastSeq + 1),

    /** What a layout id stands for, or null where its declaration was lost. */
    layout: (id: number): Layout | null => layouts.get(id),

    /**
     * Appends a record; the promise resolves when it is durable. Events and inventory are committed at once, samples within two
     * seconds. What is to be remembered with it becomes durable in the same transaction. Rejects with `RecordLostError` when the disk takes nothing for so long that memory cannot hold the record.
     */
    append<K extends keyof Bodies>(
      kind: K,
      body: Bodies[K],
      time: Moment,
      remember: Fact | null = null,
    ): Promise<void> {
      const n = tally.next++
      const text = wireText(n, kind, time.now, time.up, body)
      const row: Row = { seq: ++tally.lastSeq, epoch: tally.epoch, n, kind, at: time.now, size: sizeOf(text), text }
      const durable = waiting.push({ ...row, remember })
      // A disk that takes nothing is asked by the timer alone, not by every record.
      const wait = fault !== null ? RETRY_MS : kind === 's' ? lastSample + GROUP_MS - time.up : 0
      if (fault !== null) waiting.shed()
      if (wait > 0) {
        arm(wait)
        return durable
      }
      if (kind === 's') lastSample = time.up
      commit()
      return durable
    },

    /** Durable records after `after` up to `upTo` (sequence numbers), oldest first, all of one epoch, within the bounds. */
    read(bounds: { after: number; upTo: number; bytes: number; records: number }): OfferedRecord[] {
      const offered: OfferedRecord[] = []
      const damaged: Row[] = []
      let bytes = 0
      look(() => {
        for (const row of table.between(bounds.after, bounds.upTo, bounds.records)) {
          if (offered.length > 0 && (bytes + row.size > bounds.bytes || row.epoch !== offered[0]!.epoch)) break
          const used = layoutsOf(row)
          if (used === null || used.some(id => layouts.get(id) === null)) {
            damaged.push(row)
            continue
          }
          bytes += row.size
          offered.push({ ...row, layouts: used })
        }
      }, undefined)
      for (const row of damaged) lose(row, 'spool-corrupt')
      if (offered.some(row => row.seq === tally.openDrop?.row.seq)) tally.openDrop = null
      return offered
    },

    /** Forgets what the collector has committed. */
    acknowledge(epoch: number, ranges: NumberRanges): void {
      let sum = owed.get(epoch)
      if (sum === undefined) owed.set(epoch, (sum = []))
      for (const [first, last] of ranges) addRange(sum, first, last)
      if (!commit()) return
      look(() => shrink(db), undefined)
      const idle = look(() => layouts.idle((table.oldest('s', 1)[0]?.seq ?? tally.lastSeq + 1) - 1), [])
      if (idle.length === 0) return
      if (change(moment(), () => idle.forEach(id => table.removeLayout(id)))) layouts.removed(idle)
    },

    /** Gives up one record that can never be accepted, and states its loss. */
    reject: (row: Row): boolean => lose(row, 'rejected'),

    /**
     * Moves the records of the current epoch from number `from` on into `epoch`, numbered afresh, and numbers new ones there.
     * False when the disk did not take the change; nothing has moved then.
     */
    renumber(from: number, epoch: number): boolean {
      if (!commit()) return false
      // The runs that go along are new to the new epoch, and so are their names: the collector must not take them for what it knows.
      const along = runs.slice(
        Math.max(
          0,
          runs.findLastIndex(run => run.first <= from),
        ),
      )
      let renamed: Run[] = []
      const changed = change(moment(), draft => {
        const firsts = moveToEpoch(
          table,
          draft,
          from,
          epoch,
          along.map(run => Math.max(run.first, from)),
        )
        renamed = along.map((run, i) => ({ ...run, id: randomUUID(), first: firsts[i]! }))
        table.setRuns(renamed)
        table.set('epoch', epoch)
      })
      if (changed) runs = renamed
      return changed
    },

    /** The sequence number of the newest record. */
    lastSeq: (): number => tally.lastSeq,
    /** The sequence number of the newest durable record made before `at` (wall clock, ms), or 0. */
    lastSeqBefore: (at: number): number => look(() => table.lastBefore(at), null) ?? 0,

    /** What a hello tells of this spool. */
    position: () => ({ epoch: tally.epoch, next: tally.next, runs, waiting: tally.records + waiting.length }),

    /** Small facts that outlive the process, for instance what was last said. */
    recall: (key: string): string | null => look(() => table.recall(key), null),
    remember: (key: string, value: string): void => void change(moment(), () => table.remember({ key, value })),

    status: () => ({
      records: tally.records + waiting.length,
      bytes: tally.bytes,
      dropped: tally.dropped + (waiting.lost?.count ?? 0),
      epoch: tally.epoch,
      next: tally.next,
      fault,
    }),

    /** Makes durable what waits and closes the file; the promises of what the disk does not take say so. */
    close(): void {
      if (!db.isOpen) return
      if (commit()) change(moment(), () => table.set('state', 'clean'))
      if (timer !== null) clearTimeout(timer)
      timer = null
      waiting.abandon('the spool was closed while the disk took no records')
      db.close()
    },
  }
}

export type Spool = ReturnType<typeof createSpool>
