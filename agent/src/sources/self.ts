import type { Series } from '@forewarn/shared/record.ts'

import { ratio, seconds, whole } from '../sampler/round.ts'
import type { Source } from '../sampler/source.ts'

const SERIES: Series[] = [
  ['process.cpu.utilization'],
  ['process.memory.usage'],
  ['process.uptime'],
  ['forewarn.spool.size'],
  ['forewarn.spool.records'],
  ['forewarn.spool.dropped'],
]

/** What the agent uses of its machine, as the runtime tells it. */
export interface ProcessUsage {
  /** Processor time used so far, microseconds, as user and system. */
  cpuUsage(): { user: number; system: number }
  /** Resident memory, bytes. */
  rss(): number
}

const thisProcess: ProcessUsage = { cpuUsage: () => process.cpuUsage(), rss: () => process.memoryUsage.rss() }

/** The agent itself: processor time as a share of one processor, memory, and how full its spool is. */
export function createSelfSource(
  spool: () => { bytes: number; records: number; dropped: number },
  usage: ProcessUsage = thisProcess,
): Source {
  let before: { up: number; cpuMs: number } | null = null
  let startedUp: number | null = null
  return {
    name: 'self',
    everyMs: 60_000,
    deadlineMs: 1_000,
    read({ up }) {
      const { user, system } = usage.cpuUsage()
      const cpuMs = (user + system) / 1000
      const used = before === null || up <= before.up ? null : ratio((cpuMs - before.cpuMs) / (up - before.up))
      before = { up, cpuMs }
      startedUp ??= up
      const { bytes, records, dropped } = spool()
      return {
        series: SERIES,
        values: [used, whole(usage.rss()), seconds(up - startedUp, 0), whole(bytes), whole(records), whole(dropped)],
      }
    },
  }
}
