import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import uPlot from 'uplot'

import 'uplot/dist/uPlot.min.css'
import { theme } from '../data/theme.ts'
import { formatClock, formatDate } from '../format/time.ts'
import { language, t } from '../i18n/i18n.ts'
import { columnsOf, stepTo } from './chart-model.ts'
import type { ChartModel } from './chart-model.ts'
import { paintGround, paintNow, token } from './chart-paint.ts'

const HEIGHT_PX = 170
const AXIS_PX = 22
/** Room above the plot for the label of a line at its top. */
const LABEL_PX = 18
const TICK_SPACE_PX = 72
/** Half the width of a label of the time axis. */
const EDGE_PX = 20
/** Room right of "now", as a share of the range. */
const AHEAD = 0.015
const DAY_MS = 86_400_000
const LONG_STRIDE = 10

interface ChartProps {
  title: string
  model: ChartModel
  zone: string
  /** What the chart shows, in words under its title. */
  finding: string
  /** The sentence that stands for the chart where it cannot be seen. */
  sentence: string
  axisText(value: number): string
  /** What is at one point of the time line, in words. */
  pointText(index: number): string
}

/** A figure with one chart. Hovering or the arrow keys give the value at a point, on all charts of the page at once. */
export function Chart(props: ChartProps) {
  const { title, model, zone, finding, sentence } = props
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const latest = useRef(props)
  latest.current = props
  const [index, setIndex] = useState<number | null>(null)
  const [focused, setFocused] = useState(false)
  const banded = model.band !== null
  const lineCount = model.lines.length
  const shownTheme = theme()
  const shownLanguage = language()

  useLayoutEffect(() => {
    const element = box.current!
    const made = createPlot(element, latest, setIndex)
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT_PX }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [banded, lineCount, zone])
  useLayoutEffect(() => {
    const made = plot.current
    if (made === null) return
    made.batch(() => {
      made.setData(columnsOf(secondsOf(model)), false)
      made.setScale('x', scaleOf(model))
    })
  }, [model, banded, lineCount, zone])
  useEffect(() => plot.current?.redraw(false, true), [shownTheme, shownLanguage])

  const onKey = (event: KeyboardEvent) => {
    const made = plot.current
    const next = stepTo(index, event.key, model.time.length, event.shiftKey ? LONG_STRIDE : 1)
    if (made === null || next === null) return
    event.preventDefault()
    made.setCursor({ left: made.valToPos(model.time[next]! / 1000, 'x'), top: 0 })
  }

  return (
    <figure>
      <figcaption>
        <b title={title}>{title}</b>
        <span aria-live={focused ? 'polite' : 'off'} title={finding}>
          {index === null || index >= model.time.length ? finding : props.pointText(index)}
        </span>
      </figcaption>
      <div
        ref={box}
        class="plot"
        role="img"
        aria-label={sentence}
        title=""
        aria-description={t('chart.hint')}
        tabIndex={0}
        onKeyDown={onKey}
        onFocus={() => setFocused(true)}
        onBlur={() => {
          setFocused(false)
          plot.current?.setCursor({ left: -10, top: -10 })
        }}
      />
    </figure>
  )
}

const scaleOf = ({ from, to }: ChartModel) => ({ min: from / 1000, max: (to + (to - from) * AHEAD) / 1000 })

const secondsOf = (model: ChartModel): ChartModel => ({ ...model, time: model.time.map(at => at / 1000) })

function createPlot(
  element: HTMLElement,
  latest: { current: ChartProps },
  onIndex: (index: number | null) => void,
): uPlot {
  const { model, zone } = latest.current
  const series: uPlot.Series[] = model.lines.map(({ color }) => ({
    stroke: () => token(color),
    width: 1.6,
    points: { show: false },
  }))
  const bandSeries: uPlot.Series[] =
    model.band === null ? [] : [{ points: { show: false } }, { points: { show: false } }]
  const highest = series.length + 1
  return new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT_PX,
      padding: [LABEL_PX, 0, 0, 0],
      legend: { show: false },
      scales: { x: { time: true, ...scaleOf(model) }, y: { range: () => [0, latest.current.model.end] } },
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), zone),
      series: [{}, ...series, ...bandSeries],
      bands: model.band === null ? [] : [{ series: [highest, highest + 1], fill: () => token('--series-band') }],
      axes: [
        {
          size: AXIS_PX,
          space: TICK_SPACE_PX,
          gap: 6,
          font: `12px ${token('--font')}`,
          stroke: () => token('--ink-3'),
          grid: { show: false },
          ticks: { show: false },
          values: (plot, splits) => {
            const span = (plot.scales['x']!.max! - plot.scales['x']!.min!) * 1000
            const step = splits.length > 1 ? (splits[1]! - splits[0]!) * 1000 : span
            const text = (at: number) => (step >= DAY_MS ? formatDate : formatClock)(at * 1000, latest.current.zone)
            // A label that would stick out at the side is left away.
            const fits = (at: number) => {
              const x = plot.valToPos(at, 'x')
              return x >= EDGE_PX && x <= plot.bbox.width / devicePixelRatio - EDGE_PX
            }
            return splits.map(at => (fits(at) ? text(at) : ''))
          },
        },
        { show: false },
      ],
      cursor: {
        y: false,
        drag: { x: false, y: false },
        sync: { key: 'history', scales: ['x', null] },
        points: { size: 7, width: 2, stroke: () => token('--surface') },
      },
      hooks: {
        drawAxes: [plot => paintGround(plot, latest.current.model, latest.current.axisText)],
        draw: [plot => paintNow(plot, latest.current.model)],
        setCursor: [plot => onIndex(plot.cursor.idx ?? null)],
      },
    },
    columnsOf(secondsOf(model)),
    element,
  )
}
