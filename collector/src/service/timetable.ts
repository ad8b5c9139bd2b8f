import type { Timetable } from '@forewarn/shared/timetable.ts'

import type { ClassTimes } from '../detect/scene.ts'
import { isStatutoryWorkday } from './statutory.ts'

type Interval = [from: number, to: number]

/** The days of a timetable, compiled when first asked for: which weekday's lessons are held on a day, or none. */
export function lessonsWeekday(timetable: Timetable, day: Temporal.PlainDate): number | null {
  const text = day.toString()
  if (!timetable.terms.some(({ from, to }) => from <= text && text <= to) || timetable.off.includes(text)) return null
  const told = timetable.lessonsOf[text]
  if (told !== undefined) return told
  const weekday = day.dayOfWeek
  if (timetable.working.includes(text)) return weekday > 5 ? timetable.swappedAs : weekday
  if (!timetable.statutory) return weekday
  if (weekday > 5) return isStatutoryWorkday(text) ? timetable.swappedAs : weekday
  return isStatutoryWorkday(text) ? weekday : null
}

/** Lessons of one day in time order; periods that overlap become one. */
export function lessonsOn(timetable: Timetable, timeZone: string, day: Temporal.PlainDate): Interval[] {
  const weekday = lessonsWeekday(timetable, day)
  if (weekday === null) return []
  const moment = (time: string) =>
    day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds
  const intervals = timetable.periods
    .filter(({ weekdays, from, to }) => weekdays.includes(weekday) && from < to)
    .map(({ from, to }): Interval => [moment(from), moment(to)])
    .toSorted(([a], [b]) => a - b)
  const joined: Interval[] = []
  for (const [from, to] of intervals) {
    const last = joined.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else joined.push([from, to])
  }
  return joined
}

/** The lessons of `days` days from the one `now` lies in: what agents are told. */
export function lessonsAhead(timetable: Timetable, timeZone: string, ahead: { now: number; days: number }): Interval[] {
  const first = Temporal.Instant.fromEpochMilliseconds(ahead.now).toZonedDateTimeISO(timeZone).toPlainDate()
  return Array.from({ length: ahead.days }, (_, i) => lessonsOn(timetable, timeZone, first.add({ days: i }))).flat()
}

/** Days kept compiled: a term's worth of looking back is answered without compiling it again. */
const DAYS_KEPT = 400

/** A site's class times for its rules, compiled day by day as they are asked for. */
export function createClassTimes(timetable: Timetable, timeZone: string): ClassTimes {
  const days = new Map<number, Interval[]>()

  /** Lessons around a moment: a zone's day may begin on another day of UTC. */
  function around(at: number): Interval[] {
    const key = Math.floor(at / 86_400_000)
    let lessons = days.get(key)
    if (lessons === undefined) {
      const noon = Temporal.Instant.fromEpochMilliseconds((key + 0.5) * 86_400_000)
      const middle = noon.toZonedDateTimeISO(timeZone).toPlainDate()
      lessons = [-1, 0, 1].flatMap(shift => lessonsOn(timetable, timeZone, middle.add({ days: shift })))
      if (days.size >= DAYS_KEPT) days.clear()
      days.set(key, lessons)
    }
    return lessons
  }

  return {
    isClass: at => around(at).some(([from, to]) => from <= at && at < to),
    classMs(from, to) {
      let sum = 0
      for (let day = Math.floor(from / 86_400_000) * 86_400_000; day < to; day += 86_400_000) {
        const [start, end] = [Math.max(from, day), Math.min(to, day + 86_400_000)]
        for (const [a, b] of around(day)) sum += Math.max(0, Math.min(b, end) - Math.max(a, start))
      }
      return sum
    },
  }
}

/** Whether planned work is going on. */
export function isMaintenance(timetable: Pick<Timetable, 'maintenance'>, at: number): boolean {
  return timetable.maintenance.some(({ from, to }) => Date.parse(from) <= at && at < Date.parse(to))
}
