import { copyFileSync, existsSync, fsyncSync, openSync, closeSync, renameSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

import { dataPaths, lockDataFolder } from './data-folder.ts'
import { MIGRATIONS } from './store/schema.ts'

/** The backup cannot be restored; the message tells a person why. */
export class RestoreError extends Error {}

/**
 * Puts a backup in the place of a stopped collector's database. The backup is checked in full before anything moves, and what was
 * there is kept beside it. Throws `RestoreError`, or `DataFolderError` while a collector runs.
 */
export function restoreBackup(options: { file: string; folder: string; now: number }): { keptAs: string | null } {
  const { file, folder, now } = options
  if (!existsSync(file)) throw new RestoreError(`${file} does not exist`)
  const unlock = lockDataFolder(folder)
  try {
    const { database } = dataPaths(folder)
    const draft = `${database}.restoring`
    removeDatabase(draft)
    try {
      copyFileSync(file, draft)
      checkBackup(draft, file)
      flush(draft)
      const keptAs = existsSync(database) ? setAside(database, now) : null
      renameSync(draft, database)
      return { keptAs }
    } finally {
      removeDatabase(draft)
    }
  } finally {
    unlock()
  }
}

function checkBackup(copy: string, name: string): void {
  const db = new DatabaseSync(copy, { readOnly: true })
  try {
    const { integrity_check: verdict } = db.prepare('PRAGMA integrity_check(1)').get() as { integrity_check: string }
    if (verdict !== 'ok') throw new RestoreError(`${name} is damaged: ${verdict}`)
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number }
    const ours = db.prepare(`SELECT count(*) AS n FROM sqlite_schema WHERE name IN ('device', 'log', 'meta')`).get()
    if (version < 1 || ours?.['n'] !== 3) throw new RestoreError(`${name} is no backup of a Forewarn collector`)
    if (version > MIGRATIONS.length)
      throw new RestoreError(
        `${name} is of version ${version}, this collector knows up to ${MIGRATIONS.length}: restore it with the newer collector`,
      )
  } catch (error) {
    if (error instanceof RestoreError) throw error
    throw new RestoreError(`${name} is damaged or no backup (${(error as Error).message})`, { cause: error })
  } finally {
    db.close()
  }
}

/** Moves a database away together with its write-ahead log, which holds its newest commits. */
function setAside(database: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')
  let keptAs = `${database}.replaced-${stamp}`
  for (let i = 2; existsSync(keptAs); i++) keptAs = `${database}.replaced-${stamp}-${i}`
  for (const part of ['-wal', '-shm', '']) if (existsSync(database + part)) renameSync(database + part, keptAs + part)
  return keptAs
}

function removeDatabase(file: string): void {
  for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true })
}

function flush(file: string): void {
  const fd = openSync(file, 'r+')
  fsyncSync(fd)
  closeSync(fd)
}
