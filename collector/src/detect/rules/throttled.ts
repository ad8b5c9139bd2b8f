import { evidenceOf, numberOf, weightOf } from '../attributes.ts'
import { countedRule } from '../counted.ts'
import { DAY_MS, HOUR_MS } from './times.ts'

const KNOBS = {
  perHour: { default: 5, minimum: 2, maximum: 1000, doc: 'Times the processor was slowed by heat within an hour.' },
}

/** So many times since its start are no chance, whatever the hour. */
const MANY = 1_000

/** The processor is slowed by its own heat again and again: grade 3. Once under a heavy load is what the protection is for. */
export const throttled = countedRule({
  name: 'throttled',
  doc: 'Grade 3: thermal throttling.',
  knobs: KNOBS,
  events: ['cpu.throttled'],
  // Every core tells it; within ten seconds they mean one.
  mergeMs: 10_000,
  quietMs: DAY_MS,
  levels: ({ perHour }) => [
    { name: 'often', count: perHour, withinMs: HOUR_MS, class: 'incident', grade: 3, reason: 'throttled' },
  ],
  occurrence: event => ({
    topic: 'heat',
    title: { zh: '处理器因过热反复降频', en: 'The processor is slowed by heat again and again' },
    text: evidenceOf(event),
    // The kernel counts for itself and tells no more often than every five minutes.
    weight: (numberOf(event, 'total') ?? 0) >= MANY ? Math.max(MANY, weightOf(event)) : weightOf(event),
  }),
})
