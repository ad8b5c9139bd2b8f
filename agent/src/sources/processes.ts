import type { InventoryBody, Reading, Series } from '@forewarn/shared/record.ts'
import { setImmediate as breathe } from 'node:timers/promises'

import { ratio } from '../sampler/round.ts'
import type { Source } from '../sampler/source.ts'
import { readableName, type ProcessStat, type ProcessTable } from './process-table.linux.ts'

/**
 * At most so many processes are read, half of them the longest running and half the newest; on a slow machine one costs 50 µs. A
 * terminal has a few hundred. What is not read counts as `unknown`.
 */
const MOST_READ = 2_048
/** Between so many the rest of the agent has its turn: about 2 ms. */
const AT_ONCE = 50
const TOP = 5
/** Facts are coarse, so that an idle machine repeats itself and sends nothing: hundredths of a processor, 16 MiB. */
const SHARE_STEP = 0.01
const BYTES_STEP = 16 * 1024 * 1024

/** OpenTelemetry's `process.state`; `blocked` waits for a disk or driver and cannot be interrupted. */
const STATES = ['running', 'sleeping', 'blocked', 'stopped', 'defunct', 'unknown'] as const
type State = (typeof STATES)[number]

const SERIES: Series[] = [
  ['system.process.count'],
  ...STATES.map((state): Series => ['system.process.count', { 'process.state': state }]),
]

/** What the letters of proc_pid_stat(5) mean; I is a kernel thread with nothing to do. */
function stateOf(letter: string): State {
  switch (letter) {
    case 'R':
      return 'running'
    case 'S':
    case 'I':
      return 'sleeping'
    case 'D':
      return 'blocked'
    case 'T':
    case 't':
      return 'stopped'
    case 'Z':
    case 'X':
    case 'x':
      return 'defunct'
    default:
      return 'unknown'
  }
}

/** How many processes are in each state, all of them first; `total` may be more than were read. */
export function countStates(stats: ProcessStat[], total: number): Reading[] {
  const counts = new Map<State, number>(STATES.map(state => [state, 0]))
  for (const { state } of stats) counts.set(stateOf(state), counts.get(stateOf(state))! + 1)
  // One that ended between list and look was none of them.
  const unread = Math.max(0, total - MOST_READ)
  counts.set('unknown', counts.get('unknown')! + unread)
  return [stats.length + unread, ...counts.values()]
}

/** A scan of the process table, and when it was made, ms since boot. */
export interface Scan {
  up: number
  stats: ProcessStat[]
}

export interface Usage {
  /** Processor time as a share of one processor. */
  share: number
  bytes: number
}

/** What programs use, summed by name; the processor since the scan before. */
export function usageByName(now: Scan, before: Scan | null, pageBytes: number): Map<string, Usage> {
  const earlier = new Map(before?.stats.map(stat => [stat.pid, stat]))
  const byName = new Map<string, Usage>()
  for (const stat of now.stats) {
    // The kernel's own threads have no memory and many names; they are one.
    const name = stat.kernel ? 'kernel' : readableName(stat.comm)
    const used = byName.get(name) ?? { share: 0, bytes: 0 }
    const known = earlier.get(stat.pid)
    // What was there before without being read has used its processor time nobody knows when.
    const from = known?.startMs === stat.startMs ? known.cpuMs : stat.startMs >= (before?.up ?? Infinity) ? 0 : null
    if (before !== null && from !== null && now.up > before.up)
      used.share += Math.max(0, stat.cpuMs - from) / (now.up - before.up)
    used.bytes += stat.rssPages * pageBytes
    byName.set(name, used)
  }
  return byName
}

/** The few that used most, as facts. */
function topFacts(byName: Map<string, Usage>): InventoryBody['facts'] {
  const facts: InventoryBody['facts'] = {}
  const rank = (what: string, unit: 'share' | 'bytes', step: number): void => {
    const used = [...byName].map(([name, usage]) => [name, Math.round(usage[unit] / step)] as const)
    const top = used.filter(([, steps]) => steps > 0).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    for (const [i, [name, steps]] of top.slice(0, TOP).entries()) {
      facts[`${what}.${i + 1}.name`] = name
      facts[`${what}.${i + 1}.${unit}`] = ratio(steps * step)
    }
  }
  rank('cpu', 'share', SHARE_STEP)
  rank('memory', 'bytes', BYTES_STEP)
  return facts
}

/** How many processes there are and in which state; which programs, by name alone, used the processor and the memory most. */
export function createProcessesSource(table: ProcessTable): Source {
  let before: Scan | null = null

  async function scan(pids: number[], signal: AbortSignal): Promise<ProcessStat[]> {
    const chosen =
      pids.length <= MOST_READ ? pids : [...pids.slice(0, MOST_READ / 2), ...pids.slice(pids.length - MOST_READ / 2)]
    const stats: ProcessStat[] = []
    for (const [i, pid] of chosen.entries()) {
      if (i % AT_ONCE === 0) await breathe()
      if (signal.aborted) break
      const stat = table.read(pid)
      if (stat !== null) stats.push(stat)
    }
    return stats
  }

  return {
    name: 'processes',
    pace: 'slow',
    everyMs: 300_000,
    deadlineMs: 10_000,
    async read({ up }, signal) {
      const pids = table.pids()
      if (pids.length === 0) return { absent: 'no process table without /proc' }
      const now = { up, stats: await scan(pids, signal) }
      const byName = usageByName(now, before, table.pageBytes)
      before = now
      const unread = pids.length - MOST_READ
      const facts = { ...topFacts(byName), ...(unread > 0 ? { unread } : {}) }
      return { series: SERIES, values: countStates(now.stats, pids.length), facts: [{ subject: 'processes', facts }] }
    },
  }
}
