import type { EventName } from '@forewarn/shared/events.ts'
import type { MetricName } from '@forewarn/shared/metrics.ts'
import type { EventBody } from '@forewarn/shared/record.ts'

import { ByteReader } from './bytes.ts'
import { readEntryHeader, readNotice, walkBlocks, walkRecords } from './entry.ts'
import type { StoredLayout } from './layouts.ts'
import type { SampleMark } from '../detect/looks.ts'
import type { RuleInput } from '../detect/rule.ts'
import { isJudged } from '../detect/rules/index.ts'

interface Column {
  index: number
  metric: MetricName
  attributes: Record<string, string>
}

/**
 * Turns the entries of a log row into what rules see, in the order they were committed. Readings are levels that rules judge over minutes,
 * so `looksAt` picks the samples to be decoded at all: decoding each would cost as much again as storing it.
 */
export function createInputReader(layout: (id: number) => StoredLayout | undefined) {
  const plans = new Map<number, Column[]>()

  function planOf(id: number): Column[] {
    let plan = plans.get(id)
    if (plan === undefined) {
      plan = (layout(id)?.series ?? []).flatMap(([metric, attributes = {}], index): Column[] =>
        isJudged(metric) ? [{ index, metric: metric as MetricName, attributes }] : [],
      )
      plans.set(id, plan)
    }
    return plan
  }

  return function read(
    entries: Uint8Array,
    looksAt: (sample: SampleMark) => boolean,
    visit: (device: number, input: RuleInput) => void,
  ): void {
    const reader = new ByteReader(entries)
    while (!reader.done) {
      const header = readEntryHeader(reader)
      const { device } = header
      let arrived = false
      walkRecords(entries, header.bodyStart, header.bodyEnd, record => {
        const { at } = record
        if (record.kind !== 's' && record.kind !== 'e') return
        // Inventory and lost records come beside others; an arrival of its own would not be found in the history.
        if (!arrived) visit(device, { type: 'arrival', at: header.receivedAt })
        arrived = true
        if (record.kind === 'e') {
          const { name, severity, attributes } = readNotice<EventBody>(entries, record)
          visit(device, { type: 'event', at, name: name as EventName, severity, attributes })
        } else if (looksAt({ device, at, layout: firstLayout(entries, record.contentStart) }))
          walkBlocks(entries, record.contentStart, record.contentEnd, (id, values) => {
            for (const { index, metric, attributes } of planOf(id)) {
              const value = values[index]!
              if (!Number.isNaN(value)) visit(device, { type: 'reading', at, metric, attributes, value })
            }
          })
      })
    }
  }
}

/** The layout of a sample's first block: it tells the samples of a tick from those of each source beside it. */
function firstLayout(entries: Uint8Array, contentStart: number): number {
  return new ByteReader(entries, contentStart).varint()
}
