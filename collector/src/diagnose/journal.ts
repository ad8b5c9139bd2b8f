import { joinBoots } from '@forewarn/shared/evidence/boots.ts'
import { parseJournalLine, readJournalEntry } from '@forewarn/shared/evidence/journal.ts'
import { lineOfJournal, logClues } from '@forewarn/shared/evidence/log-clues.ts'

import type { EventInput } from '../detect/rule.ts'
import { createDiskRoles } from './disk-roles.ts'
import type { Reader } from './material.ts'
import { linesOf, textOf } from './text.ts'

/** `journalctl -o json`. */
export const journalReader: Reader = {
  kind: 'journal',
  read(file) {
    const text = textOf(file)
    if (text === null || !text.trimStart().startsWith('{')) return null
    const lines = linesOf(text)
    const entries = lines.map(parseJournalLine).filter(entry => entry !== null)
    if (entries.length === 0) return null
    const roles = createDiskRoles()
    const events: EventInput[] = []
    for (const entry of entries) {
      if (entry.transport === 'kernel') roles.learn(entry.message)
      const found = readJournalEntry(entry)
      if (found !== null) events.push({ type: 'event', at: entry.at, ...roles.withRole(found) })
    }
    const unread = lines.length - entries.length
    return {
      boots: joinBoots(logClues('journal', entries.map(lineOfJournal))),
      events,
      notes: unread === 0 ? [] : [`${unread} of ${lines.length} lines are no journal entries and were left out`],
    }
  },
}
