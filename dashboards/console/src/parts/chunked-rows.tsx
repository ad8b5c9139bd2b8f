import type { ComponentChild } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

const CHUNK = 40
/** Rows this far outside the window are kept drawn, so that scrolling meets them ready. */
const MARGIN_PX = 800
const FIRST_ROW_HEIGHT_PX = 52

interface ChunkedRowsProps {
  ids: readonly string[]
  columns: number
  row(id: string, index: number): ComponentChild
}

/**
 * The bodies of a long table: one `<tbody>` for every forty rows, of which only those near the window hold rows; the others
 * hold one empty row of the same height. So thousands of rows cost as much as a screenful.
 */
export function ChunkedRows({ ids, columns, row }: ChunkedRowsProps) {
  const [near, setNear] = useState<ReadonlySet<number>>(new Set([0]))
  const [rowHeight, setRowHeight] = useState(FIRST_ROW_HEIGHT_PX)
  const bodies = useRef(new Map<number, HTMLTableSectionElement>())
  const count = Math.ceil(ids.length / CHUNK)

  useEffect(() => {
    const observer = new IntersectionObserver(
      entries =>
        setNear(previous => {
          const next = new Set(previous)
          for (const { target, isIntersecting } of entries) {
            const chunk = Number((target as HTMLElement).dataset['chunk'])
            if (isIntersecting) next.add(chunk)
            else next.delete(chunk)
          }
          return next
        }),
      { rootMargin: `${MARGIN_PX}px 0px` },
    )
    for (const body of bodies.current.values()) observer.observe(body)
    return () => observer.disconnect()
  }, [count])
  useLayoutEffect(() => {
    const first = bodies.current.get(0)
    if (first === undefined || !near.has(0) || ids.length === 0) return
    const measured = first.getBoundingClientRect().height / Math.min(CHUNK, ids.length)
    if (measured > 0 && Math.abs(measured - rowHeight) > 1) setRowHeight(measured)
  })

  return Array.from({ length: count }, (_, chunk) => {
    const start = chunk * CHUNK
    const end = Math.min(ids.length, start + CHUNK)
    return (
      <tbody
        key={chunk}
        role="rowgroup"
        data-chunk={chunk}
        ref={body => {
          if (body === null) bodies.current.delete(chunk)
          else bodies.current.set(chunk, body)
        }}
      >
        {near.has(chunk) ? (
          ids.slice(start, end).map((id, index) => row(id, start + index))
        ) : (
          <Spacer columns={columns} height={(end - start) * rowHeight} />
        )}
      </tbody>
    )
  })
}

function Spacer({ columns, height }: { columns: number; height: number }) {
  const cell = useRef<HTMLTableCellElement>(null)
  useLayoutEffect(() => cell.current?.style.setProperty('height', `${height}px`), [height])
  return (
    <tr class="spacer" aria-hidden="true">
      <td ref={cell} colSpan={columns} />
    </tr>
  )
}
