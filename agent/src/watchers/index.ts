import { accessSync, constants } from 'node:fs'

import { readBootId } from '../boot-id.ts'
import type { SourceParts } from '../sources/index.ts'
import { createDiskRoles } from './disk-roles.linux.ts'
import { createJournalFollower, journalObstacle } from './journal.linux.ts'
import { createKmsgFollower } from './kmsg.linux.ts'
import { createLogFilesFollower } from './log-files.linux.ts'
import { createSystemLogWatcher } from './system-log.linux.ts'
import type { Watcher } from './watcher.ts'

/** Every watcher of this platform. */
export function createWatchers(parts: SourceParts, platform: NodeJS.Platform = process.platform): Watcher[] {
  if (platform !== 'linux') return []
  const { files, memory, deaths, clock, suppressed } = parts
  const followers = [
    createJournalFollower({ obstacle: () => journalObstacle(files, mayRead) }),
    createKmsgFollower({ clock, boot: readBootId(files, clock) }),
    createLogFilesFollower({ clock }),
  ]
  const roles = createDiskRoles(files)
  return [createSystemLogWatcher({ followers, memory, deaths, roles, clock, onSuppressed: suppressed.add })]
}

function mayRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}
