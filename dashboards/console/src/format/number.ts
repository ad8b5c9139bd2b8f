/** A figure and the unit set smaller beside it. */
export interface Figure {
  value: string
  unit: string
}

/** What stands where a value is not known. Never a zero. */
export const NONE = '–'

const whole = figures({ maximumFractionDigits: 0 })
const oneDigit = figures({ minimumFractionDigits: 1, maximumFractionDigits: 1 })
const threeFigures = figures({ maximumSignificantDigits: 3 })

/** More than anything on a page can be, but not more than an agent can say: written as a power of ten, so that it stays one figure. */
const ENDLESS = 1e15

/** A way to write numbers, with commas and a true minus sign, the same in both languages. */
function figures(options: Intl.NumberFormatOptions): { format(value: number): string } {
  const format = new Intl.NumberFormat('en', options)
  return {
    format(value) {
      if (!Number.isFinite(value)) return NONE
      return (Math.abs(value) >= ENDLESS ? value.toExponential(1) : format.format(value)).replace('-', '−')
    },
  }
}

/** A count with commas. */
export const formatCount = (n: number): string => whole.format(n)

/** Less than this of anything is nothing. */
const NEGLIGIBLE = 1e-6

/** A number as short as it may be: three figures that say something, all of them from a hundred on. */
export function shortNumber(value: number): string {
  const size = Math.abs(value)
  return (size >= 99.95 || size < NEGLIGIBLE ? whole : threeFigures).format(value)
}

/** A share of one as a figure in per cent: one decimal below one, so that a quiet machine still shows a value. */
export function percentFigure(share: number | null): Figure {
  if (share === null) return { value: NONE, unit: '' }
  const percent = share * 100
  return { value: (percent < 0.95 && percent >= 0.05 ? oneDigit : whole).format(percent), unit: '%' }
}

// Powers of 1,024 under the names that the machines' own tools show.
const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']

/** Bytes as a figure; `suffix` turns them into a rate, as in `MB/s`. */
export function bytesFigure(bytes: number | null, suffix = ''): Figure {
  if (bytes === null) return { value: NONE, unit: '' }
  let value = Math.max(0, bytes)
  let unit = 0
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1024
    unit++
  }
  return { value: (unit > 0 && value < 9.95 ? oneDigit : whole).format(value), unit: `${BYTE_UNITS[unit]!}${suffix}` }
}

/** A number with its sign, to a tenth: `+0.4`. What rounds to nothing has no sign. */
export function signed(value: number): string {
  const text = oneDigit.format(Math.abs(value))
  if (Number(text.replaceAll(',', '')) === 0) return text
  return `${value < 0 ? '−' : '+'}${text}`
}

/** A figure as one piece of text: `84 %`. */
const figureText = ({ value, unit }: Figure): string => (unit === '' ? value : `${value} ${unit}`)
export const percentText = (share: number | null): string => figureText(percentFigure(share))
export const bytesText = (bytes: number | null): string => figureText(bytesFigure(bytes))
export const rateText = (bytesPerSecond: number | null): string => figureText(bytesFigure(bytesPerSecond, '/s'))
