import type { LocalTime } from './log-time.ts'

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
/** A weekday falls on the same date again after 5, 6 or 11 years; further back a log does not go. */
const YEARS_BACK = 12

/**
 * The moment in ms, or null where the calendar has no such date. A time that the clock showed twice is the earlier one, a time that it
 * skipped is as much later. Throws `RangeError` for a time zone that does not exist.
 */
export function fromLocal({ year, month, day, hour, minute, second }: LocalTime, timeZone: string): number | null {
  let plain: Temporal.PlainDateTime
  try {
    plain = Temporal.PlainDateTime.from({ year, month, day, hour, minute, second }, { overflow: 'reject' })
  } catch {
    return null
  }
  return plain.toZonedDateTime(timeZone).epochMilliseconds
}

/**
 * The year of a date that was written without one: the latest, not after `latest` (ms), in which the date falls on that weekday. Null
 * where there is none. Without a weekday the latest year will do.
 */
export function yearOf(
  date: Omit<LocalTime, 'year'> & { weekday: string | null },
  latest: number,
  timeZone: string,
): number | null {
  const last = Temporal.Instant.fromEpochMilliseconds(latest).toZonedDateTimeISO(timeZone).year
  for (let year = last; year > last - YEARS_BACK; year--) {
    if (
      date.weekday !== null &&
      WEEKDAYS[new Date(Date.UTC(year, date.month - 1, date.day)).getUTCDay()] !== date.weekday
    )
      continue
    const at = fromLocal({ ...date, year }, timeZone)
    if (at !== null && at <= latest) return year
  }
  return null
}
