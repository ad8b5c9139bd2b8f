import type { Latest } from './latest.ts'
import type { Layouts } from './layouts.ts'

/** The few numbers a list shows. Shares of one, and seconds; null where unknown. */
export interface Summary {
  cpu: number | null
  memory: number | null
  fullestVolume: number | null
  uptimeSeconds: number | null
}

type Field = keyof Summary

const FIELDS: Partial<Record<string, Field>> = {
  'system.cpu.utilization': 'cpu',
  'system.memory.utilization': 'memory',
  'system.filesystem.utilization': 'fullestVolume',
  'system.uptime': 'uptimeSeconds',
}

/** Draws each device's summary from its newest readings. */
export function createSummaries(latest: Latest, layouts: Layouts) {
  /** Per layout: which columns feed which field. */
  const plans = new Map<number, [column: number, field: Field][]>()

  function planOf(layout: number): [number, Field][] {
    let plan = plans.get(layout)
    if (plan === undefined) {
      plan = (layouts.get(layout)?.series ?? []).flatMap(([metric], column): [number, Field][] => {
        const field = FIELDS[metric]
        return field === undefined ? [] : [[column, field]]
      })
      plans.set(layout, plan)
    }
    return plan
  }

  return {
    of(device: number): Summary {
      const summary: Summary = { cpu: null, memory: null, fullestVolume: null, uptimeSeconds: null }
      const newest: Partial<Record<Field, number>> = {}
      for (const [layout, block] of latest.of(device))
        for (const [column, field] of planOf(layout)) {
          const value = block.values[column]
          if (value === undefined || Number.isNaN(value) || block.at < (newest[field] ?? -Infinity)) continue
          // Of volumes the fullest counts; of anything else the newest layout that has it.
          const fuller = field === 'fullestVolume' && block.at === newest[field] ? (summary[field] ?? 0) : -Infinity
          summary[field] = Math.max(value, fuller)
          newest[field] = block.at
        }
      return summary
    },
  }
}

export type Summaries = ReturnType<typeof createSummaries>
