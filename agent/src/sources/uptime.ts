import type { Series } from '@forewarn/shared/record.ts'

import { seconds } from '../sampler/round.ts'
import type { Source } from '../sampler/source.ts'

const SERIES: Series[] = [['system.uptime']]

/** How long the machine has been running. */
export function createUptimeSource(): Source {
  return {
    name: 'uptime',
    everyMs: 60_000,
    deadlineMs: 1_000,
    read: ({ up }) => ({ series: SERIES, values: [seconds(up, 0)] }),
  }
}
