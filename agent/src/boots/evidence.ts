import type { Clue } from '@forewarn/shared/evidence/boot-clues.ts'

import type { Commands } from '../commands.ts'
import type { Files } from '../files.ts'
import { readCrashRecords } from './crash-records.ts'
import { readLogEnd } from './log-end.ts'
import { hasForgotten, loginClues, readLoginBook } from './login-book.ts'
import { markClues, type RunBook } from './run-book.ts'

/** Crash records from before the agent's own book are of interest for so long, ms. */
const BEFORE_BOOK_MS = 24 * 3_600_000

export interface Evidence {
  clues: Clue[]
  /** The disk the system's own books lie on was put back to an older state. */
  isRolledBack: boolean
}

/** Everything this machine can tell of its last boots. `bootAt` is when this one was, `now` the machine's clock; ms. */
export async function gatherEvidence(
  parts: { files: Files; commands: Commands },
  { book, bootAt, now, signal }: { book: RunBook; bootAt: number; now: number; signal: AbortSignal },
): Promise<Evidence> {
  const logins = readLoginBook(parts.files)
  const since = (book.boots[0]?.at ?? bootAt) - BEFORE_BOOK_MS
  const clues = [
    ...markClues(book, bootAt),
    ...loginClues(logins, book.boots),
    ...(await readLogEnd(parts, { now, signal })),
    ...readCrashRecords(parts.files, since),
  ]
  return { clues, isRolledBack: book.boots.slice(0, -1).some(page => hasForgotten(logins, page)) }
}
