import { isStatutoryWorkday } from './statutory.ts'

/** A day as a site's people name it: `2026-11-25`. */
export type Day = string

/** What a site says of single days, over the statutory calendar: an extra day off, or an extra working day. */
export interface CalendarExceptions {
  off: readonly Day[]
  working: readonly Day[]
}

/** Times of day in minutes from midnight. */
export interface OfficeHours {
  from: number
  to: number
}

/** 08:00–18:00, the commitment's default. */
export const OFFICE_HOURS: OfficeHours = { from: 8 * 60, to: 18 * 60 }

/** Nobody's calendar has so many days off in a row; beyond it a search has gone wrong. */
const LONGEST_SEARCH_DAYS = 400

/**
 * Working days (工作日) of a site: the Chinese statutory calendar with its swapped weekends (调休), which a maintained library carries
 * and the site may correct. A year the library does not know yet has plain weekends until it is updated or corrected here.
 */
export function createCalendar(options: { timeZone: string; exceptions?: CalendarExceptions; hours?: OfficeHours }) {
  const { timeZone, exceptions = { off: [], working: [] }, hours = OFFICE_HOURS } = options
  const off = new Set(exceptions.off)
  const working = new Set(exceptions.working)

  function isWorking(day: Day): boolean {
    if (off.has(day)) return false
    return working.has(day) || isStatutoryWorkday(day)
  }

  function local(at: number): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
  }

  function nextWorking(from: Temporal.PlainDate): Temporal.PlainDate {
    let day = from.add({ days: 1 })
    for (let i = 0; !isWorking(day.toString()); i++) {
      if (i > LONGEST_SEARCH_DAYS) throw new RangeError('the calendar has no working day')
      day = day.add({ days: 1 })
    }
    return day
  }

  function at(day: Temporal.PlainDate, minutes: number): number {
    const time = Temporal.PlainTime.from({ hour: Math.floor(minutes / 60), minute: minutes % 60 })
    return day.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds
  }

  return {
    isWorkingDay: (day: Day): boolean => isWorking(day),
    dayOf: (moment: number): Day => local(moment).toPlainDate().toString(),

    /**
     * The moment working time begins to count for something that opened at `moment`: itself in office hours, else the start of the next
     * working day.
     */
    startOfWork(moment: number): number {
      const zoned = local(moment)
      const day = zoned.toPlainDate()
      const minutes = zoned.hour * 60 + zoned.minute
      if (!isWorking(day.toString()) || minutes >= hours.to) return at(nextWorking(day), hours.from)
      return minutes < hours.from ? at(day, hours.from) : moment
    },

    /** The same time of day `count` working days after a moment that lies in working time. */
    addWorkingDays(moment: number, count: number): number {
      const zoned = local(moment)
      let day = zoned.toPlainDate()
      for (let i = 0; i < count; i++) day = nextWorking(day)
      return day.toZonedDateTime({ timeZone, plainTime: zoned.toPlainTime() }).epochMilliseconds
    },
  }
}

export type Calendar = ReturnType<typeof createCalendar>
