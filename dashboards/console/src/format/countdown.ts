import { t } from '../i18n/i18n.ts'
import { formatCount } from './number.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Below this a list counts seconds. */
const SECONDS_BELOW = 10 * MINUTE

const two = (n: number) => String(n).padStart(2, '0')

/** A length of time as short as it can be told without mistaking hours for minutes: `12 分`, `1时25分`, `3 天`. */
export function formatShort(ms: number): string {
  const length = Math.max(0, ms)
  if (length < MINUTE) return t('time.second', { n: Math.floor(length / SECOND) })
  if (length < HOUR) return t('time.minute', { n: Math.floor(length / MINUTE) })
  if (length < DAY && length % HOUR < MINUTE) return t('time.hour', { n: Math.floor(length / HOUR) })
  if (length < DAY)
    return t('clock.hours', { h: Math.floor(length / HOUR), m: two(Math.floor((length % HOUR) / MINUTE)) })
  return t('time.day', { n: formatCount(Math.floor(length / DAY)) })
}

/** What is left or over of a promise, as a list counts it: seconds only in the last ten minutes. */
export const formatLeft = (ms: number): string => (ms < SECONDS_BELOW ? exact(ms) : formatShort(ms))

/** The same to the second, for the page of the incident: `24:12`, `1:25:48`; days stand alone. */
export const formatExact = (ms: number): string => (ms < DAY ? exact(ms) : formatShort(ms))

function exact(ms: number): string {
  const length = Math.max(0, ms)
  const hours = Math.floor(length / HOUR)
  const minutes = Math.floor((length % HOUR) / MINUTE)
  const seconds = two(Math.floor((length % MINUTE) / SECOND))
  return hours > 0 ? `${hours}:${two(minutes)}:${seconds}` : `${minutes}:${seconds}`
}
