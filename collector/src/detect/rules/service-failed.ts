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
  startsPerDay: {
    default: 5,
    minimum: 1,
    maximum: 100,
    doc: 'Times within 24 hours that a service did not start, or gave up by itself, before it is told.',
  },
}

/** Ends of a service that was not at work yet, or that ended itself: on healthy machines some are there for hardware that is not. */
const HARMLESS = /^(start|error$|condition|protocol$)/

/**
 * A service that died at its work: grade 3, whether it recovered or not yet; again and again within the hour it is down for good:
 * grade 2. One that does not start is told only when it keeps trying.
 */
export const serviceFailed = countedRule({
  name: 'service-failed',
  doc: 'Grade 3: a service that failed and recovered. Grade 2: one that fails for good.',
  knobs: KNOBS,
  events: ['service.failed'],
  mergeMs: 2_000,
  quietMs: DAY_MS,
  levels: ({ perHour, startsPerDay }) => [
    { name: 'down', count: perHour, withinMs: HOUR_MS, class: 'incident', grade: 2, reason: 'service-down' },
    { name: 'died', count: 1, withinMs: HOUR_MS, class: 'incident', grade: 3, reason: 'service-recovered' },
    { name: 'idle', count: startsPerDay, withinMs: DAY_MS, class: 'incident', grade: 3, reason: 'service-down' },
  ],
  occurrence(event) {
    const unit = textOf(event, 'unit')
    if (unit === null) return null
    const isHarmless = HARMLESS.test(textOf(event, 'result') ?? '')
    return {
      topic: `service:${unit}`,
      title: { zh: `服务 ${unit} 失败`, en: `Service ${unit} failed` },
      text: evidenceOf(event),
      weight: weightOf(event),
      levels: isHarmless ? ['idle'] : ['down', 'died'],
    }
  },
})
