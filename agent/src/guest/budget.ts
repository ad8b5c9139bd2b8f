import type { Happening } from '../sampler/source.ts'

/** What the agent has used, with the programs it started: processor time since its start, and memory now. */
export interface Usage {
  /** Time since boot, ms. */
  up: number
  cpuMs: number
  rssBytes: number
}

/**
 * What a guest may take before it steps back: one hundredth of one processor, ten times what the agent needs, and twice the memory it
 * needs (3 CPU-seconds an hour and 60 MB, see "Measured" in the README).
 */
export const BUDGET = { cpuShare: 0.01, rssBytes: 120e6 } as const

/** Usage is judged over this long, so that one probe is no excess, ms. */
const WINDOW_MS = 600_000
/** Each step doubles the time between readings, up to this factor. */
const SLOWEST = 8
/** It goes a step faster again only where twice the usage would stay well inside the budget. */
const COMFORT = 0.4

/** What is to be done about the usage: by what factor everything is to be slowed from now on, and what to say of it. */
export interface Step {
  slowdown: number
  event: Happening | null
}

/** Watches the agent against its budget: pure but for what it remembers. Null while nothing changes. */
export function createBudgetGuard(budget: { cpuShare: number; rssBytes: number } = BUDGET) {
  let since: Usage | null = null
  let mostRss = 0
  let slowdown = 1

  return {
    slowdown: (): number => slowdown,

    observe(usage: Usage): Step | null {
      since ??= usage
      mostRss = Math.max(mostRss, usage.rssBytes)
      const elapsed = usage.up - since.up
      if (elapsed < WINDOW_MS) return null
      const share = (usage.cpuMs - since.cpuMs) / elapsed
      const rss = mostRss
      since = usage
      mostRss = 0
      const attributes = { cpuShare: Math.round(share * 1e4) / 1e4, rssBytes: rss }
      if (share > budget.cpuShare || rss > budget.rssBytes) {
        if (slowdown === SLOWEST) return null
        slowdown *= 2
        const reason = share > budget.cpuShare ? 'cpu' : 'memory'
        return {
          slowdown,
          event: { name: 'agent.over-budget', severity: 'warning', attributes: { reason, slowdown, ...attributes } },
        }
      }
      if (slowdown === 1 || share > budget.cpuShare * COMFORT) return null
      slowdown /= 2
      const event: Happening | null =
        slowdown === 1 ? { name: 'agent.within-budget', severity: 'info', attributes } : null
      return { slowdown, event }
    },
  }
}
