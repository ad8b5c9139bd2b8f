import type { DatabaseSync } from 'node:sqlite'

import { describeMetric } from '@forewarn/shared/metrics.ts'

import type { TraceMessage } from '../replay/trace.ts'
import { chunkKey, DAY_MS, HOUR_MS, PARTS, periodOfKey } from './chunk-key.ts'
import { FIVE_MINUTES_MS } from './history.ts'
import type { Layouts } from './layouts.ts'
import { openRollup } from './rollup.ts'
import type { Streams } from './streams.ts'

interface Parts {
  db: DatabaseSync
  layouts: Layouts
  streams: Streams
  /** The columns of a layout that rules look at. */
  wanted: (layout: number) => readonly number[]
}

/**
 * What is left of samples that are not kept raw any more: five-minute means of the levels that rules look at, each as if it were a sample
 * in the middle of its five minutes that came at their end. Counters have only their rates left, which no rule could take for a count.
 */
export function createRolledUp({ db, layouts, streams, wanted }: Parts) {
  const rows = db.prepare('SELECT body FROM rollup_5m WHERE id BETWEEN ? AND ? ORDER BY id')
  const oldest = db.prepare('SELECT min(id) AS id FROM chunk WHERE id BETWEEN ? AND ?')

  const days = db.prepare('SELECT min(id) AS first, max(id) AS last FROM rollup_5m WHERE id BETWEEN ? AND ?')

  /** From when on a stream is kept raw, or ended; 0 where no day before it is left rolled up. */
  function rawFrom(stream: number): number {
    const keys = [chunkKey(stream, 0), chunkKey(stream, Infinity, PARTS - 1)]
    const { first, last } = days.get(...keys) as { first: number | null; last: number | null }
    if (first === null || last === null) return 0
    const chunk = oldest.get(...keys) as { id: number | null }
    const from = chunk.id === null ? (periodOfKey(last) + 1) * DAY_MS : periodOfKey(chunk.id) * HOUR_MS
    return (periodOfKey(first) + 1) * DAY_MS <= from ? from : 0
  }

  /** The means of a column; nothing for a counter. */
  function meansOf(layout: number, column: number, rollup: ReturnType<typeof openRollup>): Float64Array | null {
    const isLevel = describeMetric(layouts.get(layout)!.series[column]![0]).instrument === 'gauge'
    return isLevel && column < rollup.columns ? rollup.series(column).mean : null
  }

  return {
    /** Until when samples of a device that rules look at are only rolled up; 0 for not at all. */
    until: (device: number): number =>
      Math.max(
        0,
        ...[...streams.of(device)].map(([layout, stream]) => (wanted(layout).length === 0 ? 0 : rawFrom(stream))),
      ),
    messages,
  }

  /** The five minutes of a device that begin within a time, oldest first. */
  function messages(device: number, from: number, to: number): TraceMessage[] {
    const found: TraceMessage[] = []
    for (const [layout, stream] of streams.of(device)) {
      const columns = wanted(layout)
      const until = Math.min(to, rawFrom(stream))
      if (columns.length === 0 || until <= from) continue
      const keys = [chunkKey(stream, Math.floor(from / DAY_MS)), chunkKey(stream, Math.floor(until / DAY_MS))]
      for (const { body } of rows.iterate(...keys) as Iterable<{ body: Uint8Array }>) {
        const rollup = openRollup(body)
        const means = columns.map(column => meansOf(layout, column, rollup))
        for (const [row, at] of rollup.at().entries()) {
          if (at < from || at >= until) continue
          const readings = means.map(mean => mean?.[row] ?? NaN)
          const middle = at + FIVE_MINUTES_MS / 2
          const records: TraceMessage['records'] = [['s', middle, layout, [[layout, readings]]]]
          found.push({ type: 'message', device, at: at + FIVE_MINUTES_MS, records })
        }
      }
    }
    return found.toSorted((a, b) => a.at - b.at)
  }
}
