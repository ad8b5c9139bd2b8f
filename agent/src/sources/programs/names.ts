import type { WatchedProgram } from '@forewarn/shared/protocol.ts'

/** A process belongs to this program, by this name of its configured executables. */
export interface Match {
  program: string
  executable: string
}

/** The kernel keeps so many bytes of a name (TASK_COMM_LEN less one, proc_pid_comm(5)). */
const COMM_BYTES = 15

/**
 * Tells to which watched program a process belongs: by the kernel's name for it, which is the script's where an interpreter runs one,
 * else by the name of the file it runs. A name that the kernel had to shorten is only taken where the file may not be known or agrees.
 */
export function createMatcher(programs: readonly WatchedProgram[]) {
  const byName = new Map<string, Match>()
  const byShortName = new Map<string, Match>()
  for (const { name: program, executables } of programs)
    for (const executable of executables) {
      const name = folded(Buffer.from(executable).toString('latin1'))
      const match = { program, executable }
      if (!byName.has(name)) byName.set(name, match)
      const short = name.slice(0, COMM_BYTES)
      if (name.length > COMM_BYTES && !byShortName.has(short)) byShortName.set(short, match)
    }

  /** `comm` and what `executable` answers are bytes, one a character. */
  return (comm: string, executable: () => string | null): Match | null => {
    const name = folded(comm)
    const exact = byName.get(name)
    if (exact !== undefined) return exact
    const file = executable()
    return (file === null ? byShortName.get(name) : byName.get(folded(file))) ?? null
  }
}

/** Without regard to the case of Latin letters; other bytes may be parts of letters and are left alone. */
function folded(bytes: string): string {
  return bytes.replaceAll(/[A-Z]+/g, letters => letters.toLowerCase())
}
