import { parseJournalLine, readJournalEntry, type JournalEntry } from '@forewarn/shared/evidence/journal.ts'
import { SYSTEMD_MESSAGES } from '@forewarn/shared/evidence/systemd.ts'

import type { Files } from '../files.ts'
import { systemChild, type Child, type StartChild } from './child.ts'
import type { LogFollower, LogGap, LogSink } from './follower.ts'
import { createServiceRestarts } from './service-restarts.ts'

/** What the journal gives us: the kernel's own messages, and those of systemd that are evidence. The journal sorts out, not we. */
const MATCHES = [
  '_TRANSPORT=kernel',
  'SYSLOG_FACILITY=0',
  '+',
  ...Object.values(SYSTEMD_MESSAGES).map(id => `MESSAGE_ID=${id}`),
]
/** Fields beside the four that always come. */
const FIELDS = [
  'MESSAGE,MESSAGE_ID,PRIORITY,SYSLOG_IDENTIFIER,SYSLOG_FACILITY,_TRANSPORT,_SOURCE_MONOTONIC_TIMESTAMP,_PID,_COMM,_SYSTEMD_UNIT',
  'UNIT,UNIT_RESULT,N_RESTARTS,JOB_RESULT,COREDUMP_PID,COREDUMP_COMM,COREDUMP_SIGNAL_NAME',
]
const ARGUMENTS = ['--follow', '--output=json', `--output-fields=${FIELDS.join(',')}`, '--no-pager']
/** Changes with what is asked for: the entry at a position that was stored with other matches may be none of ours. */
const ASKED = '1'

/** The first time, so many of the newest entries are read. */
const FIRST_ENTRIES = 1_000
/** Waiting before the child is started again, doubled each time, ms. */
const RESTART_MS = 1_000
const LONGEST_RESTART_MS = 300_000
/** A child that ran so long did well, ms. */
const WELL_MS = 60_000
/** The entry at a position comes first and at once, unless the disk is as busy as at boot. Not by then, and it is gone, ms. */
const ANSWER_MS = 180_000
/** So many children in a row that end early and bring no new entry, and the position cannot be read; then the journal cannot. */
const MOST_FAILURES = 3

export interface JournalOptions {
  /** In place of the machine's own journal: arguments such as `--directory=…`. */
  extra?: readonly string[]
  startChild?: StartChild
  obstacle?: () => string | null
}

/** Follows the journal through one long-lived `journalctl` that ends with the agent, however the agent ends. */
export function createJournalFollower({
  extra = [],
  startChild = systemChild,
  obstacle = () => null,
}: JournalOptions = {}): LogFollower {
  let sink: LogSink | null = null
  let child: Child | null = null
  /** The cursor of the last entry that was handed on. */
  let cursor: string | null = null
  /** The cursor whose entry must come first, and whether anything else is a gap. */
  let awaited: { cursor: string; isOurs: boolean } | null = null
  const withRestarts = createServiceRestarts()
  let failures = 0
  let restartMs = RESTART_MS
  const timers = new Set<NodeJS.Timeout>()

  function after(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, ms)
    timers.add(timer)
  }

  function clear(): void {
    for (const timer of timers) clearTimeout(timer)
    timers.clear()
  }

  /** Starts reading at the cursor, or at the newest `lines` entries. */
  function run(isOurs: boolean, lines: number): void {
    awaited = cursor === null ? null : { cursor, isOurs }
    const where = cursor === null ? [`--lines=${lines}`] : [`--cursor=${cursor}`, '--lines=all']
    const started = startChild('journalctl', [...extra, ...ARGUMENTS, ...where, ...MATCHES], {
      onLine(line) {
        const entry = child === started ? parseJournalLine(line) : null
        if (entry !== null) take(entry)
      },
      onEnd(reason) {
        if (child !== started) return
        child = null
        clear()
        failures++
        again(reason, lines)
      },
    })
    child = started
    after(WELL_MS, () => {
      failures = 0
      restartMs = RESTART_MS
    })
    after(ANSWER_MS, () => {
      // Nothing came, so none of ours is behind it either.
      if (awaited !== null) skip('lost')
    })
  }

  function take(entry: JournalEntry): void {
    const first = awaited
    if (first !== null) {
      awaited = null
      if (entry.cursor === first.cursor) return
      if (first.isOurs && isGap(first.cursor, entry)) sink?.gap({ reason: 'lost', count: null })
    }
    failures = 0
    cursor = entry.cursor
    sink?.line({
      at: entry.at,
      kernelMessage: entry.transport === 'kernel' ? entry.message : null,
      finding: withRestarts(entry, readJournalEntry(entry)),
      position: `${ASKED} ${entry.cursor}`,
    })
  }

  function again(reason: string, lines: number): void {
    if (failures >= MOST_FAILURES) {
      if (cursor === null) return sink?.lost(reason)
      return skip('unreadable')
    }
    after(restartMs, () => run(true, lines))
    restartMs = Math.min(restartMs * 2, LONGEST_RESTART_MS)
  }

  /** Gives up what lies between the cursor and now. */
  function skip(reason: LogGap['reason']): void {
    clear()
    void child?.stop()
    child = null
    cursor = null
    failures = 0
    sink?.gap({ reason, count: null })
    run(true, 0)
  }

  return {
    name: 'journal',
    obstacle,
    start(from, given) {
      sink = given
      const [asked, stored] = from?.split(' ') ?? []
      cursor = stored ?? null
      run(asked === ASKED, FIRST_ENTRIES)
    },
    stop() {
      clear()
      sink = null
      const last = child
      child = null
      return last?.stop()
    },
  }
}

/** The first entry of a boot is written within this time, ms. */
const BOOT_BEGINS_MS = 120_000

/**
 * Whether something is missing between the entry at a cursor, which is gone, and the first that is there. A journal in memory begins anew
 * with each boot, and then nothing is: the agent read the last boot's to its end.
 */
function isGap(cursor: string, { boot, monotonicMs }: JournalEntry): boolean {
  const before = /(?:^|;)b=([\da-f]{32})(?:;|$)/.exec(cursor)?.[1]
  return before === boot || monotonicMs > BOOT_BEGINS_MS
}

/** Where a journal lies, on disk or in memory, one folder per machine id. */
const FOLDERS = ['/var/log/journal', '/run/log/journal']
const PROGRAMS = ['/usr/bin/journalctl', '/bin/journalctl']

/** Why this machine's journal cannot be followed, or null where it can. Whoever may not read it would be shown an empty one. */
export function journalObstacle(files: Files, mayRead: (path: string) => boolean): string | null {
  if (!files.exists('/run/systemd/journal/socket')) return 'no journal daemon runs here'
  if (!PROGRAMS.some(path => files.exists(path))) return 'journalctl is not installed'
  const journals = FOLDERS.flatMap(folder => files.list(folder).map(machine => `${folder}/${machine}/system.journal`))
  const present = journals.filter(path => files.exists(path))
  if (present.length === 0) return 'the journal keeps nothing'
  return present.some(mayRead) ? null : 'the agent may not read the journal'
}
