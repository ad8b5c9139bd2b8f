import { attributesKey } from '@forewarn/shared/metrics.ts'
import type { Series } from '@forewarn/shared/record.ts'

import type { StoredLayout } from '../store/layouts.ts'

/** So many different layouts a whole fleet may have; a fleet of one make shares a few dozen. */
const MOST = 50_000

/** Gives every distinct layout one number for the whole store. The gateway is its only user, so numbers are never given twice. */
export function createLayoutRegistry(known: readonly StoredLayout[], declare: (layout: StoredLayout) => void) {
  const byText = new Map(known.map(layout => [textOf(layout.source, layout.series), layout.id]))
  let next = known.reduce((highest, layout) => Math.max(highest, layout.id), 0) + 1

  return {
    /** The number of a layout, or null when the dictionary is full. */
    idOf(source: string, series: Series[]): number | null {
      const text = textOf(source, series)
      const id = byText.get(text)
      if (id !== undefined) return id
      if (byText.size >= MOST) return null
      byText.set(text, next)
      declare({ id: next, source, series })
      return next++
    },
  }
}

export type LayoutRegistry = ReturnType<typeof createLayoutRegistry>

function textOf(source: string, series: readonly Series[]): string {
  return JSON.stringify([source, ...series.map(([metric, attributes]) => [metric, attributesKey(attributes)])])
}
