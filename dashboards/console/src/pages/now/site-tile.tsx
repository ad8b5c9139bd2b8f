import { useMemo } from 'preact/hooks'

import { formatCount } from '../../format/number.ts'
import { t } from '../../i18n/i18n.ts'
import { listAddress } from '../../model/list-state.ts'
import { asksForLook, type Mark, type SiteGrid } from '../../model/marks.ts'
import { PATHS } from '../../routes.ts'
import sprite from '../../icons.svg?no-inline'
import { MARK_LOOKS } from './mark-looks.ts'

/** The distance of two marks, and half of it, in the units of the drawing. */
const STEP = 9.2
const HALF = STEP / 2
const MARK_SIZE = 9

/** A school in the grid: its name, how many of its terminals ask for a look, and one mark for each. */
export function SiteTile({ grid, columns }: { grid: SiteGrid; columns: number }) {
  const { name, places } = grid
  const marks = places.map(({ mark }) => mark)
  const looks = marks.filter(asksForLook).length
  const isHot = marks.includes('g1') || marks.includes('g2')
  const said = t(looks === 0 ? 'now.tileCalm' : 'now.tile', {
    count: places.length,
    formatted: formatCount(places.length),
    looks: formatCount(looks),
  })
  return (
    <a
      class={`tile ${isHot ? 'hot' : ''} ${looks === 0 ? 'calm' : ''}`}
      href={listAddress(PATHS.devices, { find: name, state: null, sort: null, descending: false })}
      title={`${name} · ${said}`}
    >
      <span class="nm">
        <bdi class="cut">{name}</bdi>
        <span class="sr">{said}</span>
        {looks > 0 && <b aria-hidden="true">{formatCount(looks)}</b>}
      </span>
      <Cells marks={marks} columns={columns} />
    </a>
  )
}

/** One mark for each terminal, drawn anew only when one of them changes. What is well is one path, however many there are. */
function Cells({ marks, columns }: { marks: readonly Mark[]; columns: number }) {
  const code = marks.join(' ')
  return useMemo(() => {
    let well = ''
    let off = ''
    const shapes: { mark: Mark; x: number; y: number }[] = []
    marks.forEach((mark, index) => {
      const x = HALF + (index % columns) * STEP
      const y = HALF + Math.floor(index / columns) * STEP
      if (mark === 'ok') well += `M${x.toFixed(1)} ${y.toFixed(1)}h0`
      else if (mark === 'off' || mark === 'never') off += `M${(x - 1.6).toFixed(1)} ${y.toFixed(1)}h3.2`
      else shapes.push({ mark, x: x - MARK_SIZE / 2, y: y - MARK_SIZE / 2 })
    })
    const rows = Math.ceil(marks.length / columns)
    return (
      <svg class="cells" viewBox={`0 0 ${(columns * STEP).toFixed(1)} ${(rows * STEP).toFixed(1)}`} aria-hidden="true">
        <path class="d-ok" d={well} />
        <path class="d-off" d={off} />
        {shapes.map(({ mark, x, y }) => (
          <use
            key={`${x} ${y}`}
            href={`${sprite}#${MARK_LOOKS[mark].icon}`}
            class={MARK_LOOKS[mark].tone}
            x={x.toFixed(1)}
            y={y.toFixed(1)}
            width={MARK_SIZE}
            height={MARK_SIZE}
          />
        ))}
      </svg>
    )
  }, [code, columns])
}
