import type { Column, Gap } from '../model/series.ts'

/** One line of a chart. */
interface ChartLine {
  values: Column
  /** The colour, as the name of a token. */
  color: '--series' | '--ink-3'
}

/** Everything a chart shows. Times are Unix ms. */
export interface ChartModel {
  from: number
  to: number
  time: number[]
  lines: ChartLine[]
  /** The lowest and highest of the first line's points, where points were joined. */
  band: { min: Column; max: Column } | null
  /** The axis runs from nothing to here. */
  end: number
  /** A level that should not be reached. */
  limit: number | null
  gaps: readonly Gap[]
}

/** The points a chart's library takes: times first, then each line, then the band. */
export function columnsOf({ time, lines, band }: ChartModel): [number[], ...Column[]] {
  return [time, ...lines.map(line => line.values), ...(band === null ? [] : [band.max, band.min])]
}

/** The index of the next point in a direction, stopping at the ends; from nowhere it starts at the newest. */
export function stepTo(index: number | null, key: string, count: number, stride: number): number | null {
  if (count === 0) return null
  const last = count - 1
  switch (key) {
    case 'ArrowLeft':
      return index === null ? last : Math.max(0, index - stride)
    case 'ArrowRight':
      return index === null ? last : Math.min(last, index + stride)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}
