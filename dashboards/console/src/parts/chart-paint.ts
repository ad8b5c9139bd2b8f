import type uPlot from 'uplot'

import type { ChartModel } from './chart-model.ts'

/** A token's value as it is now, so that a chart painted by hand follows the theme. */
export const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

const HATCH_PX = 6

/** Paints what lies under the lines: missing data hatched, the axis as hairlines with their values, and the limit. */
export function paintGround(plot: uPlot, model: ChartModel, format: (value: number) => string): void {
  const { ctx } = plot
  const { left, width } = plot.bbox
  const ratio = devicePixelRatio
  ctx.save()
  paintGaps(plot, model, ratio)
  ctx.font = `${12 * ratio}px ${token('--font')}`
  ctx.textBaseline = 'bottom'
  ctx.textAlign = 'left'
  const line = (value: number, color: string, dash: number[]) => {
    const y = Math.round(plot.valToPos(value, 'y', true)) - 0.5
    ctx.strokeStyle = color
    ctx.lineWidth = ratio
    ctx.setLineDash(dash.map(part => part * ratio))
    ctx.beginPath()
    ctx.moveTo(left, y)
    ctx.lineTo(left + width, y)
    ctx.stroke()
    ctx.fillStyle = token('--ink-3')
    ctx.fillText(format(value), left, y - 3 * ratio)
  }
  for (const value of [0, model.end / 2]) line(value, token('--line'), [])
  if (model.limit === null) line(model.end, token('--line'), [])
  else line(model.limit, token('--ink-2'), [4, 3])
  ctx.restore()
}

function paintGaps(plot: uPlot, model: ChartModel, ratio: number): void {
  const { ctx } = plot
  const { left, top, height } = plot.bbox
  for (const gap of model.gaps) {
    const from = Math.max(left, plot.valToPos(gap.from / 1000, 'x', true))
    const to = plot.valToPos(gap.to / 1000, 'x', true)
    ctx.save()
    ctx.beginPath()
    ctx.rect(from, top, to - from, height)
    ctx.clip()
    ctx.strokeStyle = token('--gap')
    ctx.lineWidth = 2.2 * ratio
    ctx.beginPath()
    // The stripes start at multiples of their distance, so that neighbouring gaps share one pattern.
    const step = HATCH_PX * ratio * Math.SQRT2
    for (let x = Math.floor((from - height) / step) * step; x < to; x += step) {
      ctx.moveTo(x, top + height)
      ctx.lineTo(x + height, top)
    }
    ctx.stroke()
    ctx.restore()
  }
}

/** Paints the line that stands for now, at the end of what can have been measured. */
export function paintNow(plot: uPlot, model: ChartModel): void {
  const { ctx } = plot
  const { top, height } = plot.bbox
  const x = Math.round(plot.valToPos(model.to / 1000, 'x', true)) - 0.5
  ctx.save()
  ctx.strokeStyle = token('--ink')
  ctx.lineWidth = devicePixelRatio
  ctx.beginPath()
  ctx.moveTo(x, top)
  ctx.lineTo(x, top + height)
  ctx.stroke()
  ctx.restore()
}
