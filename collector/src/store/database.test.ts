import { readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { describe, expect, test, vi } from 'vitest'

import { openDatabase, StoreError } from './database.ts'
import { MIGRATIONS } from './schema.ts'
import { temporaryDatabase } from './test-store.ts'

// A later version of this collector: the same history and one step more.
vi.mock(import('./schema.ts'), async original => ({
  MIGRATIONS: [
    ...(await original()).MIGRATIONS,
    'ALTER TABLE site ADD COLUMN motto TEXT; UPDATE site SET motto = name',
  ],
}))

/** A database as the version before made it, with a site in it. */
function olderDatabase(): string {
  const file = temporaryDatabase()
  const db = new DatabaseSync(file)
  for (const step of MIGRATIONS.slice(0, -1)) db.exec(step)
  db.exec(`
    INSERT INTO site (id, name, time_zone, created_at) VALUES ('s', 'Hill School', 'UTC', 1);
    PRAGMA user_version = ${MIGRATIONS.length - 1}`)
  db.close()
  return file
}

function versionOf(db: DatabaseSync): number {
  return (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version
}

function backupsOf(file: string): string[] {
  return readdirSync(dirname(file)).filter(name => name.startsWith(`${basename(file)}.v`))
}

function codeOf(open: () => unknown): unknown {
  try {
    return open()
  } catch (error) {
    return error instanceof StoreError ? error.code : error
  }
}

describe('a database of an older version', () => {
  test('is migrated after a copy of it was saved beside it', () => {
    const file = olderDatabase()
    const db = openDatabase(file)
    expect(versionOf(db)).toBe(MIGRATIONS.length)
    expect({ ...db.prepare('SELECT motto FROM site').get() }).toEqual({ motto: 'Hill School' })
    db.close()

    const [name, ...more] = backupsOf(file)
    expect(more).toEqual([])
    expect(name).toBe(`${basename(file)}.v${MIGRATIONS.length - 1}.backup`)
    const backup = new DatabaseSync(`${dirname(file)}/${name}`, { readOnly: true })
    expect(versionOf(backup)).toBe(MIGRATIONS.length - 1)
    expect({ ...backup.prepare('SELECT * FROM site').get() }).toEqual({
      id: 's',
      name: 'Hill School',
      time_zone: 'UTC',
      created_at: 1,
    })
    backup.close()
    openDatabase(file).close()
    expect(backupsOf(file), 'a second opening saved another copy').toEqual([name])
  })

  test('stays as it was when the migration fails, and keeps every copy', () => {
    const file = olderDatabase()
    const db = new DatabaseSync(file)
    db.exec('ALTER TABLE site ADD COLUMN motto TEXT')
    db.close()
    for (let attempt = 0; attempt < 2; attempt++) expect(() => openDatabase(file)).toThrow(/duplicate column/)
    const after = new DatabaseSync(file)
    expect(versionOf(after)).toBe(MIGRATIONS.length - 1)
    expect(after.prepare('SELECT motto FROM site').get()).toMatchObject({ motto: null })
    after.close()
    expect(backupsOf(file)).toHaveLength(2)
  })
})

describe('a database that cannot be used', () => {
  test('because it is of a newer version is left alone', () => {
    const file = olderDatabase()
    const db = new DatabaseSync(file)
    db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`)
    db.close()
    expect(codeOf(() => openDatabase(file))).toBe('newer-database')
    expect(() => openDatabase(file)).toThrow(/newer collector|older backup/)
    expect(backupsOf(file)).toEqual([])
  })

  test('because it is none is told so', () => {
    const file = temporaryDatabase()
    writeFileSync(file, 'anything but a database, and long enough to be looked at as one. '.repeat(20))
    expect(codeOf(() => openDatabase(file))).toBe('not-a-database')
  })

  test('because another process holds it is told so', () => {
    const file = olderDatabase()
    const other = new DatabaseSync(file)
    other.exec('BEGIN EXCLUSIVE')
    expect(codeOf(() => openDatabase(file))).toBe('busy')
    other.close()
  })

  test('because its folder is not there is told so', () => {
    expect(codeOf(() => openDatabase(`${temporaryDatabase()}/nowhere/forewarn.db`))).toBe('unwritable')
  })
})

test('a new database is made without a copy, and its commits are flushed to the disk', () => {
  const file = temporaryDatabase()
  const db = openDatabase(file)
  expect(versionOf(db)).toBe(MIGRATIONS.length)
  expect(backupsOf(file)).toEqual([])
  expect({ ...db.prepare('PRAGMA synchronous').get() }).toEqual({ synchronous: 2 })
  expect({ ...db.prepare('PRAGMA journal_mode').get() }).toEqual({ journal_mode: 'wal' })
  db.close()
})
