import type { ComponentChild } from 'preact'

import { NONE } from '../format/number.ts'
import { Fresh } from './fresh.tsx'

export interface Column<Row> {
  key: string
  head: string
  /** Figures stand at the right, one below the other. */
  figures?: boolean
  /** Where it stands on a card: beside the name, or on lines of its own; else among the other values. */
  place?: 'beside' | 'whole'
  /** What stands in the cell; null where it is not known. */
  cell(row: Row): ComponentChild
}

interface DataTableProps<Row> {
  label: string
  /** The first one heads its row. */
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf(row: Row): string
}

/** A table of readings. Columns of which nothing is known in any row are left out; below a desk's width each row is a card. */
export function DataTable<Row>({ label, columns, rows, keyOf }: DataTableProps<Row>) {
  const drawn = rows.map(row => ({ key: keyOf(row), cells: columns.map(column => column.cell(row)) }))
  const shown = columns.map((_, index) => index === 0 || drawn.some(({ cells }) => isKnown(cells[index])))
  return (
    <div class="tw">
      <table class="cards" role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(
              ({ key, head, figures }, index) =>
                shown[index] && (
                  <th key={key} role="columnheader" scope="col" class={figures ? 'num' : ''}>
                    {head}
                  </th>
                ),
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {drawn.map(({ key, cells }) => (
            <tr key={key} role="row">
              <th role="rowheader" scope="row">
                {cells[0]}
              </th>
              {columns.map(
                ({ key: column, head, figures, place = '' }, index) =>
                  index > 0 &&
                  shown[index] && (
                    <td
                      key={column}
                      role="cell"
                      data-label={head}
                      class={`${figures ? 'num' : ''} ${place} ${isKnown(cells[index]) ? '' : 'none'}`}
                    >
                      <Cell>{cells[index]}</Cell>
                    </td>
                  ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const isKnown = (cell: ComponentChild) => cell !== null && cell !== undefined && cell !== NONE

function Cell({ children }: { children?: ComponentChild }) {
  if (!isKnown(children)) return <>{NONE}</>
  return typeof children === 'string' ? <Fresh text={children} /> : <>{children}</>
}
