import type { Clue } from '@forewarn/shared/evidence/boot-clues.ts'
import { parseJournalLine } from '@forewarn/shared/evidence/journal.ts'
import { lineOfJournal, logClues, type LogLine } from '@forewarn/shared/evidence/log-clues.ts'
import { timeOf, type LocalTime } from '@forewarn/shared/evidence/log-time.ts'
import { parseSyslogLine } from '@forewarn/shared/evidence/syslog.ts'

import type { Commands } from '../commands.ts'
import type { Files } from '../files.ts'

/** Here systemd keeps the journal over a boot; without the folder there is no previous one to ask for. */
const JOURNAL = '/var/log/journal'
/** The end of the previous boot: a lockup fills some 50 lines each time it is told. */
const JOURNAL_ARGS = [
  '--boot=-1',
  '--lines=400',
  '--output=json',
  '--output-fields=MESSAGE,MESSAGE_ID,SYSLOG_IDENTIFIER,SYSLOG_FACILITY,_COMM,_PID,_TRANSPORT',
  '--quiet',
]
const JOURNAL_LIMITS = { deadlineMs: 10_000, maxBytes: 1024 * 1024 }
/** Where the whole system's log lies as text: Debian and its kin, and Red Hat and its. */
const FILES = ['/var/log/syslog', '/var/log/messages']
/** The lines of a boot take some 200 kB, and before them stands the end of the run before: of the file so much is looked at, bytes. */
const FILE_BYTES = 512 * 1024
/** Of the run before so much is read, some 600 lines, bytes. */
const END_BYTES = 64 * 1024

/** The kernel's first line of a boot. */
const KERNELS_FIRST = ' Linux version '

/** What the log shows of the end of the run before, from the journal, else from the log's file. `now` is the machine's clock, ms. */
export async function readLogEnd(
  { files, commands }: { files: Files; commands: Commands },
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<Clue[]> {
  const clues = files.exists(JOURNAL) ? await readJournal(commands, signal) : []
  return clues.length > 0 ? clues : readFile(files, now)
}

async function readJournal(commands: Commands, signal: AbortSignal): Promise<Clue[]> {
  const result = await commands.run('journalctl', JOURNAL_ARGS, { ...JOURNAL_LIMITS, signal })
  if (result.kind !== 'done') return []
  const entries = result.stdout.split('\n').map(parseJournalLine)
  return logClues('journal', entries.filter(entry => entry !== null).map(lineOfJournal))
}

function readFile(files: Files, now: number): Clue[] {
  const path = FILES.find(path => files.exists(path))
  if (path === undefined) return []
  const text = files.tail(path, FILE_BYTES) ?? ''
  // A file that was begun anew since the boot does not hold the end of the run before; the one before it does.
  const whole = text.length < FILE_BYTES ? (files.tail(`${path}.1`, FILE_BYTES - text.length) ?? '') + text : text
  const boot = whole.lastIndexOf(KERNELS_FIRST)
  if (boot === -1) return []
  const end = whole.indexOf('\n', boot)
  return logClues('syslog', linesOf(whole.slice(Math.max(0, boot - END_BYTES), end === -1 ? undefined : end), now))
}

function* linesOf(text: string, latest: number): Generator<LogLine> {
  for (const raw of text.split('\n')) {
    const line = parseSyslogLine(raw)
    const at = line === null ? null : timeOf(line.time, { latest, toInstant })
    if (line !== null && at !== null) yield { at, program: line.program, pid: line.pid, message: line.message }
  }
}

/** The log is written in the machine's own time zone, as this process counts too. */
function toInstant({ year, month, day, hour, minute, second }: LocalTime): number {
  return new Date(year, month - 1, day, hour, minute, second).getTime()
}
