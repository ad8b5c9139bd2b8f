import type { Happening, Tick } from '../../sampler/source.ts'

/** A program that ends and starts in a loop is told so many times of each kind in so long, ms; then it is counted. */
const SINGLY = 5
const WINDOW_MS = 10 * 60_000
/** What is counted is told this often, ms. */
const COUNTED_EVERY_MS = 60_000

interface Kind {
  /** When events were told one by one, ms since boot. */
  told: number[]
  held: { event: Happening; count: number; first: number; last: number; sinceUp: number } | null
}

/** Lets single events through and makes one of many: with the last one's attributes, how many there were, the first and the last time. */
export function createFold() {
  const kinds = new Map<string, Kind>()

  return {
    /** The event itself, or nothing where it was added to the count. */
    tell(event: Happening, tick: Tick): Happening[] {
      const kind = kinds.get(event.name) ?? { told: [], held: null }
      kinds.set(event.name, kind)
      kind.told = kind.told.filter(up => up > tick.up - WINDOW_MS)
      if (kind.held === null && kind.told.length < SINGLY) {
        kind.told.push(tick.up)
        return [event]
      }
      const at = event.at ?? tick.now
      const { count = 0, first = at, sinceUp = tick.up } = kind.held ?? {}
      kind.held = { event, count: count + 1, first, last: at, sinceUp }
      return []
    },

    /** What was counted and is due. */
    due({ up }: Tick): Happening[] {
      return [...kinds.values()].flatMap(kind => {
        const { held } = kind
        if (held === null || up - held.sinceUp < COUNTED_EVERY_MS) return []
        kind.held = null
        const { event, count, first, last } = held
        const counted = { count, first: new Date(first).toISOString(), last: new Date(last).toISOString() }
        return [{ ...event, at: last, attributes: { ...event.attributes, ...counted } }]
      })
    },
  }
}
