import type { Series } from '@forewarn/shared/record.ts'

import type { Taken } from '../guest/usage.ts'
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

/** The agent itself: processor time as a share of one processor, what it started included, memory, and how full its spool is. */
export function createSelfSource(
  usage: () => Taken,
  spool: () => { bytes: number; records: number; dropped: number },
): Source {
  let before: { up: number; cpuMs: number } | null = null
  let startedUp: number | null = null
  return {
    name: 'self',
    everyMs: 60_000,
    deadlineMs: 1_000,
    read({ up }) {
      const { cpuMs, rssBytes } = usage()
      const used = before === null || up <= before.up ? null : ratio((cpuMs - before.cpuMs) / (up - before.up))
      before = { up, cpuMs }
      startedUp ??= up
      const { bytes, records, dropped } = spool()
      return {
        series: SERIES,
        values: [used, whole(rssBytes), seconds(up - startedUp, 0), whole(bytes), whole(records), whole(dropped)],
      }
    },
  }
}
