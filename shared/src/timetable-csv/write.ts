import type { Timetable } from '../timetable.ts'
import { wallTime } from '../wall-clock.ts'
import { writeRow } from './rows.ts'
import { ANSWERS, COLUMNS, COLUMN_WORDS, KINDS, type Kind } from './words.ts'

/** A timetable as a table that `readTimetableCsv` reads back, its words in the language of those who keep it. */
export function writeTimetableCsv(
  timetable: Timetable,
  { zone, language }: { zone: string; language: 'zh' | 'en' },
): string {
  const zh = language === 'zh'
  const row = (kind: Kind, cells: { name?: string; weekdays?: string; from?: string; to?: string }) =>
    writeRow([zh ? KINDS[kind] : kind, cells.name ?? '', cells.weekdays ?? '', cells.from ?? '', cells.to ?? ''])
  const moment = (text: string) => wallTime(Date.parse(text), zone).replace('T', ' ')
  const answer = timetable.statutory ? 'yes' : 'no'
  return [
    writeRow(COLUMNS.map(column => (zh ? COLUMN_WORDS[column] : column))),
    ...timetable.terms.map(({ from, to }) => row('term', { from, to })),
    ...timetable.periods.map(({ name, weekdays, from, to }) =>
      row('period', { name, weekdays: weekdays.join(' '), from, to }),
    ),
    row('statutory', { name: zh ? ANSWERS[answer] : answer }),
    row('swapped', { weekdays: String(timetable.swappedAs) }),
    ...timetable.off.map(from => row('off', { from })),
    ...timetable.working.map(from => row('working', { from })),
    ...Object.entries(timetable.lessonsOf).map(([from, weekday]) =>
      row('lessons', { from, weekdays: String(weekday) }),
    ),
    ...timetable.maintenance.map(({ from, to, why }) =>
      row('maintenance', { name: why, from: moment(from), to: moment(to) }),
    ),
  ].join('')
}
