import type { Reading, Series } from '@forewarn/shared/record.ts'
import os from 'node:os'

import type { Files } from '../files.ts'
import { share, whole } from '../sampler/round.ts'
import type { Source } from '../sampler/source.ts'

/** Bytes; null where the system does not say. */
export interface MemoryLevels {
  total: number
  available: number
  /** What programs were promised, whether they use it or not. */
  committed: number | null
  /**
   * What may be promised in all. The kernel holds programs to it only with vm.overcommit_memory=2 (proc(5)); in its default mode it
   * is often exceeded on a healthy machine, and the growth of what is committed tells more than its share of this.
   */
  commitLimit: number | null
  swapTotal: number
  swapFree: number
}

const MEMORY: Series[] = [
  ['system.memory.limit'],
  ['system.memory.usage'],
  ['system.memory.utilization'],
  ['system.linux.memory.available'],
]
const FROM_PROC: Series[] = [...MEMORY, ['forewarn.memory.commit.usage'], ['forewarn.memory.commit.limit']]
const WITH_SWAP: Series[] = [...FROM_PROC, ['system.paging.usage'], ['system.paging.utilization']]

/** /proc/meminfo in bytes, or null where it does not say how much there is and how much is to be had. */
export function parseMeminfo(text: string): MemoryLevels | null {
  const bytes = (name: string): number | undefined => {
    const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]
    return kib === undefined ? undefined : Number(kib) * 1024
  }
  const total = bytes('MemTotal')
  // Kernels before 3.14 do not say what is available; free plus cache is what they call it themselves.
  const available = bytes('MemAvailable') ?? sum(bytes('MemFree'), bytes('Buffers'), bytes('Cached'))
  if (total === undefined || total === 0 || available === undefined) return null
  return {
    total,
    available,
    committed: bytes('Committed_AS') ?? null,
    commitLimit: bytes('CommitLimit') ?? null,
    swapTotal: bytes('SwapTotal') ?? 0,
    swapFree: bytes('SwapFree') ?? 0,
  }
}

function sum(...parts: (number | undefined)[]): number | undefined {
  return parts.reduce((total, part) => (total === undefined || part === undefined ? undefined : total + part), 0)
}

/** In the order of the series: memory, what is committed, and swap where there is any. */
export function memoryValues(levels: MemoryLevels): Reading[] {
  const { total, available, committed, commitLimit, swapTotal, swapFree } = levels
  const commit = [committed, commitLimit].map(bytes => (bytes === null ? null : whole(bytes)))
  const values = [...sizes(total, available), ...commit]
  if (swapTotal === 0) return values
  const swapped = swapTotal - swapFree
  return [...values, whole(swapped), share(swapped / swapTotal)]
}

function sizes(total: number, available: number): Reading[] {
  const used = total - available
  return [whole(total), whole(used), share(used / total), whole(available)]
}

/** How much memory there is and how much of it is taken: from /proc, else from the runtime. */
export function createMemorySource(files: Files, system: Pick<typeof os, 'totalmem' | 'freemem'> = os): Source {
  return {
    name: 'memory',
    everyMs: null,
    deadlineMs: 2_000,
    read() {
      const text = files.read('/proc/meminfo')
      if (text === null) return { series: MEMORY, values: sizes(system.totalmem(), system.freemem()) }
      const levels = parseMeminfo(text)
      if (levels === null) throw new Error('/proc/meminfo does not say how much memory there is')
      return { series: levels.swapTotal === 0 ? FROM_PROC : WITH_SWAP, values: memoryValues(levels) }
    },
  }
}
