import { t } from '../i18n/i18n.ts'
import { formatCount } from './number.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A length of time in at most two units, the second one only where it still matters: `3 天 4 小时`, `12 s`. */
export function formatDuration(ms: number): string {
  const length = Math.max(0, ms)
  if (length < MINUTE) return t('time.second', { n: Math.floor(length / SECOND) })
  if (length < HOUR) {
    const minutes = t('time.minute', { n: Math.floor(length / MINUTE) })
    const seconds = Math.floor((length % MINUTE) / SECOND)
    return length < 10 * MINUTE && seconds > 0 ? `${minutes} ${t('time.second', { n: seconds })}` : minutes
  }
  if (length < DAY) {
    const hours = t('time.hour', { n: Math.floor(length / HOUR) })
    const minutes = Math.floor((length % HOUR) / MINUTE)
    return minutes > 0 ? `${hours} ${t('time.minute', { n: minutes })}` : hours
  }
  const days = t('time.day', { n: formatCount(Math.floor(length / DAY)) })
  const hours = Math.floor((length % DAY) / HOUR)
  return length < 10 * DAY && hours > 0 ? `${days} ${t('time.hour', { n: hours })}` : days
}

/** How long ago something was, in one unit; `just now` within two seconds and for anything that claims to be ahead. */
export function formatAge(ms: number): string {
  if (ms < 2 * SECOND) return t('time.now')
  const duration =
    ms < MINUTE
      ? t('time.second', { n: Math.floor(ms / SECOND) })
      : ms < HOUR
        ? t('time.minute', { n: Math.floor(ms / MINUTE) })
        : ms < DAY
          ? t('time.hour', { n: Math.floor(ms / HOUR) })
          : t('time.day', { n: formatCount(Math.floor(ms / DAY)) })
  return t('time.ago', { duration })
}
