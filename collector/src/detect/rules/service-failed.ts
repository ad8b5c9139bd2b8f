import { evidenceOf, textOf, weightOf } from '../attributes.ts'
import { countedRule } from '../counted.ts'
import { DAY_MS, HOUR_MS } from './times.ts'

const KNOBS = {
  perHour: {
    default: 4,
    minimum: 2,
    maximum: 100,
    doc: 'Failures of one service within an hour that mean it is down for good.',
  },
}

/** A service that failed: grade 3, whether it recovered or not yet; one that fails again and again is down for good: grade 2. */
export const serviceFailed = countedRule({
  name: 'service-failed',
  doc: 'Grade 3: a service that failed and recovered. Grade 2: one that fails for good.',
  knobs: KNOBS,
  events: ['service.failed'],
  mergeMs: 2_000,
  quietMs: DAY_MS,
  levels: ({ perHour }) => [
    { name: 'down', count: perHour, withinMs: HOUR_MS, class: 'incident', grade: 2, reason: 'service-down' },
    { name: 'once', count: 1, withinMs: HOUR_MS, class: 'incident', grade: 3, reason: 'service-recovered' },
  ],
  occurrence(event) {
    const unit = textOf(event, 'unit') ?? textOf(event, 'service')
    if (unit === null) return null
    return {
      topic: `service:${unit}`,
      title: { zh: `服务 ${unit} 失败`, en: `Service ${unit} failed` },
      text: evidenceOf(event),
      weight: weightOf(event),
    }
  },
})
