import type { Timetable, TimetableDays } from '@forewarn/shared/timetable.ts'

/** What is wrong with a row of a timetable that is being written. */
export type RowFault = 'missing' | 'endsBefore' | 'noWeekday'

export interface TimetableFaults {
  terms: (RowFault | null)[]
  periods: (RowFault | null)[]
  maintenance: (RowFault | null)[]
  count: number
}

/** What has to be put right before a timetable can be saved, row by row. */
export function faultsOf({ terms, periods, maintenance }: Timetable): TimetableFaults {
  const span = (from: string, to: string, mayBeEqual: boolean): RowFault | null => {
    if (from === '' || to === '') return 'missing'
    return from > to || (from === to && !mayBeEqual) ? 'endsBefore' : null
  }
  const found = {
    terms: terms.map(({ from, to }) => span(from, to, true)),
    periods: periods.map(({ name, weekdays, from, to }): RowFault | null => {
      if (name.trim() === '') return 'missing'
      return weekdays.length === 0 ? 'noWeekday' : span(from, to, false)
    }),
    maintenance: maintenance.map(({ from, to, why }) => (why.trim() === '' ? 'missing' : span(from, to, false))),
  }
  return {
    ...found,
    count: Object.values(found)
      .flat()
      .filter(fault => fault !== null).length,
  }
}

/** A word of the site on a single day, over the calendar of the state. */
export interface Correction {
  day: string
  /** Off, taught as its own weekday, or taught as another one. */
  as: 'off' | 'working' | number
}

/** A timetable's single days, in their order. Where a day is told twice the collector goes by the first of: off, another weekday, working. */
export function correctionsOf({ off, working, lessonsOf }: Timetable): Correction[] {
  const days = new Map<string, Correction['as']>()
  for (const day of working) days.set(day, 'working')
  for (const [day, weekday] of Object.entries(lessonsOf)) days.set(day, weekday)
  for (const day of off) days.set(day, 'off')
  return [...days].map(([day, as]) => ({ day, as })).sort((a, b) => a.day.localeCompare(b.day))
}

/** The timetable with a word on one day; `null` leaves it to the calendar. */
export function corrected(timetable: Timetable, day: string, as: Correction['as'] | null): Timetable {
  const { [day]: _before, ...lessonsOf } = timetable.lessonsOf
  const others = (days: readonly string[]) => days.filter(one => one !== day)
  return {
    ...timetable,
    off: as === 'off' ? [...others(timetable.off), day].sort() : others(timetable.off),
    working: as === 'working' ? [...others(timetable.working), day].sort() : others(timetable.working),
    lessonsOf: typeof as === 'number' ? { ...lessonsOf, [day]: as } : lessonsOf,
  }
}

/** Days in a row for one holiday, or one weekend day that is worked for it. */
export interface HolidaySpan {
  kind: 'holiday' | 'swapped'
  name: { zh: string; en: string } | null
  from: string
  to: string
  /** Of a worked day, whose lessons are held. */
  lessonsOf: number | null
}

/** The holidays and worked weekends within the terms: what the calendar of the state makes of them. */
export function holidaysOf(days: TimetableDays['days']): HolidaySpan[] {
  const spans: HolidaySpan[] = []
  let before = ''
  for (const { day, kind, holiday, inTerm, lessonsOf } of days) {
    if (inTerm && (kind === 'holiday' || kind === 'swapped')) {
      const last = spans.at(-1)
      if (kind === 'holiday' && last?.kind === 'holiday' && last.to === before && last.name?.zh === holiday?.zh)
        last.to = day
      else spans.push({ kind, name: holiday, from: day, to: day, lessonsOf })
    }
    before = day
  }
  return spans
}

/** A row after the last one: the same days, as long, ten minutes later. */
export function nextPeriod(periods: Timetable['periods']): Timetable['periods'][number] {
  const last = periods.at(-1)
  if (last === undefined || last.from === '' || last.to === '')
    return { name: String(periods.length + 1), weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '08:40' }
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
  const from = minutes(last.to) + BREAK_MINUTES
  const time = (at: number) => {
    const inDay = Math.min(at, LAST_MINUTE)
    return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`
  }
  return {
    name: /^\d+$/.test(last.name) ? String(Number(last.name) + 1) : String(periods.length + 1),
    weekdays: last.weekdays,
    from: time(from),
    to: time(from + minutes(last.to) - minutes(last.from)),
  }
}

const BREAK_MINUTES = 10
const LAST_MINUTE = 23 * 60 + 59
