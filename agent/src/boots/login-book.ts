import type { Clue } from '@forewarn/shared/evidence/boot-clues.ts'
import { parseWtmp, wtmpClues, type WtmpRecord } from '@forewarn/shared/evidence/wtmp.ts'

import type { Files } from '../files.ts'
import type { BootPage } from './run-book.ts'

/** The system's table of who is logged in; it is made anew at every boot, and notes it first. */
const TABLE = '/run/utmp'
const BOOK = '/var/log/wtmp'
/** Where the book before lies after it was begun anew, as every month. */
const OLD_BOOK = '/var/log/wtmp.1'
/** Of a book the end is read: some 680 records, bytes. */
const BOOK_BYTES = 256 * 1024
/** Table and book keep one boot's time to the same fraction, ms. */
const SAME_NOTE_MS = 1_000
/** A boot that lasted so long is in the book, if the book was not put back to an older state, ms. */
const SURELY_NOTED_MS = 5 * 60_000

/** The records of the table, oldest first; none where the system keeps none. */
export function readLoginTable(files: Files): WtmpRecord[] {
  return read(files, TABLE)
}

/** When this boot was by the system's own note, ms; null where there is none. */
export function notedBootTime(files: Files): number | null {
  return readLoginTable(files).find(({ says }) => says === 'boot')?.at ?? null
}

/** The end of the book, oldest first, over at least two boots where it goes back so far. */
export function readLoginBook(files: Files): WtmpRecord[] {
  const records = read(files, BOOK)
  return bootsIn(records).length > 1 ? records : [...read(files, OLD_BOOK), ...records]
}

/** What the book tells, each boot that the agent saw under its id: by it the two agree, however wrong the clock was when it was noted. */
export function loginClues(records: readonly WtmpRecord[], pages: readonly BootPage[]): Clue[] {
  return wtmpClues(records).map(clue => {
    const page = pages.find(({ loginBookAt }) => isSameNote(loginBookAt, clue.at))
    return clue.tells === 'boot' && page !== undefined ? { ...clue, boot: page.id } : clue
  })
}

/** Whether the book goes further back than a boot that the agent saw and does not hold it: then the disk it lies on was put back. */
export function hasForgotten(records: readonly WtmpRecord[], { at, loginBookAt, seenAt }: BootPage): boolean {
  if (loginBookAt === null || (seenAt ?? at) - at < SURELY_NOTED_MS) return false
  const boots = bootsIn(records)
  return boots.some(boot => boot < loginBookAt) && !boots.some(boot => isSameNote(loginBookAt, boot))
}

function read(files: Files, path: string): WtmpRecord[] {
  return parseWtmp(Buffer.from(files.tail(path, BOOK_BYTES) ?? '', 'latin1'))
}

function bootsIn(records: readonly WtmpRecord[]): number[] {
  return records.filter(({ says }) => says === 'boot').map(({ at }) => at)
}

function isSameNote(noted: number | null, at: number): boolean {
  return noted !== null && Math.abs(noted - at) < SAME_NOTE_MS
}
