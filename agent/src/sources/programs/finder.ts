import type { ProcessStat, ProcessTable } from '../process-table.linux.ts'
import type { Match } from './names.ts'

/** A process that belongs to a watched program. */
export interface Found {
  stat: ProcessStat
  match: Match
}

type Matcher = (comm: string, executable: () => string | null) => Match | null

interface Seen {
  startMs: number
  comm: string
  match: Match | null
  /** It has its name for good, as far as anyone can know. */
  settled: boolean
}

/** So many processes that nothing is known of are read in one search; the rest has its turn in the next. About 25 ms. */
const MOST_NEW = 1_000
/** A process is forked under its parent's name and gets its own a moment later; one of this age has it, ms. */
const SETTLED_AGE_MS = 10_000
/**
 * So many that are known are looked at again in a thorough search, because a process may become another program, and ids are used
 * again: on a terminal with 300 processes everyone has had its turn after 15 searches.
 */
const RECHECKED = 20

/**
 * Finds the processes of watched programs. What was seen before is not read again, so a search costs the listing and what is new:
 * 10,000 processes are found in ten searches, newest first, and from then on a search reads a few dozen.
 */
export function createFinder(table: ProcessTable) {
  const seen = new Map<number, Seen>()
  let turn = 0
  let lastId: number | null = null
  let complete = false

  function look(pid: number, match: Matcher, up: number): Found | null {
    const stat = table.read(pid)
    if (stat === null) {
      seen.delete(pid)
      return null
    }
    const known = seen.get(pid)
    const settled = up - stat.startMs > SETTLED_AGE_MS
    if (known?.startMs === stat.startMs && known.comm === stat.comm) known.settled = settled
    else seen.set(pid, { startMs: stat.startMs, comm: stat.comm, match: matchOf(stat, match), settled })
    const found = seen.get(pid)!.match
    return found === null ? null : { stat, match: found }
  }

  function matchOf(stat: ProcessStat, match: Matcher): Match | null {
    return stat.kernel ? null : match(stat.comm, () => table.executable(stat.pid))
  }

  /** The ids that are not known, newest first, then those that are not settled; `again` ids that are. Forgets the ones that are gone. */
  function choose(again: number): { processes: number; chosen: number[] } {
    const pids = table.pids()
    const fresh: number[] = []
    const young: number[] = []
    const known: number[] = []
    for (const pid of pids) (seen.has(pid) ? (seen.get(pid)!.settled ? known : young) : fresh).push(pid)
    if (known.length + young.length < seen.size) {
      const present = new Set(pids)
      for (const pid of seen.keys()) if (!present.has(pid)) seen.delete(pid)
    }
    complete = fresh.length <= MOST_NEW
    const recheck = Array.from({ length: Math.min(again, known.length) }, (_, i) => known[(turn + i) % known.length]!)
    turn += recheck.length
    return { processes: pids.length, chosen: [...[...fresh.toReversed(), ...young].slice(0, MOST_NEW), ...recheck] }
  }

  return {
    /** `thorough` looks again at some that are known; without it there is nothing to do where nothing was started. */
    search(
      match: Matcher,
      { thorough, up }: { thorough: boolean; up: number },
    ): { processes: number; matches: Found[] } {
      const id = table.lastId()
      if (!thorough && complete && id !== null && id === lastId) return { processes: seen.size, matches: [] }
      lastId = id
      const { processes, chosen } = choose(thorough ? RECHECKED : 0)
      return { processes, matches: chosen.flatMap(pid => look(pid, match, up) ?? []) }
    },

    /** Whether the last search left nothing unread. */
    complete: () => complete,

    /** This id may be another process by now. */
    doubt(pid: number): void {
      seen.delete(pid)
      lastId = null
    },

    /** Other programs are watched: every process is to be looked at again. */
    forget(): void {
      seen.clear()
      complete = false
    },
  }
}
