import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

const FADE_MS = 160

/**
 * Text that fades its ground once when it changes, so that an update is seen and nothing moves. Where the viewer asks for
 * less motion it only changes.
 */
export function Fresh({ text, children }: { text: string; children?: ComponentChildren }) {
  const element = useRef<HTMLSpanElement>(null)
  const shown = useRef(text)
  useLayoutEffect(() => {
    if (shown.current === text) return
    shown.current = text
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const ground = getComputedStyle(document.documentElement).getPropertyValue('--line-strong')
    element.current?.animate([{ backgroundColor: ground }, { backgroundColor: 'transparent' }], FADE_MS)
  }, [text])
  return <span ref={element}>{children ?? text}</span>
}
