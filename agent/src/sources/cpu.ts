import type { Reading, Series } from '@forewarn/shared/record.ts'
import os from 'node:os'

import type { Files } from '../files.ts'
import { ratio, share } from '../sampler/round.ts'
import type { Source } from '../sampler/source.ts'

/** Time one processor has spent since boot, in any unit: working, kept from working by the machine's host, and altogether. */
export interface CpuTimes {
  busy: number
  /** Part of `busy`, as the processor was not to be had; null where nobody counts it. */
  stolen: number | null
  total: number
}

/** Shares of one since the reading before. */
interface Utilization {
  all: Reading
  busiest: Reading
  stolen: Reading
}

const UTILIZATION: Series[] = [['system.cpu.utilization'], ['forewarn.cpu.busiest.utilization']]
const FROM_PROC: Series[] = [...UTILIZATION, ['forewarn.cpu.steal.utilization'], ['system.cpu.load_average.1m']]

/**
 * The `cpuN` lines of /proc/stat by processor number. Columns: user nice system idle iowait irq softirq steal guest guest_nice; guest time is
 * already inside user (proc_stat(5)). Waiting for a disk is not work.
 */
export function parseProcStat(text: string): Map<string, CpuTimes> {
  const cpus = new Map<string, CpuTimes>()
  for (const line of text.split('\n')) {
    if (!line.startsWith('cpu')) break
    const [name, ...columns] = line.split(/\s+/)
    const times = columns.slice(0, 8).map(Number)
    if (name === 'cpu' || name === undefined || times.length < 4 || !times.every(Number.isFinite)) continue
    const total = times.reduce((sum, time) => sum + time, 0)
    cpus.set(name, { total, busy: total - times[3]! - (times[4] ?? 0), stolen: times[7] ?? null })
  }
  return cpus
}

/** How busy all processors were and the busiest one, and how much was stolen. Null before there are two readings. */
export function utilization(before: Map<string, CpuTimes>, after: Map<string, CpuTimes>): Utilization {
  let busy = 0
  let stolen: number | null = 0
  let total = 0
  let top = -1
  for (const [name, now] of after) {
    const then = before.get(name)
    // A processor that went away and came back starts counting anew.
    if (then === undefined || now.total <= then.total || now.busy < then.busy) continue
    busy += now.busy - then.busy
    total += now.total - then.total
    stolen = stolen === null || now.stolen === null || then.stolen === null ? null : stolen + now.stolen - then.stolen
    top = Math.max(top, (now.busy - then.busy) / (now.total - then.total))
  }
  if (total === 0) return { all: null, busiest: null, stolen: null }
  return { all: share(busy / total), busiest: share(top), stolen: stolen === null ? null : share(stolen / total) }
}

export function parseLoadAverage(text: string): Reading {
  return /^\d/.test(text) ? ratio(Number.parseFloat(text)) : null
}

function fromSystem(cpus: os.CpuInfo[]): Map<string, CpuTimes> {
  return new Map(
    cpus.map(({ times }, i) => {
      const total = times.user + times.nice + times.sys + times.idle + times.irq
      return [`cpu${i}`, { total, busy: total - times.idle, stolen: null }]
    }),
  )
}

/** How busy the processors are: from /proc, else from the runtime. */
export function createCpuSource(files: Files, cpus: () => os.CpuInfo[] = os.cpus): Source {
  let before = new Map<string, CpuTimes>()
  return {
    name: 'cpu',
    everyMs: null,
    deadlineMs: 2_000,
    read() {
      const stat = files.read('/proc/stat')
      const after = stat === null ? fromSystem(cpus()) : parseProcStat(stat)
      if (after.size === 0) throw new Error('no processor times to be read')
      const { all, busiest, stolen } = utilization(before, after)
      before = after
      if (stat === null) return { series: UTILIZATION, values: [all, busiest] }
      const load = parseLoadAverage(files.read('/proc/loadavg') ?? '')
      return { series: FROM_PROC, values: [all, busiest, stolen, load] }
    },
  }
}
