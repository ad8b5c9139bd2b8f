import type { Series } from '@forewarn/shared/record.ts'

import type { Source } from '../sampler/source.ts'

const SERIES: Series[] = [['forewarn.events.suppressed']]

/** A number that only grows while the process lives. */
export interface Counter {
  add(count: number): void
  total(): number
}

export function createCounter(): Counter {
  let total = 0
  return {
    add(count) {
      total += count
    },
    total: () => total,
  }
}

/** How many events came too thick and were told only in sum. */
export function createEventsSource(suppressed: Counter): Source {
  return {
    name: 'events',
    everyMs: 60_000,
    deadlineMs: 1_000,
    read: () => ({ series: SERIES, values: [suppressed.total()] }),
  }
}
