/** A row of a table with the line it begins in, counted from 1. */
export interface Row {
  line: number
  cells: string[]
}

/**
 * The rows of a table as spreadsheets write them (RFC 4180), whichever of comma, semicolon and tab their country has them take. Cells are
 * trimmed, empty rows left out, a byte order mark is no part of the first cell.
 */
export function readRows(text: string): Row[] {
  const source = text.replace(/^\uFEFF/, '')
  const [first = ''] = source.split(/\r?\n/, 1)
  const separator = [',', ';', '\t'].reduce((best, one) => (count(first, one) > count(first, best) ? one : best))
  const rows: Row[] = []
  let row: Row = { line: 1, cells: [] }
  let cell = ''
  let line = 1
  let isQuoted = false

  const endCell = () => {
    row.cells.push(cell.trim())
    cell = ''
  }
  const endRow = () => {
    endCell()
    if (row.cells.some(one => one !== '')) rows.push(row)
    row = { line: line + 1, cells: [] }
  }
  for (let at = 0; at < source.length; at++) {
    const sign = source[at]!
    if (isQuoted) {
      if (sign === '"' && source[at + 1] === '"') cell += source[++at]!
      else if (sign === '"') isQuoted = false
      else cell += sign
    } else if (sign === '"' && cell.trim() === '') {
      cell = ''
      isQuoted = true
    } else if (sign === separator) endCell()
    else if (sign === '\n') endRow()
    else if (sign !== '\r') cell += sign
    if (sign === '\n') line++
  }
  endRow()
  return rows
}

const count = (text: string, sign: string) => text.split(sign).length

/** Cells as one line of a table. What a spreadsheet would take for a formula is kept a text. */
export const writeRow = (cells: readonly string[]): string =>
  `${cells
    .map(cell => (/^[=+\-@\t]/.test(cell) ? `'${cell}` : cell))
    .map(cell => (/[",;\t\r\n]|^'/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',')}\r\n`
