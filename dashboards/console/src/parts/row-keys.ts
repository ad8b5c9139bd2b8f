import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'

import { isTaken } from './typing.ts'

/** Keys of a list of incidents: `j` and `k` move from row to row, Enter opens, `a` takes the row the focus is in. */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const rows = [...(list.current?.querySelectorAll<HTMLElement>('.inc') ?? [])]
      if (isTaken(event) || rows.length === 0) return
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
