import type { NumberRanges } from '@forewarn/shared/number-ranges.ts'
import type { Run } from '@forewarn/shared/protocol.ts'
import type { Block, DropBody, RecordKind } from '@forewarn/shared/record.ts'
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'

import type { Tally } from './tally.ts'

/** A record as the spool keeps it: `text` is the wire's JSON, ready to send. */
export interface Row {
  /** Order of appending within this file; cursors use it. */
  seq: number
  epoch: number
  n: number
  kind: RecordKind
  /** The device's wall clock, ms. */
  at: number
  /** What the record counts towards the cap, bytes. */
  size: number
  text: string
}

/** A record as it is handed to the uplink. */
export interface OfferedRecord extends Row {
  /** The layouts a sample's blocks refer to; empty for other kinds. */
  layouts: number[]
}

/** A small fact that outlives the process. */
export interface Fact {
  key: string
  value: string
}

/** A row costs this much beside its text: its other columns, two index entries, its share of half-filled pages. */
const ROW_OVERHEAD_BYTES = 64

export function sizeOf(text: string): number {
  return Buffer.byteLength(text) + ROW_OVERHEAD_BYTES
}

/** The spool's statements over one open file. Every statement is prepared once; transactions are the caller's. */
export function createTable(db: DatabaseSync) {
  const insert = db.prepare('INSERT INTO records (seq, epoch, n, kind, at, size, text) VALUES (?, ?, ?, ?, ?, ?, ?)')
  const update = db.prepare('UPDATE records SET size = ?, text = ? WHERE seq = ?')
  const remove = db.prepare('DELETE FROM records WHERE seq = ?')
  const oldest = db.prepare('SELECT * FROM records INDEXED BY records_by_kind WHERE kind = ? ORDER BY seq LIMIT ?')
  const removeRange = db.prepare('DELETE FROM records WHERE epoch = ? AND n BETWEEN ? AND ? RETURNING size')
  const between = db.prepare('SELECT * FROM records WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?')
  const lastBefore = db.prepare('SELECT seq FROM records WHERE at < ? ORDER BY seq DESC LIMIT 1')
  const newest = db.prepare('SELECT max(at) AS at FROM (SELECT at FROM records ORDER BY seq DESC LIMIT 16)')
  const total = db.prepare('SELECT count(*) AS records, coalesce(sum(size), 0) AS bytes, max(seq) AS seq FROM records')
  const highest = db.prepare('SELECT max(n) AS n FROM records WHERE epoch = ?')
  const from = db.prepare('SELECT * FROM records WHERE epoch = ? AND n >= ? ORDER BY n LIMIT ?')
  const epochs = db.prepare('SELECT epoch FROM records GROUP BY epoch ORDER BY min(seq)')
  const move = db.prepare('UPDATE records SET epoch = ?, n = ?, size = ?, text = ? WHERE seq = ?')
  const get = db.prepare('SELECT value FROM meta WHERE key = ?')
  const set = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value')
  const runs = db.prepare('SELECT id, first, boot FROM runs ORDER BY seq')
  const addRun = db.prepare('INSERT INTO runs (id, first, boot) VALUES (?, ?, ?)')
  const layouts = db.prepare('SELECT id, text FROM layouts ORDER BY id')
  const addLayout = db.prepare('INSERT OR REPLACE INTO layouts (id, text) VALUES (?, ?)')
  const removeLayout = db.prepare('DELETE FROM layouts WHERE id = ?')

  function value(key: string): SQLInputValue {
    return (get.get(key) as { value: SQLInputValue } | undefined)?.value ?? null
  }

  function highestOf(epoch: number): number | null {
    return (highest.get(epoch) as { n: number | null }).n
  }

  return {
    insert: (row: Row) => void insert.run(row.seq, row.epoch, row.n, row.kind, row.at, row.size, row.text),
    update: (row: Row) => void update.run(row.size, row.text, row.seq),
    remove: (seq: number) => void remove.run(seq),
    oldest: (kind: RecordKind, limit: number) => oldest.all(kind, limit) as unknown as Row[],
    /** The sizes of what was removed. */
    removeRange: (epoch: number, [first, last]: NumberRanges[number]) =>
      (removeRange.all(epoch, first, last) as { size: number }[]).map(row => row.size),
    between: (after: number, upTo: number, limit: number) =>
      between.iterate(after, upTo, limit) as unknown as IterableIterator<Row>,
    lastBefore: (at: number) => (lastBefore.get(at) as { seq: number } | undefined)?.seq ?? null,
    /** When one of the last records was made (one may tell of something older) or the last acknowledgement came, by the machine's wall clock, ms; null before either. */
    lastSeenAt(): number | null {
      const made = (newest.get() as { at: number | null }).at
      const acknowledged = value('lastAck') as number | null
      return made === null || acknowledged === null ? (made ?? acknowledged) : Math.max(made, acknowledged)
    },
    highest: highestOf,
    /** What the file holds, numbering in `epoch`. */
    tally(epoch: number): Tally {
      const { records, bytes, seq } = total.get() as { records: number; bytes: number; seq: number | null }
      const next = Math.max((value('next') as number | null) ?? 1, (highestOf(epoch) ?? 0) + 1)
      const dropped = (value('dropped') as number | null) ?? 0
      return { epoch, next, lastSeq: seq ?? 0, records, bytes, dropped, openDrop: null }
    },
    from: (epoch: number, n: number, limit: number) => from.all(epoch, n, limit) as unknown as Row[],
    /** Epochs of the records held, oldest records first. */
    epochs: () => (epochs.all() as { epoch: number }[]).map(row => row.epoch),
    move: (row: Row) => void move.run(row.epoch, row.n, row.size, row.text, row.seq),
    get: value,
    set: (key: string, value: SQLInputValue) => void set.run(key, value),
    recall: (key: string) => value(`memory:${key}`) as string | null,
    remember: (fact: Fact) => void set.run(`memory:${fact.key}`, fact.value),
    runs: () => runs.all() as unknown as Run[],
    clearRuns: () => db.exec('DELETE FROM runs'),
    setRuns(runs: readonly Run[]): void {
      db.exec('DELETE FROM runs')
      for (const run of runs) addRun.run(run.id, run.first, run.boot)
    },
    clearRecords: () => db.exec('DELETE FROM records; DELETE FROM layouts'),
    clearMemory: () => db.exec("DELETE FROM meta WHERE key LIKE 'memory:%'"),
    layouts: () => layouts.all() as { id: number; text: string }[],
    addLayout: (id: number, text: string) => void addLayout.run(id, text),
    removeLayout: (id: number) => void removeLayout.run(id),
    /** Runs `work` as one transaction; nothing of it stays when it throws. */
    transaction<T>(work: () => T): T {
      db.exec('BEGIN IMMEDIATE')
      try {
        const result = work()
        db.exec('COMMIT')
        return result
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK')
        throw error
      }
    },
  }
}

export type Table = ReturnType<typeof createTable>

/** A record's wire text. */
export function wireText(n: number, kind: RecordKind, at: number, up: number, body: unknown): string {
  return `[${n},"${kind}",${at},${up},${JSON.stringify(body)}]`
}

/** The same record under another number. */
export function renumberText(text: string, n: number): string {
  return `[${n}${text.slice(text.indexOf(','))}`
}

/** The layouts a record's blocks refer to, or null where its text is damaged. */
export function layoutsOf(row: Row): number[] | null {
  try {
    const record = JSON.parse(row.text) as [number, RecordKind, number, number, unknown]
    if (record[0] !== row.n || record[1] !== row.kind || record.length !== 5) return null
    return row.kind === 's' ? (record[4] as Block[]).map(([layout]) => layout) : []
  } catch {
    return null
  }
}

/** The body of a drop record read back from its wire text. */
export function dropBodyOf(text: string): DropBody {
  return (JSON.parse(text) as [number, 'd', number, number, DropBody])[4]
}
