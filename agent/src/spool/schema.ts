import { DatabaseSync } from 'node:sqlite'

/** Size of a database page in bytes: SQLite's default, small enough that a few records fill one. */
const PAGE_BYTES = 4096
/**
 * Free pages kept inside the file. They let a spool that is emptied as fast as it is filled go on writing while something
 * else has filled the disk.
 */
const RESERVE_PAGES = 32
/** Above this many free pages the file is given back to the disk, so many pages at a time. */
const SHRINK_ABOVE_PAGES = 4 * RESERVE_PAGES
const SHRINK_STEP_PAGES = 256

/** Written to `user_version`; a file with another version is of another program. */
const SCHEMA_VERSION = 1

const SCHEMA = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE runs (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, first INTEGER NOT NULL, boot TEXT NOT NULL);
  CREATE TABLE layouts (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
  CREATE TABLE records (
    seq INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    n INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    size INTEGER NOT NULL,
    text TEXT NOT NULL
  );
  CREATE UNIQUE INDEX records_by_number ON records (epoch, n);
  CREATE INDEX records_by_kind ON records (kind);
`

/**
 * Opens the spool's file and lays out a new one. Throws SQLite's error where the file is damaged or the folder not writable.
 * `thorough` reads the whole file for damage.
 */
export function openSpoolFile(path: string, capBytes: number, thorough: boolean): DatabaseSync {
  const db = new DatabaseSync(path)
  try {
    db.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA cache_size = -256`)
    const walPages = Math.max(8, Math.min(64, Math.floor(capBytes / PAGE_BYTES / 8)))
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${walPages}`)
    const version = (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version
    if (version === 0) {
      db.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`)
      reserve(db)
    } else if (version !== SCHEMA_VERSION) {
      throw new Error(`${path} was written by another version of the agent (format ${version})`)
    }
    if (thorough) {
      const answer = db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
      if (answer.quick_check !== 'ok') throw new CorruptSpoolError(answer.quick_check)
    }
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** The file opens, but what it holds does not hang together. */
export class CorruptSpoolError extends Error {}

function reserve(db: DatabaseSync): void {
  db.exec(`
    CREATE TABLE reserve (filler BLOB);
    INSERT INTO reserve VALUES (zeroblob(${(RESERVE_PAGES - 1) * PAGE_BYTES}));
    DROP TABLE reserve;
    PRAGMA wal_checkpoint(TRUNCATE)`)
}

/** Gives free pages beyond the reserve back to the disk, a bounded step at a time. */
export function shrink(db: DatabaseSync): void {
  const { freelist_count: free } = db.prepare('PRAGMA freelist_count').get() as { freelist_count: number }
  if (free <= SHRINK_ABOVE_PAGES) return
  db.exec(`PRAGMA incremental_vacuum(${Math.min(SHRINK_STEP_PAGES, free - RESERVE_PAGES)})`)
}

/** Why a statement failed, as far as the spool treats the cases differently. */
type Fault = 'corrupt' | 'cannot-write' | 'bug'

/**
 * Sorts an error by SQLite's result code (https://www.sqlite.org/rescode.html). What SQLite reports and is not the disk's or
 * another process' doing means that the file is not what this program wrote.
 */
export function faultOf(error: unknown): Fault {
  if (error instanceof CorruptSpoolError) return 'corrupt'
  const code = (error as { errcode?: number }).errcode
  if (code === undefined) return 'bug'
  if (code === 1032) return 'corrupt' // SQLITE_READONLY_DBMOVED: the file was taken away under us.
  switch (code & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
    case 7: // SQLITE_NOMEM
    case 8: // SQLITE_READONLY
    case 10: // SQLITE_IOERR
    case 13: // SQLITE_FULL
    case 14: // SQLITE_CANTOPEN
      return 'cannot-write'
    default:
      return 'corrupt'
  }
}
