import { evidenceOf, textOf, weightOf } from '../attributes.ts'
import { countedRule } from '../counted.ts'
import { DAY_MS, HOUR_MS } from './times.ts'

const KNOBS = {
  perDay: { default: 3, minimum: 2, maximum: 100, doc: 'Programs killed within 24 hours.' },
  perWeek: { default: 4, minimum: 2, maximum: 200, doc: 'Programs killed within 7 days.' },
}

/** Memory ran out and the system killed a program: grade 3, recurring: grade 2, naming the program. */
export const outOfMemory = countedRule({
  name: 'out-of-memory',
  doc: 'Grade 3: an out-of-memory kill. Grade 2: recurring ones.',
  knobs: KNOBS,
  events: ['memory.oom-kill'],
  // One shortage may take several processes; they are one happening.
  mergeMs: 30_000,
  quietMs: 14 * DAY_MS,
  levels: ({ perDay, perWeek }) => [
    { name: 'day', count: perDay, withinMs: DAY_MS, class: 'incident', grade: 2, reason: 'out-of-memory-repeats' },
    {
      name: 'week',
      count: perWeek,
      withinMs: 7 * DAY_MS,
      class: 'incident',
      grade: 2,
      reason: 'out-of-memory-repeats',
    },
    { name: 'once', count: 1, withinMs: HOUR_MS, class: 'incident', grade: 3, reason: 'out-of-memory' },
  ],
  occurrence(event) {
    const program = textOf(event, 'program') ?? 'a program'
    return {
      topic: 'memory',
      title: { zh: `内存耗尽，系统终止了 ${program}`, en: `Memory ran out and the system killed ${program}` },
      text: evidenceOf(event),
      weight: weightOf(event),
    }
  },
})
