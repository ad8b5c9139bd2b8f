import type { Reading, Series } from '@forewarn/shared/record.ts'
import os from 'node:os'

import type { Files } from '../files.ts'
import { share, whole } from '../sampler/round.ts'
import type { Source } from '../sampler/source.ts'

export interface MemoryLevels {
  total: number
  available: number
  swapTotal: number
  swapFree: number
}

const MEMORY: Series[] = [
  ['system.memory.limit'],
  ['system.memory.usage'],
  ['system.memory.utilization'],
  ['system.linux.memory.available'],
]
const WITH_SWAP: Series[] = [...MEMORY, ['system.paging.usage'], ['system.paging.utilization']]

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
  return { total, available, swapTotal: bytes('SwapTotal') ?? 0, swapFree: bytes('SwapFree') ?? 0 }
}

function sum(...parts: (number | undefined)[]): number | undefined {
  return parts.reduce((total, part) => (total === undefined || part === undefined ? undefined : total + part), 0)
}

export function memoryValues({ total, available, swapTotal, swapFree }: MemoryLevels): Reading[] {
  const used = total - available
  const values = [whole(total), whole(used), share(used / total), whole(available)]
  if (swapTotal === 0) return values
  const swapped = swapTotal - swapFree
  return [...values, whole(swapped), share(swapped / swapTotal)]
}

/** How much memory there is and how much of it is taken: from /proc, else from the runtime. */
export function createMemorySource(files: Files, system: Pick<typeof os, 'totalmem' | 'freemem'> = os): Source {
  return {
    name: 'memory',
    everyMs: null,
    deadlineMs: 2_000,
    read() {
      const text = files.read('/proc/meminfo')
      const levels =
        text === null
          ? { total: system.totalmem(), available: system.freemem(), swapTotal: 0, swapFree: 0 }
          : parseMeminfo(text)
      if (levels === null) throw new Error('/proc/meminfo does not say how much memory there is')
      return { series: levels.swapTotal === 0 ? MEMORY : WITH_SWAP, values: memoryValues(levels) }
    },
  }
}
