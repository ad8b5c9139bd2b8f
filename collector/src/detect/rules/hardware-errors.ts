import { evidenceOf, numberOf, textOf, weightOf } from '../attributes.ts'
import { countedRule } from '../counted.ts'
import { DAY_MS, HOUR_MS } from './times.ts'

const KNOBS = {
  correctedPerHour: {
    default: 10,
    minimum: 2,
    maximum: 10_000,
    doc: 'Corrected errors of one component within an hour. Ten is half of what Linux retires a memory page after in a day (page-error threshold of rasdaemon, 50 in 24 h) told at once.',
  },
  correctedPerDay: {
    default: 50,
    minimum: 5,
    maximum: 100_000,
    doc: 'Corrected errors of one component within 24 hours.',
  },
}

/** An error the hardware could not correct: grade 3. Corrected ones are judged by their rate alone: buses correct a few for ever. */
export const hardwareErrors = countedRule({
  name: 'hardware-errors',
  doc: 'Grade 3: hardware errors (machine checks, memory, bus) by rate.',
  knobs: KNOBS,
  events: ['hardware.error'],
  mergeMs: 0,
  quietMs: 7 * DAY_MS,
  levels: ({ correctedPerHour, correctedPerDay }) => [
    { name: 'fatal', count: 1, withinMs: HOUR_MS, class: 'incident', grade: 3, reason: 'hardware-error' },
    {
      name: 'burst',
      count: correctedPerHour,
      withinMs: HOUR_MS,
      class: 'incident',
      grade: 3,
      reason: 'hardware-errors-rise',
    },
    {
      name: 'rate',
      count: correctedPerDay,
      withinMs: DAY_MS,
      class: 'incident',
      grade: 3,
      reason: 'hardware-errors-rise',
    },
  ],
  occurrence(event) {
    const corrected = event.attributes['corrected']
    if (corrected === null) return null
    const component = textOf(event, 'component') ?? 'hardware'
    return {
      topic: `hardware:${component}`,
      title:
        corrected === false
          ? { zh: `${component} 硬件错误`, en: `Hardware error of ${component}` }
          : { zh: `${component} 的可纠正错误增多`, en: `Corrected errors of ${component} are frequent` },
      text: evidenceOf(event),
      weight: Math.max(weightOf(event), numberOf(event, 'errors') ?? 1),
      levels: corrected === false ? ['fatal', 'burst', 'rate'] : ['burst', 'rate'],
    }
  },
})
