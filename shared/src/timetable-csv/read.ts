import type { Timetable } from '../timetable.ts'
import { momentOf } from '../wall-clock.ts'
import { readRows } from './rows.ts'
import {
  ANSWERS,
  COLUMNS,
  COLUMN_WORDS,
  KINDS,
  type Column,
  type CsvFault,
  type CsvFaultKind,
  type Kind,
} from './words.ts'

export type ReadTimetable = { ok: true; timetable: Timetable } | { ok: false; faults: CsvFault[] }

/** As the API takes them (`timetable.ts`). */
const LONGEST = { period: 60, maintenance: 200 }
const MOST_ROWS = 1500
const MOST_DAYS_OFF = 366

/** Reads a table of `kind, name, weekdays, from, to`. Every fault is told, none hides another. Times of planned work are those of `zone`. */
export function readTimetableCsv(text: string, zone: string): ReadTimetable {
  const [header, ...rows] = readRows(text)
  const faults: CsvFault[] = []
  const columns = (header?.cells ?? []).map(
    cell => COLUMNS.find(name => name === cell.toLowerCase() || COLUMN_WORDS[name] === cell) ?? null,
  )
  if (header === undefined || COLUMNS.some(name => !columns.includes(name)))
    return { ok: false, faults: [{ line: 1, column: 'kind', value: '', what: 'no-header' }] }
  if (rows.length > MOST_ROWS)
    return { ok: false, faults: [{ line: MOST_ROWS + 2, column: 'kind', value: '', what: 'too-many' }] }

  const timetable: Timetable = {
    terms: [],
    periods: [],
    statutory: true,
    off: [],
    working: [],
    swappedAs: 1,
    lessonsOf: {},
    maintenance: [],
  }
  for (const { line, cells } of rows) {
    const cell = (column: Column) => cells[columns.indexOf(column)] ?? ''
    /** The value of a cell as `parse` understands it; null and a fault where it does not. */
    const take = <T>(column: Column, what: CsvFaultKind, parse: (text: string) => T | null): T | null => {
      const value = cell(column)
      const taken = value === '' ? null : parse(value)
      if (taken === null) faults.push({ line, column, value, what: value === '' ? 'missing' : what })
      return taken
    }
    const name = (longest: number) => take('name', 'too-long', text => (text.length <= longest ? text : null))
    const span = (parse: (text: string) => string | null, what: CsvFaultKind, strictly = true) => {
      const [from, to] = [take('from', what, parse), take('to', what, parse)]
      if (from === null || to === null) return null
      if (from < to || (!strictly && from === to)) return { from, to }
      faults.push({ line, column: 'to', value: cell('to'), what: 'ends-before' })
      return null
    }
    const days = (): string[] => {
      const from = take('from', 'no-day', asDay)
      const to = cell('to') === '' ? from : take('to', 'no-day', asDay)
      if (from === null || to === null) return []
      if (from > to) faults.push({ line, column: 'to', value: cell('to'), what: 'ends-before' })
      return daysBetween(from, to)
    }

    switch (kindOf(cell('kind'))) {
      case 'term': {
        const term = span(asDay, 'no-day', false)
        if (term !== null) timetable.terms.push(term)
        break
      }
      case 'period': {
        const [called, weekdays, times] = [
          name(LONGEST.period),
          take('weekdays', 'no-weekday', asWeekdays),
          span(asTime, 'no-time'),
        ]
        if (called !== null && weekdays !== null && times !== null)
          timetable.periods.push({ name: called, weekdays, ...times })
        break
      }
      case 'statutory':
        timetable.statutory = take('name', 'no-answer', asAnswer) ?? true
        break
      case 'swapped':
        timetable.swappedAs = take('weekdays', 'no-weekday', asWeekday) ?? 1
        break
      case 'off':
        timetable.off.push(...days())
        break
      case 'working':
        timetable.working.push(...days())
        break
      case 'lessons': {
        const [day, weekday] = [take('from', 'no-day', asDay), take('weekdays', 'no-weekday', asWeekday)]
        if (day !== null && weekday !== null) timetable.lessonsOf[day] = weekday
        break
      }
      case 'maintenance': {
        const [why, times] = [name(LONGEST.maintenance), span(text => asMoment(text, zone), 'no-moment')]
        if (why !== null && times !== null) timetable.maintenance.push({ ...times, why })
        break
      }
      case null:
        faults.push({
          line,
          column: 'kind',
          value: cell('kind'),
          what: cell('kind') === '' ? 'missing' : 'unknown-kind',
        })
    }
  }
  return faults.length === 0 ? { ok: true, timetable } : { ok: false, faults }
}

const kindOf = (text: string): Kind | null =>
  (Object.keys(KINDS) as Kind[]).find(kind => kind === text.toLowerCase() || KINDS[kind] === text) ?? null

/** Spreadsheets rewrite days: `2026/9/1` is `2026-09-01`. */
function asDay(text: string): string | null {
  const [, year, month, day] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ?? []
  if (year === undefined) return null
  const written = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
  const at = Date.parse(`${written}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(written) ? written : null
}

/** …and times: `8:00:00` is `08:00`. */
function asTime(text: string): string | null {
  const [, hour, minute] = /^(\d{1,2})[:：](\d{2})(?::00)?$/.exec(text) ?? []
  return hour === undefined || Number(hour) > 23 || Number(minute) > 59 ? null : `${hour.padStart(2, '0')}:${minute!}`
}

function asMoment(text: string, zone: string): string | null {
  const [day = '', time = ''] = text.split(/[T ]+/)
  const at = momentOf(`${asDay(day) ?? ''}T${asTime(time) ?? ''}`, zone)
  return at === null ? null : new Date(at).toISOString()
}

/** `1-5`, `1 3 5` and `一 三 五`; 7 is Sunday. */
function asWeekdays(text: string): number[] | null {
  const days = new Set<number>()
  const digits = text.replaceAll(/[一二三四五六日天]/g, sign =>
    String(('一二三四五六日天'.indexOf(sign) % 8) + 1).replace('8', '7'),
  )
  for (const part of digits.split(/[\s,;、，]+/)) {
    const [, from, to = from] = /^([1-7])(?:[-–~至]([1-7]))?$/.exec(part) ?? []
    if (from === undefined || Number(from) > Number(to)) return null
    for (let day = Number(from); day <= Number(to); day++) days.add(day)
  }
  return [1, 2, 3, 4, 5, 6, 7].filter(day => days.has(day))
}

const asWeekday = (text: string): number | null => {
  const days = asWeekdays(text)
  return days?.length === 1 ? days[0]! : null
}

function asAnswer(text: string): boolean | null {
  if (text.toLowerCase() === 'yes' || text === ANSWERS.yes) return true
  return text.toLowerCase() === 'no' || text === ANSWERS.no ? false : null
}

function daysBetween(from: string, to: string): string[] {
  const days: string[] = []
  for (let at = Date.parse(`${from}T00:00:00Z`); days.length < MOST_DAYS_OFF; at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10)
    if (day > to) break
    days.push(day)
  }
  return days
}
