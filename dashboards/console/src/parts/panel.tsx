import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface PanelProps {
  /** Under which the page's index finds it. */
  anchor?: string
  title: string
  /** Where it stands on a phone, where one column holds what stands side by side on a desk. */
  order?: 1 | 2 | 3 | 4 | 5
  /** A number beside the title. */
  count?: string
  /** What stands at the right of the head. */
  aside?: ComponentChildren
  children: ComponentChildren
}

/** A titled section of a page. */
export function Panel({ anchor, title, order, count, aside, children }: PanelProps) {
  const id = useId()
  return (
    <section
      class={`panel ${order === undefined ? '' : `o${order}`}`}
      aria-labelledby={id}
      {...(anchor === undefined ? {} : { id: anchor })}
    >
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
