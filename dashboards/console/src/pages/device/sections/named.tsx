import type { ComponentChild } from 'preact'

import { formatMoment } from '../../../format/time.ts'
import { t } from '../../../i18n/i18n.ts'
import type { Instance } from '../../../model/instances.ts'
import type { Column } from '../../../parts/data-table.tsx'
import type { Matter } from '../section.ts'

/** A reading older than the newest by this is told with its time, ms: most are taken every minute at the latest. */
const OLD_MS = 900_000

interface Naming<Row> {
  head: string
  /** What it is called for people, where that is not its name. */
  title?(row: Row): string
  /** What else there is to say of it, in small. */
  note?(row: Row): string | null
  /** A shape before the name. */
  shape?(row: Row): ComponentChild
}

/** The first column: what a row is about, and how old its readings are where they are not of this moment. */
export function nameColumn<Row extends Pick<Instance, 'name' | 'at'>>(
  { readings, zone, now }: Matter,
  { head, title, note, shape }: Naming<Row>,
): Column<Row> {
  const newest = readings.newest()
  return {
    key: 'name',
    head,
    cell(row) {
      const small = [
        note?.(row) ?? null,
        newest !== null && newest - row.at > OLD_MS
          ? t('section.asOf', { time: formatMoment(row.at, { zone, now }) })
          : null,
      ].filter(text => text !== null && text !== '')
      return (
        <>
          {shape?.(row)}
          <bdi class="name">{title?.(row) ?? row.name}</bdi>
          {small.length > 0 && <small class="name">{small.join(' · ')}</small>}
        </>
      )
    },
  }
}
