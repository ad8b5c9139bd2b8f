import type { Clue } from '@forewarn/shared/evidence/boot-clues.ts'
import { isCrashFolder, isKernelRecord, pstoreClues, type PstoreFile } from '@forewarn/shared/evidence/pstore.ts'

import type { Files } from '../files.ts'

const RECORDS = '/sys/fs/pstore'
/** systemd clears the records away to here, into folders by time and count. */
const ARCHIVE = '/var/lib/systemd/pstore'
const DUMPS = '/var/crash'
/** One crash leaves up to some 30 parts; so many files are read at most. */
const MOST_FILES = 96
/** Folders of the archive that are looked into, the newest first. */
const MOST_FOLDERS = 12
/** Records are this small, bytes; of a file that is larger the end is read. */
const RECORD_BYTES = 128 * 1024

/**
 * What kernels left behind when they crashed, since a moment, ms. A record without a time of its own has that of the moment it was found,
 * now and at every boot: it comes to lie in the run that goes on, of whose end nothing is asked.
 */
export function readCrashRecords(files: Files, since: number): Clue[] {
  const records: PstoreFile[] = []
  for (const folder of recordFolders(files))
    for (const name of files.list(folder).filter(isKernelRecord)) {
      const path = `${folder}/${name}`
      const changedAt = files.modified(path)
      if (records.length < MOST_FILES && changedAt !== null && changedAt >= since)
        records.push({ name, changedAt, text: files.tail(path, RECORD_BYTES) ?? '' })
    }
  const dumps = files.list(DUMPS).filter(isCrashFolder)
  const clues: Clue[] = dumps.flatMap(name => {
    const at = files.modified(`${DUMPS}/${name}`)
    return at === null ? [] : [{ from: 'kdump', at, tells: 'kernel-crash', fatal: true, reason: null }]
  })
  return [...pstoreClues(records), ...clues].filter(({ at }) => at >= since)
}

/** The folders in which records may lie: the kernel's, and of the archive the newest two levels. */
function recordFolders(files: Files): string[] {
  const newest = (folder: string): string[] =>
    files
      .list(folder)
      .filter(name => /^\d+$/.test(name))
      .toSorted((a, b) => Number(b) - Number(a))
      .slice(0, MOST_FOLDERS)
      .map(name => `${folder}/${name}`)
  const folders = newest(ARCHIVE).flatMap(folder => [folder, ...newest(folder)])
  return [RECORDS, ARCHIVE, ...folders.slice(0, MOST_FOLDERS)]
}
