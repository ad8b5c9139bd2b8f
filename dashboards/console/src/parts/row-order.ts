import { useRef, useState } from 'preact/hooks'
import type { RefObject } from 'preact'

/** The rows of the list, and what has come since they were put in order. */
export interface Order {
  ids: readonly string[]
  /** Rows that belong into the list and wait until nobody is in it. */
  waiting: number
  /** Puts everything in order anew. */
  again(): void
}

/**
 * The order of the rows of a view. What comes and goes is taken in at once while nobody points at the list or works in it with the keyboard;
 * else it waits, so that no row moves away under a hand.
 */
export function useOrder(view: string, wanted: readonly string[], list: RefObject<HTMLElement | null>): Order {
  const [, setRound] = useState(0)
  const held = useRef<{ view: string; ids: readonly string[] }>({ view: '', ids: [] })
  const { ids } = held.current
  const known = new Set(ids)
  const isSame = wanted.length === ids.length && wanted.every(id => known.has(id))
  if (held.current.view !== view || (!isSame && !isBusy(list.current))) held.current = { view, ids: wanted }
  const shown = new Set(held.current.ids)
  return {
    ids: held.current.ids,
    waiting: wanted.reduce((count, id) => count + (shown.has(id) ? 0 : 1), 0),
    again() {
      held.current = { view, ids: wanted }
      setRound(round => round + 1)
    },
  }
}

/** A finger leaves no pointer behind, so on a phone only the focus counts. */
function isBusy(list: HTMLElement | null): boolean {
  if (list === null) return false
  return list.contains(document.activeElement) || (matchMedia('(hover: hover)').matches && list.matches(':hover'))
}
