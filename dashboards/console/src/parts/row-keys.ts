import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'

/** Keys of a list of incidents: `j` and `k` move from row to row, Enter opens, `a` takes the row the focus is in. */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const rows = [...(list.current?.querySelectorAll<HTMLElement>('.inc') ?? [])]
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || rows.length === 0) return
      const at = rows.findIndex(row => row.contains(document.activeElement))
      const go = (index: number) => rows[Math.max(0, Math.min(rows.length - 1, index))]?.querySelector('a')?.focus()
      switch (event.key) {
        case 'j':
          return go(at + 1)
        case 'k':
          return go(at === -1 ? 0 : at - 1)
        case 'a':
          return rows[at]?.querySelector<HTMLElement>('[data-answer]')?.click()
        default:
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(input|select|textarea)$/i.test(target.tagName))
