import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'

import { faultOf, openSpoolFile } from './schema.ts'
import { createTable, type Table } from './table.ts'

const FILE = 'spool.db'
/** Damaged files kept for whoever wants to look; the oldest go. */
const KEPT = 2

/** A file that could not be used: where it is now and what was wrong with it. */
export interface SetAside {
  reason: string
  path: string
}

export interface Opened {
  db: DatabaseSync
  table: Table
  setAside: SetAside | null
}

export function spoolPath(folder: string): string {
  return join(folder, FILE)
}

/** Opens the folder's spool; a damaged one is set aside and a fresh one begun. Throws where the folder cannot be written. */
export function openOrSetAside(folder: string, capBytes: number): Opened {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = spoolPath(folder)
  try {
    if (existsSync(path) && statSync(path).size === 0 && !existsSync(`${path}-wal`))
      return replaceSpool(folder, capBytes, 'the file was empty')
    return open(path, capBytes, null)
  } catch (error) {
    if (faultOf(error) !== 'corrupt') throw error
    return replaceSpool(folder, capBytes, (error as Error).message)
  }
}

/** Sets the file aside, without its companions, and begins a fresh one in its place. */
export function replaceSpool(folder: string, capBytes: number, reason: string): Opened {
  const path = spoolPath(folder)
  const prefix = `${FILE}.corrupt-`
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const older = readdirSync(folder)
    .filter(name => name.startsWith(prefix))
    .map(name => Number(name.slice(prefix.length)))
    .filter(n => Number.isInteger(n))
    .toSorted((a, b) => a - b)
  const target = `${path}.corrupt-${(older.at(-1) ?? 0) + 1}`
  for (const n of older.slice(0, Math.max(0, older.length - KEPT + 1)))
    rmSync(`${path}.corrupt-${n}`, { recursive: true, force: true })
  if (existsSync(path)) renameSync(path, target)
  for (const companion of ['-wal', '-shm']) rmSync(path + companion, { force: true })
  return open(path, capBytes, { reason, path: target })
}

function open(path: string, capBytes: number, setAside: SetAside | null): Opened {
  const db = openSpoolFile(path, capBytes, setAside === null)
  try {
    return { db, table: createTable(db), setAside }
  } catch (error) {
    db.close()
    throw error
  }
}
