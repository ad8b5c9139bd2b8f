import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface PanelProps {
  title: string
  /** A number beside the title. */
  count?: string
  /** What stands at the right of the head. */
  aside?: ComponentChildren
  children: ComponentChildren
}

/** A titled section of a page. */
export function Panel({ title, count, aside, children }: PanelProps) {
  const id = useId()
  return (
    <section class="panel" aria-labelledby={id}>
      <div class="ph">
        <h2 id={id}>
          {title}
          {count !== undefined && <span class="n">{count}</span>}
        </h2>
        {aside !== undefined && <span class="r">{aside}</span>}
      </div>
      {children}
    </section>
  )
}
