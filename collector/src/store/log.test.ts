import type { DatabaseSync } from 'node:sqlite'

import { expect, onTestFinished, test } from 'vitest'

import { openDatabase } from './database.ts'
import { createLog } from './log.ts'
import { temporaryDatabase } from './test-store.ts'

function open(file = temporaryDatabase()) {
  const db = openDatabase(file)
  onTestFinished(() => {
    if (db.isOpen) db.close()
  })
  return { db, log: createLog(db), file }
}

function append(log: ReturnType<typeof createLog>, rows: number): void {
  for (let i = 0; i < rows; i++) log.advance(log.append(0, Uint8Array.of(i)))
}

function positions(log: ReturnType<typeof createLog>): number[] {
  const found: number[] = []
  log.read(0, position => found.push(position))
  return found
}

const changesOf = (db: DatabaseSync) => (db.prepare('SELECT total_changes() AS n').get() as { n: number }).n

test('is trimmed up to where it is needed, so many rows at a time', () => {
  const { log } = open()
  append(log, 10)
  expect(log.trim(8, 5)).toBe(5)
  expect(positions(log)).toEqual([6, 7, 8, 9, 10])
  expect(log.trim(8, 5)).toBe(2)
  expect(log.trim(8, 5)).toBe(0)
  expect(positions(log)).toEqual([8, 9, 10])
})

test('is not written to where there is nothing to trim, which upkeep asks for every second', () => {
  const { db, log } = open()
  append(log, 3)
  log.trim(3, 100)
  const before = changesOf(db)
  for (let i = 0; i < 5; i++) expect(log.trim(3, 100)).toBe(0)
  expect(changesOf(db)).toBe(before)
  append(log, 2)
  expect(log.trim(5, 100)).toBe(2)
})

test('goes on from its position after a restart, even where everything was trimmed', () => {
  const { db, log, file } = open()
  append(log, 4)
  expect(log.trim(5, 100)).toBe(4)
  db.close()
  const again = open(file)
  expect(again.log.position).toBe(4)
  append(again.log, 1)
  expect(positions(again.log)).toEqual([5])
  expect(again.log.trim(6, 100)).toBe(1)
  expect(positions(again.log)).toEqual([])
})
