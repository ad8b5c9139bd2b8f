import type { SeriesColumns } from '@forewarn/shared/api.ts'

const WIDTH = 96
const HEIGHT = 22
const MARGIN = 3

/** A series as a line the size of a word. It only shows the run of things; the figure beside it is the reading. */
export function Spark({ series, from, to, end }: { series: SeriesColumns; from: number; to: number; end: number }) {
  const x = (at: number) => ((at - from) / (to - from)) * WIDTH
  const y = (value: number) => HEIGHT - MARGIN - (value / end) * (HEIGHT - 2 * MARGIN)
  let path = ''
  let pen = 'M'
  series.time.forEach((at, index) => {
    const value = series.mean[index]
    if (value === null || value === undefined) pen = 'M'
    else if (at >= from) {
      path += `${pen}${x(at).toFixed(1)} ${y(value).toFixed(1)}`
      pen = 'L'
    }
  })
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={path} />
    </svg>
  )
}
