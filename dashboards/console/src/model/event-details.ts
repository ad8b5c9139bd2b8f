import type { DeviceEvent } from '@forewarn/shared/api.ts'

import { bytesText, shortNumber } from '../format/number.ts'
import { secondsText } from '../format/reading.ts'
import { formatMoment } from '../format/time.ts'
import { t } from '../i18n/i18n.ts'
import { detailTerm, valueTerm } from '../i18n/terms.ts'
import { reasonText } from './drive-reasons.ts'

type Detail = DeviceEvent['attributes'][string]

/** What an event is about, the most telling first; it stands beside its name. */
const SUBJECTS = [
  'peripheral',
  'name',
  'program',
  'drive',
  'device',
  'unit',
  'interface',
  'mountpoint',
  'source',
  'task',
] as const
/** What is told in other ways, or to machines alone. */
const UNTOLD: ReadonlySet<string> = new Set(['bootId', 'count'])
/** Details with these values are left out. */
const SAYS_NOTHING: ReadonlySet<unknown> = new Set([null, undefined, false, '', 'unknown', 'none'])
const MOST_DETAILS = 6

/** An event in words: what it is about, its details in a line, and the line of a log it rests on. */
export interface EventWords {
  subject: string | null
  /** How often it happened, where it is told once for many times. */
  times: number | null
  details: string[]
  evidence: string | null
}

export function eventWords({ name, attributes }: DeviceEvent, options: { zone: string; now: number }): EventWords {
  const subjectKey = SUBJECTS.find(key => !SAYS_NOTHING.has(attributes[key]))
  const { count, evidence } = attributes
  // Some name the kind of evidence, a boot its clues; the others quote a line of a log.
  const line = typeof evidence === 'string' && evidence.includes(' ') && name !== 'system.boot' ? evidence : null
  const details = Object.entries(attributes)
    .filter(([key]) => key !== 'evidence' || (line === null && name !== 'system.boot'))
    .filter(([key, value]) => key !== subjectKey && !UNTOLD.has(key) && !SAYS_NOTHING.has(value))
    .slice(0, MOST_DETAILS)
    .map(([key, value]) => detailText(key, value, options))
  return {
    subject: subjectKey === undefined ? null : String(attributes[subjectKey]),
    times: typeof count === 'number' && count > 1 ? count : null,
    details,
    evidence: line,
  }
}

function detailText(key: string, value: Detail, options: { zone: string; now: number }): string {
  const term = detailTerm(key)
  if (typeof value === 'number') {
    if (/seconds$/i.test(key)) return `${term} ${secondsText(value)}`
    if (/bytes$/i.test(key)) return `${term} ${bytesText(value)}`
    if (key === 'restarts') return `${term} ${t('unit.restart', { count: value, formatted: shortNumber(value) })}`
    return `${term} ${Number.isInteger(value) ? String(value) : shortNumber(value)}`
  }
  if (typeof value !== 'string') return value === null ? term : `${term} ${valueTerm(key, value)}`
  if ((key === 'first' || key === 'last') && !Number.isNaN(Date.parse(value)))
    return `${term} ${formatMoment(Date.parse(value), { ...options, seconds: true })}`
  if (key === 'reasons') return `${term} ${value.split('; ').map(reasonText).join(t('separator'))}`
  if (key === 'advice')
    return `${term} ${value
      .split(' ')
      .map(one => valueTerm(key, one))
      .join(t('separator'))}`
  return `${term} ${valueTerm(key, value)}`
}
