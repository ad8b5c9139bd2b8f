import { describeMetric } from '@forewarn/shared/metrics.ts'
import type { MetricName } from '@forewarn/shared/metrics.ts'

import { t } from '../i18n/i18n.ts'
import { formatDuration } from './duration.ts'
import { NONE, bytesText, percentText, rateText, shortNumber } from './number.ts'

/** Metrics of unit `1` that answer a question: one is yes, nought is no. */
const YES_OR_NO: ReadonlySet<string> = new Set<MetricName>([
  'forewarn.filesystem.readonly',
  'hw.network.up',
  'forewarn.power.mains',
  'forewarn.drive.healthy',
  'forewarn.dns.success',
  'forewarn.clock.synchronized',
  'forewarn.program.hung',
  'forewarn.peripheral.present',
  'forewarn.reboot.required',
  'forewarn.source.success',
])

/** Metrics of unit `1` that are neither a share nor an answer: numbers of a maker's own, and a factor. */
const PLAIN: ReadonlySet<string> = new Set<MetricName>(['hw.physical_disk.smart', 'forewarn.agent.slowdown'])

/** OpenTelemetry writes what is counted in braces; these have words of their own. */
const COUNTED = [
  'change',
  'device',
  'error',
  'event',
  'handle',
  'operation',
  'packet',
  'process',
  'record',
  'restart',
  'service',
  'thread',
  'update',
] as const
type Counted = (typeof COUNTED)[number]

/** A rate is told over the shortest of these in which it comes to one, seconds. */
const SPANS = { second: 1, minute: 60, hour: 3600, day: 86_400 } as const

/** Seconds as a person reads them: `0.4 ms`, `1.8 s`, `3 d 4 h`. */
export function secondsText(seconds: number | null): string {
  if (seconds === null) return NONE
  const size = Math.abs(seconds)
  if (size >= 60) return `${seconds < 0 ? '−' : ''}${formatDuration(size * 1000)}`
  if (size >= 1 || size === 0) return t('time.second', { n: shortNumber(seconds) })
  return t('time.millisecond', { n: shortNumber(seconds * 1000) })
}

export const celsiusText = (degrees: number | null): string =>
  degrees === null ? NONE : `${shortNumber(Math.round(degrees))} °C`

export const speedText = (rpm: number | null): string =>
  rpm === null ? NONE : t('unit.rpm', { n: shortNumber(Math.round(rpm)) })

/** A link's speed in bits, as it is printed on cards and switches; the reading is in bytes a second. */
export const linkText = (bytesPerSecond: number | null): string =>
  bytesPerSecond === null ? NONE : `${shortNumber((bytesPerSecond * 8) / 1e6)} Mbit/s`

/** A count with what is counted: `3 errors`, `1,024 handles`. */
export function countText(count: number | null, what: Counted): string {
  return count === null ? NONE : t(`unit.${what}`, { count, formatted: shortNumber(count) })
}

/** How often something counted happens: `2.5 / min`. What never happens is nought a second. */
export function frequencyText(perSecond: number | null): string {
  if (perSecond === null) return NONE
  const span = (Object.keys(SPANS) as (keyof typeof SPANS)[]).find(one => Math.abs(perSecond) * SPANS[one] >= 1)
  const told = perSecond === 0 ? 'second' : (span ?? 'day')
  return t(`rate.${told}`, { n: shortNumber(perSecond * SPANS[told]) })
}

/** Any reading with its unit, as well as its name and unit let it be understood. */
export function readingText(metric: string, unit: string, value: number | null): string {
  if (value === null) return NONE
  if (YES_OR_NO.has(metric) && (value === 0 || value === 1)) return t(value === 1 ? 'yes' : 'no')
  if (PLAIN.has(metric)) return shortNumber(value)
  const isRate = unit.endsWith('/s') && describeMetric(metric).unit !== unit
  switch (unit) {
    case '1':
      return percentText(value)
    case 'By':
      return bytesText(value)
    case 'By/s':
      return metric === 'hw.network.bandwidth.limit' ? linkText(value) : rateText(value)
    case 's':
      return secondsText(value)
    case 's/s':
      return percentText(value)
    case 'Cel':
      return celsiusText(value)
    case 'rpm':
      return speedText(value)
  }
  const counted = COUNTED.find(one => unit === `{${one}}` || unit === `{${one}}/s`)
  if (isRate) return frequencyText(value)
  if (counted !== undefined) return countText(value, counted)
  return `${shortNumber(value)} ${unit.replaceAll(/[{}]/g, '')}`.trimEnd()
}
