import { LANGUAGE_TAGS, language, t } from '../i18n/i18n.ts'
import { NONE } from './number.ts'

/** The zone of the product's schools, for a site that is not known or names none the browser has. */
export const DEFAULT_ZONE = 'Asia/Shanghai'

const formats = new Map<string, Intl.DateTimeFormat>()

/** The browser's format for a zone; a zone it does not know is taken as the default one. */
function formatIn(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const tag = LANGUAGE_TAGS[language()]
  const key = `${tag} ${zone} ${JSON.stringify(options)}`
  let format = formats.get(key)
  if (format === undefined) {
    try {
      format = new Intl.DateTimeFormat(tag, { ...options, timeZone: zone })
    } catch {
      format = new Intl.DateTimeFormat(tag, { ...options, timeZone: DEFAULT_ZONE })
    }
    formats.set(key, format)
  }
  return format
}

interface Parts {
  year: string
  month: string
  day: string
  monthName: string
  clock: string
  clockSeconds: string
}

function partsIn(at: number, zone: string): Parts {
  const find = (format: Intl.DateTimeFormat, type: Intl.DateTimeFormatPartTypes) =>
    format.formatToParts(at).find(part => part.type === type)?.value ?? ''
  const numeric = formatIn(zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  const clock = `${find(numeric, 'hour')}:${find(numeric, 'minute')}`
  return {
    year: find(numeric, 'year'),
    month: find(numeric, 'month'),
    day: find(numeric, 'day'),
    monthName: find(formatIn(zone, { month: 'short' }), 'month'),
    clock,
    clockSeconds: `${clock}:${find(numeric, 'second')}`,
  }
}

function dateText(parts: Parts, year: boolean): string {
  if (language() === 'zh') return `${year ? `${parts.year}-` : ''}${parts.month}-${parts.day}`
  return `${Number(parts.day)} ${parts.monthName}${year ? ` ${parts.year}` : ''}`
}

/** The furthest moment a calendar knows (ECMA-262, time values), ms. An agent may say anything, and a page must stand it. */
const FURTHEST = 8.64e15
const isMoment = (at: number) => Math.abs(at) <= FURTHEST

/** A moment as a person reads it: the clock alone today, else the date too, and the year where it is not this one. */
export function formatMoment(at: number, { zone, now, seconds = false }: MomentOptions): string {
  if (!isMoment(at)) return NONE
  const parts = partsIn(at, zone)
  const today = partsIn(now, zone)
  const clock = seconds ? parts.clockSeconds : parts.clock
  if (parts.year !== today.year) return `${dateText(parts, true)} ${clock}`
  if (parts.month !== today.month || parts.day !== today.day) return `${dateText(parts, false)} ${clock}`
  return clock
}

export interface MomentOptions {
  zone: string
  now: number
  seconds?: boolean
}

const DAY_MS = 86_400_000
/** Further ahead than this a weekday could be mistaken for the one before. */
const WEEK_MS = 6 * DAY_MS

/** A moment ahead as a person says it: `15:44`, `明天 10:40`, `周五 10:40`, then the date. */
export function formatAhead(at: number, { zone, now }: { zone: string; now: number }): string {
  if (!isMoment(at)) return NONE
  const day = (moment: number) => formatFull(moment, zone).slice(0, -9)
  const { clock } = partsIn(at, zone)
  if (day(at) === day(now)) return clock
  if (day(at) === day(now + DAY_MS)) return `${t('time.tomorrow')} ${clock}`
  if (at > now && at - now < WEEK_MS) return `${formatIn(zone, { weekday: 'short' }).format(at)} ${clock}`
  return formatMoment(at, { zone, now })
}

/** The whole date and clock, for a tooltip. */
export function formatFull(at: number, zone: string): string {
  if (!isMoment(at)) return NONE
  const parts = partsIn(at, zone)
  return `${dateText(parts, true)} ${parts.clockSeconds}`
}

/** The date and weekday of a page's head: `11月25日 周三`, `Wed 25 Nov`. */
export function formatDay(at: number, zone: string): string {
  if (language() === 'en')
    return formatIn(zone, { weekday: 'short', day: 'numeric', month: 'short' }).format(at).replace(',', '')
  const format = formatIn(zone, { weekday: 'short', day: 'numeric', month: 'numeric' })
  const part = (type: string) => format.formatToParts(at).find(p => p.type === type)?.value ?? ''
  return `${part('month')}月${part('day')}日 ${part('weekday')}`
}

/** The clock alone. */
export const formatClock = (at: number, zone: string): string => partsIn(at, zone).clock

/** Month and day alone, for an axis. */
export const formatDate = (at: number, zone: string): string => dateText(partsIn(at, zone), false)

/** How the zone is called on the page. */
export function zoneName(zone: string, now: number): string {
  if (zone === DEFAULT_ZONE) return t('link.beijing')
  if (/^(Etc\/)?UTC$/.test(zone)) return 'UTC'
  const format = formatIn(zone, { timeZoneName: 'longGeneric' })
  return format.formatToParts(now).find(part => part.type === 'timeZoneName')?.value ?? zone
}
