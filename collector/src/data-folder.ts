import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** The data folder cannot be used; the message tells a person what to do. */
export class DataFolderError extends Error {
  readonly code: 'in-use' | 'unwritable'
  constructor(code: DataFolderError['code'], message: string) {
    super(message)
    this.name = 'DataFolderError'
    this.code = code
  }
}

/** What a running collector leaves for the command line: how to reach it, and whom to trust there. */
export interface CollectorNote {
  url: string
  pid: number
  version: string
  /** PEM of the certificate to trust alone; null without TLS. */
  trust: string | null
}

/** Where things lie in a data folder. */
export function dataPaths(folder: string) {
  return {
    database: join(folder, 'forewarn.db'),
    lock: join(folder, 'lock'),
    note: join(folder, 'collector.json'),
    token: join(folder, 'token'),
    tls: join(folder, 'tls'),
    agent: join(folder, 'agent'),
  }
}

/**
 * Creates the folder where needed and keeps every other collector out until the returned function is called. The lock is the
 * operating system's, held through SQLite on a file of its own: it ends with the process however that dies, and knows
 * nothing of process ids, which containers and reboots use again. Throws `DataFolderError`.
 */
export function lockDataFolder(folder: string): () => void {
  const paths = dataPaths(folder)
  try {
    makeFolder(resolve(folder))
    // Never the lock file itself: closing it here would end this process's own lock on it (POSIX fcntl).
    const probe = join(folder, '.writable')
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    throw new DataFolderError(
      'unwritable',
      `the data folder ${folder} cannot be written (${(error as NodeJS.ErrnoException).code}): choose another with --data, or change its owner`,
    )
  }
  const db = holdLock(paths.lock)
  if (db !== null) {
    held.add(db)
    return () => {
      held.delete(db)
      db.close()
    }
  }
  const holder = readNote(folder)
  throw new DataFolderError(
    'in-use',
    `the data folder ${folder} is in use by another collector${holder === null ? '' : ` (process ${holder.pid}, ${holder.url})`}: stop it, or choose another folder with --data`,
  )
}

/** Creates a folder and those above it. Node's own `recursive` never returns where a parent refuses children with ENOENT, as /proc does. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  const above = dirname(folder)
  if (above !== folder) makeFolder(above)
  mkdirSync(folder, { mode: 0o700 })
}

/** Locks in force. A handle that nothing refers to would be collected, and its lock with it. */
const held = new Set<DatabaseSync>()

/** Whether a collector is running on the folder. */
export function isDataFolderLocked(folder: string): boolean {
  const { lock } = dataPaths(folder)
  if (!existsSync(lock)) return false
  const db = holdLock(lock)
  db?.close()
  return db === null
}

function holdLock(file: string): DatabaseSync | null {
  const db = new DatabaseSync(file, { timeout: 200 })
  try {
    // Without a journal file a full disk cannot come between.
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return db
  } catch (error) {
    db.close()
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === 5) return null
    throw error
  }
}

export function writeNote(folder: string, note: CollectorNote): void {
  writePrivate(dataPaths(folder).note, `${JSON.stringify(note, null, 2)}\n`)
}

export function removeNote(folder: string): void {
  rmSync(dataPaths(folder).note, { force: true })
}

export function readNote(folder: string): CollectorNote | null {
  try {
    return JSON.parse(readFileSync(dataPaths(folder).note, 'utf8')) as CollectorNote
  } catch {
    return null
  }
}

/** Creates the file where needed and keeps it from other users; what SQLite puts beside a database takes over its mode. */
export function makePrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
}

/** Replaces a file as a whole, readable by its owner alone. */
export function writePrivate(file: string, text: string): void {
  const draft = `${file}.${randomBytes(4).toString('hex')}.tmp`
  try {
    writeFileSync(draft, text, { mode: 0o600, flush: true })
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
