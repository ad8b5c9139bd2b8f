import { evidenceOf, textOf, weightOf } from '../attributes.ts'
import { countedRule } from '../counted.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './times.ts'

const KNOBS = {
  perHour: { default: 3, minimum: 2, maximum: 50, doc: 'Crashes of one program within an hour that are a loop.' },
  perDay: {
    default: 5,
    minimum: 2,
    maximum: 200,
    doc: 'Crashes of one program within 24 hours that are a repetition.',
  },
}

/**
 * A crash or hang of a program: grade 3; a crash loop or repeated crashes of it: grade 2. Where programs are watched, only those count:
 * on a classroom machine a background helper that crashes stops no lesson. A program closed by its user is no crash.
 */
export const programCrash = countedRule({
  name: 'program-crash',
  doc: 'Grade 3: one application crash or hang. Grade 2: a crash loop.',
  knobs: KNOBS,
  events: ['program.crash', 'program.hung'],
  // A kernel's line, a core dump and the watcher of the program tell one crash; a loop's crashes lie further apart.
  mergeMs: 3_000,
  quietMs: 3 * DAY_MS,
  levels: ({ perHour, perDay }) => [
    { name: 'hour', count: perHour, withinMs: HOUR_MS, class: 'incident', grade: 2, reason: 'program-crashes-repeat' },
    { name: 'day', count: perDay, withinMs: DAY_MS, class: 'incident', grade: 2, reason: 'program-crashes-repeat' },
    { name: 'hang', count: 1, withinMs: MINUTE_MS, class: 'incident', grade: 3, reason: 'program-hung' },
    { name: 'crash', count: 1, withinMs: MINUTE_MS, class: 'incident', grade: 3, reason: 'program-crashed' },
  ],
  occurrence(event, { watched }) {
    const program = textOf(event, 'program') ?? textOf(event, 'executable')
    if (program === null) return null
    if (watched.length > 0 && !watched.some(name => name.toLowerCase() === program.toLowerCase())) return null
    const hung = event.name === 'program.hung'
    return {
      topic: `program:${program}`,
      title: hung
        ? { zh: `${program} 无响应`, en: `${program} hangs` }
        : { zh: `${program} 崩溃`, en: `${program} crashed` },
      text: evidenceOf(event),
      weight: weightOf(event),
      levels: hung ? ['hour', 'day', 'hang'] : ['hour', 'day', 'crash'],
    }
  },
})
