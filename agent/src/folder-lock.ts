import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Another agent runs on the same data folder. */
export class FolderInUseError extends Error {}

/**
 * Keeps a second agent off the data folder: two would number records alike. The lock is SQLite's on a file of its own, because the system
 * gives it back whatever end the process comes to, on Windows too. Returns the release.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new DatabaseSync(join(folder, 'agent.lock'))
  try {
    db.exec('PRAGMA cache_size = -16; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if ((((error as { errcode?: number }).errcode ?? 0) & 0xff) !== 5) throw error
    throw new FolderInUseError(`another agent is running on ${folder}`, { cause: error })
  }
  return () => db.close()
}
