/**
 * What ended a process, as far as the system's log tells. `fault` is a trap other than a bad memory access;
 * `coredump` stands where no kernel line said more.
 */
export type DeathCause = 'segfault' | 'fault' | 'oom' | 'coredump'

/** That a process ended against its will, read in the kernel's log or the journal. */
export interface Death {
  pid: number
  /** The program's name as the kernel keeps it: 15 bytes at most. */
  program: string
  cause: DeathCause
  /** `SIGSEGV` …, where the log names one or the cause implies it. */
  signal: string | null
  /** When it ended by the device's wall clock, ms. */
  at: number
}

/** Whoever watches programs asks here why one is gone. */
export interface Deaths {
  note(death: Death): void
  /** The latest death of this process id at or after `since` (wall clock, ms). Ids are used again, so `since` is when it was last seen alive. */
  of(pid: number, since: number): Death | null
}

/** So many are kept, and so long, ms: a program's watcher asks within a minute of its end. */
const MOST = 256
const KEPT_MS = 5 * 60_000

/** The deaths of the last minutes, in memory. The first line about a death names its cause; what follows may add the signal. */
export function createDeaths(): Deaths {
  const byPid = new Map<number, Death>()

  return {
    note(death) {
      const known = byPid.get(death.pid)
      const again = known !== undefined && Math.abs(death.at - known.at) < KEPT_MS
      byPid.delete(death.pid)
      byPid.set(death.pid, again ? { ...known, signal: known.signal ?? death.signal } : death)
      for (const [pid, { at }] of byPid) {
        if (byPid.size <= MOST && death.at - at <= KEPT_MS) break
        byPid.delete(pid)
      }
    },
    of(pid, since) {
      const death = byPid.get(pid)
      return death !== undefined && death.at >= since ? death : null
    },
  }
}
