import type { Timetable, TimetableDays } from '@forewarn/shared/timetable.ts'

import { isStatutoryWorkday, statutoryHoliday, statutoryUntil } from './statutory.ts'
import { lessonsWeekday } from './timetable.ts'

type TimetableDay = TimetableDays['days'][number]

/** Days of a timetable as they come out: what kind each is, why, and which lessons are held. */
export function timetableDays(timetable: Timetable, first: Temporal.PlainDate, count: number): TimetableDays {
  return {
    calendarUntil: statutoryUntil(2020),
    days: Array.from({ length: count }, (_, i) => dayOf(timetable, first.add({ days: i }))),
  }
}

function dayOf(timetable: Timetable, date: Temporal.PlainDate): TimetableDay {
  const day = date.toString()
  const lessonsOf = lessonsWeekday(timetable, date)
  return {
    day,
    weekday: date.dayOfWeek,
    inTerm: timetable.terms.some(({ from, to }) => from <= day && day <= to),
    kind: kindOf(timetable, day, date.dayOfWeek),
    holiday: timetable.statutory ? statutoryHoliday(day) : null,
    lessonsOf,
    lessons: timetable.periods
      .filter(({ weekdays }) => lessonsOf !== null && weekdays.includes(lessonsOf))
      .map(({ name, from, to }) => ({ name, from, to }))
      .toSorted((a, b) => a.from.localeCompare(b.from)),
  }
}

/** The site's own word first, then the calendar of the state. */
function kindOf(timetable: Timetable, day: string, weekday: number): TimetableDay['kind'] {
  if (timetable.off.includes(day)) return 'off'
  if (timetable.working.includes(day) || timetable.lessonsOf[day] !== undefined) return 'working'
  if (!timetable.statutory) return weekday > 5 ? 'weekend' : 'plain'
  if (isStatutoryWorkday(day)) return weekday > 5 ? 'swapped' : 'plain'
  return weekday > 5 && statutoryHoliday(day) === null ? 'weekend' : 'holiday'
}
