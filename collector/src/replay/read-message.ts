import type { MetricName } from '@forewarn/shared/metrics.ts'
import type { Series } from '@forewarn/shared/record.ts'

import type { ReadInputs } from '../detect/judge.ts'
import { TraceFault, type TraceMessage } from './trace.ts'

/** Reads a message as it was read live. What it does throws `TraceFault` for a block whose layout nobody has named. */
export function readMessage(
  { device, at: arrivedAt, records }: TraceMessage,
  layouts: ReadonlyMap<number, readonly Series[]>,
): ReadInputs {
  return (looksAt, visit) => {
    visit(device, { type: 'arrival', at: arrivedAt })
    for (const record of records) {
      const at = record[1]
      if (record[0] === 'e') {
        visit(device, { type: 'event', at, ...record[2] })
        continue
      }
      if (!looksAt({ device, at, layout: record[2] })) continue
      for (const [id, readings] of record[3]) {
        const series = layouts.get(id)
        if (series === undefined) throw new TraceFault(`tells readings of layout ${id}, which was not named before`)
        for (const [i, [metric, attributes = {}]] of series.entries()) {
          const value = readings[i] ?? NaN
          if (!Number.isNaN(value))
            visit(device, { type: 'reading', at, metric: metric as MetricName, attributes, value })
        }
      }
    }
  }
}
