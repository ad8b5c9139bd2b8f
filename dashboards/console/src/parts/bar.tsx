import { useLayoutEffect, useRef } from 'preact/hooks'

/** A share of one as a bar. The number beside it says the same, so the bar is hidden from assistive technology. */
export function Bar({ share }: { share: number }) {
  const fill = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    // Set through the object model: the page's content policy forbids style attributes.
    fill.current?.style.setProperty('width', `${Math.min(1, Math.max(0, share)) * 100}%`)
  }, [share])
  return (
    <span class="bar" aria-hidden="true">
      <i ref={fill} />
    </span>
  )
}
