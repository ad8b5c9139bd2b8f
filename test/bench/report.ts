/** One thing measured. `atMost` and `atLeast` are the target; `beside` is what other programs needed for the same in the same run. */
export interface Figure {
  what: string
  /** Null where it could not be measured here; a note says why. */
  value: number | null
  unit: string
  atMost?: number
  atLeast?: number
  beside?: { who: string; value: number }[]
}

/** What one bench found. */
export interface Report {
  title: string
  figures: Figure[]
  /** How it was measured, and what was left out, in whole sentences. */
  notes: string[]
}

/** The report as a Markdown table, one line per figure and one per further comparison, ready for the README. */
export function toMarkdown({ title, figures, notes }: Report): string {
  const lines = figures.flatMap(figure => {
    const { what, beside = [] } = figure
    const [first, ...rest] = beside
    const own = [what, valueText(figure.value, figure.unit), targetText(figure)]
    return [
      [...own, ...comparisonCells(figure, first)],
      ...rest.map(one => ['', '', '', ...comparisonCells(figure, one)]),
    ]
  })
  const head = ['', 'measured', 'target', 'beside it', 'ratio']
  const compared = figures.some(({ beside = [] }) => beside.length > 0)
  const columns = compared ? 5 : 3
  const rows = [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...lines]
  const table = rows.map(cells => `| ${cells.slice(0, columns).join(' | ')} |`)
  return [`### ${title}`, '', ...table, '', ...notes.map(note => `- ${note}`), ''].join('\n')
}

function comparisonCells({ value, unit }: Figure, one: { who: string; value: number } | undefined): [string, string] {
  if (one === undefined) return ['', '']
  const ratio = value === null || one.value === 0 ? '' : `${threeDigits(value / one.value)} ×`
  return [`${one.who}: ${valueText(one.value, unit)}`, ratio]
}

function targetText({ value, unit, atMost, atLeast }: Figure): string {
  const limit = atMost ?? atLeast
  if (limit === undefined) return ''
  const held =
    value !== null && (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast)
  return `${atMost === undefined ? '≥' : '≤'} ${valueText(limit, unit)}${value === null ? '' : held ? ' ✓' : ' ✗'}`
}

/** A number with its unit as people read it: `1.28 M values`, `12.3 ms`. */
function valueText(value: number | null, unit: string): string {
  if (value === null) return '—'
  const size = Math.abs(value)
  const text =
    size >= 1e6 ? `${threeDigits(value / 1e6)} M` : size >= 1e4 ? `${threeDigits(value / 1e3)} k` : threeDigits(value)
  return unit === '' ? text : `${text} ${unit}`
}

/** Three digits, but no nought where there is nothing behind the point. */
function threeDigits(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1_000) return String(value)
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return value.toFixed(Math.min(decimals, 3))
}
