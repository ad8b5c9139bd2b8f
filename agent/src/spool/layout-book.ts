import type { Layout } from '@forewarn/shared/record.ts'

/** Below this many layouts none is looked at for removal. */
const KEEP = 64

/** The layouts that spooled samples refer to: same series in the same order, same id. Ids are never given twice. */
export function createLayoutBook() {
  const byText = new Map<string, number>()
  const byId = new Map<number, { text: string; lastUse: number; saved: boolean }>()
  /** Sources hand in the same object again and again; then no text needs to be made. */
  const bySeries = new WeakMap<Layout['series'], { source: string; id: number }>()
  let lastId = 0

  function use(id: number, seq: number): number {
    byId.get(id)!.lastUse = seq
    return id
  }

  return {
    /** Takes over what the file holds; records up to `seq` may use it. */
    load(stored: { id: number; text: string }[], seq: number): void {
      byText.clear()
      byId.clear()
      for (const { id, text } of stored) {
        byText.set(text, id)
        byId.set(id, { text, lastUse: seq, saved: true })
        lastId = Math.max(lastId, id)
      }
    },

    /** The layout's id, for the record with sequence number `seq`. */
    idOf(layout: Layout, seq: number): number {
      const seen = bySeries.get(layout.series)
      if (seen?.source === layout.source && byId.has(seen.id)) return use(seen.id, seq)
      const text = JSON.stringify([layout.source, layout.series])
      let id = byText.get(text)
      if (id === undefined) {
        id = ++lastId
        byText.set(text, id)
        byId.set(id, { text, lastUse: seq, saved: false })
      }
      bySeries.set(layout.series, { source: layout.source, id })
      return use(id, seq)
    },

    get(id: number): Layout | null {
      const entry = byId.get(id)
      if (entry === undefined) return null
      const [source, series] = JSON.parse(entry.text) as [Layout['source'], Layout['series']]
      return { source, series }
    },

    unsaved: (): { id: number; text: string }[] =>
      byId
        .entries()
        .filter(([, entry]) => !entry.saved)
        .map(([id, { text }]) => ({ id, text }))
        .toArray(),

    saved(layouts: { id: number }[]): void {
      for (const { id } of layouts) byId.get(id)!.saved = true
    },

    /** The file is new: everything must be written again. */
    forgetSaved(): void {
      for (const entry of byId.values()) entry.saved = false
    },

    /** Layouts that no record after `seq` uses. */
    idle: (seq: number): number[] =>
      byId.size <= KEEP
        ? []
        : byId
            .entries()
            .filter(([, entry]) => entry.lastUse <= seq && entry.saved)
            .map(([id]) => id)
            .toArray(),

    removed(ids: number[]): void {
      for (const id of ids) {
        byText.delete(byId.get(id)!.text)
        byId.delete(id)
      }
    },
  }
}
