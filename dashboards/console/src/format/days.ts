import { LANGUAGE_TAGS, language } from '../i18n/i18n.ts'

const DAY_MS = 86_400_000
/** A Monday, Unix ms. */
const MONDAY = 4 * DAY_MS

/** A weekday's name, 1 for Monday: `周三`, `Wed`; narrow `三`, `W`. */
export function weekdayName(weekday: number, length: 'short' | 'narrow' = 'short'): string {
  const format = new Intl.DateTimeFormat(LANGUAGE_TAGS[language()], { weekday: length, timeZone: 'UTC' })
  return format.format(MONDAY + (weekday - 1) * DAY_MS)
}

/** A day of the calendar as it is read: `11-25 周三`, `Wed 25 Nov`; with its year where that is asked for. */
export function dayText(day: string, { year = false, weekday = true } = {}): string {
  const at = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(at)) return day
  const name = weekday ? weekdayName(new Date(at).getUTCDay() || 7) : ''
  if (language() === 'zh') return `${year ? day : day.slice(5)} ${name}`.trimEnd()
  const options = {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
    ...(year ? { year: 'numeric' as const } : {}),
  } as const
  return `${name} ${new Intl.DateTimeFormat('en-GB', options).format(at)}`.trimStart()
}
