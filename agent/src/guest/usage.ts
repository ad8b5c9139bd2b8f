import type { Files } from '../files.ts'

/** Processor time so far and memory now, of the agent and of the programs it started that have ended. */
export interface Taken {
  cpuMs: number
  rssBytes: number
}

/** Linux counts in /proc/PID/stat in hundredths of a second on every architecture (USER_HZ, proc_pid_stat(5)). */
const TICK_MS = 10

/**
 * Processor time of ended children, ms: cutime and cstime, the 16th and 17th fields of /proc/self/stat. Zero where the system does not
 * tell. The name in brackets may hold anything, so fields are counted from the last bracket.
 */
export function parseChildrenTime(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[13]) + Number(fields[14])
  return Number.isFinite(ticks) ? ticks * TICK_MS : 0
}

export function createUsage(files: Files): () => Taken {
  return () => {
    const { user, system } = process.cpuUsage()
    const stat = files.read('/proc/self/stat')
    return {
      cpuMs: (user + system) / 1000 + (stat === null ? 0 : parseChildrenTime(stat)),
      rssBytes: process.memoryUsage.rss(),
    }
  }
}
