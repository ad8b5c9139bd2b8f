import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

import { MIGRATIONS } from './schema.ts'

/** The database cannot be used as it is; the message tells a person what to do. */
export class StoreError extends Error {
  readonly code: 'newer-database' | 'not-a-database' | 'busy' | 'unwritable'
  constructor(code: StoreError['code'], message: string) {
    super(message)
    this.name = 'StoreError'
    this.code = code
  }
}

/**
 * Opens the database and brings it to the current version, saving a copy beside it first where there is something to lose.
 * Throws `StoreError` for a database of a newer version, one held by another collector, or a file that is none.
 */
export function openDatabase(file: string): DatabaseSync {
  const existed = existsSync(file)
  let db: DatabaseSync
  try {
    db = new DatabaseSync(file, { timeout: 1000 })
    db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON;
      PRAGMA cache_size = -32768;
      PRAGMA mmap_size = 1073741824;
      PRAGMA journal_size_limit = 67108864;
    `)
  } catch (error) {
    throw explain(file, error)
  }
  try {
    migrate(db, existed ? file : null)
  } catch (error) {
    db.close()
    throw explain(file, error)
  }
  return db
}

function migrate(db: DatabaseSync, backupBeside: string | null): void {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number }
  if (version > MIGRATIONS.length)
    throw new StoreError(
      'newer-database',
      `the database is of version ${version}, this collector knows up to ${MIGRATIONS.length}: start the newer collector again, or restore an older backup`,
    )
  if (version === MIGRATIONS.length) return
  if (backupBeside !== null && version > 0)
    db.prepare('VACUUM INTO ?').run(freeName(`${backupBeside}.v${version}.backup`))
  for (let step = version; step < MIGRATIONS.length; step++) {
    db.exec('BEGIN IMMEDIATE')
    try {
      db.exec(MIGRATIONS[step]!)
      db.exec(`PRAGMA user_version = ${step + 1}`)
      db.exec('COMMIT')
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }
}

function freeName(wanted: string): string {
  if (!existsSync(wanted)) return wanted
  for (let i = 2; ; i++) if (!existsSync(`${wanted}.${i}`)) return `${wanted}.${i}`
}

function explain(file: string, error: unknown): unknown {
  if (error instanceof StoreError) return error
  const { errcode, message } = error as { errcode?: number; message?: string }
  if (errcode === undefined) return error
  switch (errcode & 0xff) {
    case 5:
    case 6:
      return new StoreError('busy', `${file} is in use by another collector`)
    case 26:
    case 11:
      return new StoreError(
        'not-a-database',
        `${file} is damaged or no database of ours (${message}): restore a backup, or move it away`,
      )
    case 8:
    case 10:
    case 13:
    case 14:
      return new StoreError(
        'unwritable',
        `${file} cannot be written (${message}): check the folder's owner and free space`,
      )
    default:
      return error
  }
}
