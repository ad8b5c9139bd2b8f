import { signal } from '@preact/signals'

/** A word on what a person has just done. What went well leaves by itself; what did not stays until it is read. */
export interface Toast {
  id: number
  tone: 'ok' | 'late'
  text: string
}

const STAY_MS = 6000
const shown = signal<readonly Toast[]>([])
let serial = 0

export const toasts = () => shown.value
export const dismiss = (id: number) => void (shown.value = shown.peek().filter(toast => toast.id !== id))

/** Says a word at the foot of the page; it takes the place of the one before. */
export function tell(tone: Toast['tone'], text: string): void {
  const id = ++serial
  shown.value = [{ id, tone, text }]
  if (tone === 'ok') setTimeout(() => dismiss(id), STAY_MS)
}
