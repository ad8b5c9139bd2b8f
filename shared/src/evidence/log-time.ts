/**
 * When a line was written, as far as it says. `instant`: with its zone, ms. `local`: by the machine's own clock, in the classic format
 * without a year. `uptime`: since boot, s.
 */
export type LogTime =
  | { kind: 'instant'; at: number }
  | {
      kind: 'local'
      year: number | null
      weekday: string | null
      month: number
      day: number
      hour: number
      minute: number
      second: number
    }
  | { kind: 'uptime'; seconds: number }

/** A date and time of day by the clock of the machine that wrote the log. */
export interface LocalTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'
const DAY_MS = 24 * 3_600_000
/** The 29th of February comes again after 8 years at most. */
const YEARS_BACK = 10

/**
 * The moment of a line, ms; null where it says none that a calendar has. A year that is not written is the latest that lies not more than
 * a day after `latest`, because clocks and files disagree a little. `toInstant` knows the zone the log was written in.
 */
export function timeOf(
  time: LogTime,
  { latest, toInstant }: { latest: number; toInstant: (time: LocalTime) => number | null },
): number | null {
  switch (time.kind) {
    case 'instant':
      return time.at
    case 'uptime':
      return null
    case 'local': {
      if (time.year !== null) return toInstant({ ...time, year: time.year })
      const last = new Date(latest + DAY_MS).getUTCFullYear() + 1
      for (let year = last; year > last - YEARS_BACK; year--) {
        const at = toInstant({ ...time, year })
        if (at !== null && at <= latest + DAY_MS) return at
      }
      return null
    }
  }
}

/** Year, month, day, hour, minute, second as written; then the fraction and the zone. */
type Parts = readonly (string | undefined)[]

/** The time in the fields of a classic line, or null where the calendar or the clock has no such time. */
export function localOf(weekday: string | null, [year, monthName, ...rest]: Parts): LogTime | null {
  const at = MONTHS.indexOf(monthName === undefined || monthName === '' ? '-' : monthName)
  if (at % 3 !== 0) return null
  const [day, hour, minute, second] = rest.map(Number) as [number, number, number, number]
  if (day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null
  return {
    kind: 'local',
    year: year === undefined ? null : Number(year),
    weekday,
    month: at / 3 + 1,
    day,
    hour,
    minute,
    second,
  }
}

/** The time in the fields of a line with a whole date; without a zone it is by the machine's own clock. */
export function instantOf([year, month, day, hour, minute, second, fraction, zone]: Parts): LogTime | null {
  const clock = `${hour}:${minute}:${second}`
  if (zone !== undefined) {
    const offset = zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(-2)}`
    const at = Date.parse(`${year}-${month}-${day}T${clock}.${(fraction ?? '0').padEnd(3, '0').slice(0, 3)}${offset}`)
    return Number.isNaN(at) ? null : { kind: 'instant', at }
  }
  return localOf(null, [year, MONTHS.slice(Number(month) * 3 - 3, Number(month) * 3), day, hour, minute, second])
}
