import type { Reading, Series } from '@forewarn/shared/record.ts'

import type { Files } from '../files.ts'
import { seconds } from '../sampler/round.ts'
import type { Source } from '../sampler/source.ts'

/**
 * What is waited for, and whether some tasks or all of them waited. All tasks waiting for a processor means nothing for a whole
 * machine: the kernel prints zeros there (Documentation/accounting/psi.rst).
 */
const STALLS = [
  ['cpu', ['some']],
  ['memory', ['some', 'full']],
  ['io', ['some', 'full']],
] as const

const SERIES: Series[] = STALLS.flatMap(([resource, stalls]) =>
  stalls.map((stall): Series => [
    'forewarn.pressure.stall',
    { 'forewarn.resource': resource, 'forewarn.stall': stall },
  ]),
)

/** The time stalled since boot by one line of a pressure file, in seconds; the kernel counts microseconds. */
export function parsePressure(text: string, stall: 'some' | 'full'): Reading {
  const micros = new RegExp(`^${stall} .*\\btotal=(\\d+)$`, 'm').exec(text)?.[1]
  return micros === undefined ? null : seconds(Number(micros) / 1000, 3)
}

/** How long tasks have waited for processor, memory and disks (PSI, Linux 4.20 and later where it is switched on). */
export function createPressureSource(files: Files): Source {
  return {
    name: 'pressure',
    everyMs: null,
    deadlineMs: 2_000,
    read() {
      const texts = STALLS.map(([resource]) => files.read(`/proc/pressure/${resource}`))
      if (texts.every(text => text === null)) return { absent: 'the kernel does not measure pressure' }
      const values = STALLS.flatMap(([, stalls], i) => {
        const text = texts[i] ?? ''
        return stalls.map(stall => parsePressure(text, stall))
      })
      return { series: SERIES, values }
    },
  }
}
