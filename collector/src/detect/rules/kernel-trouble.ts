import { evidenceOf, weightOf } from '../attributes.ts'
import { countedRule } from '../counted.ts'
import { DAY_MS, HOUR_MS } from './times.ts'

const KNOBS = {
  perDay: { default: 3, minimum: 2, maximum: 100, doc: 'Faults of the kernel within 24 hours that are a repetition.' },
  perWeek: { default: 5, minimum: 2, maximum: 100, doc: 'Faults of the kernel within 7 days that are a repetition.' },
}

/** Something in the kernel crashed or locked up while the machine went on: grade 3, repeated: grade 2. */
export const kernelTrouble = countedRule({
  name: 'kernel-trouble',
  doc: 'Grade 3: a kernel fault or lockup the machine survived. Grade 2: repeated ones.',
  knobs: KNOBS,
  events: ['kernel.oops', 'kernel.panic', 'cpu.lockup', 'watchdog.fired'],
  // One fault drags others behind it for a while.
  mergeMs: 5 * 60_000,
  quietMs: 14 * DAY_MS,
  levels: ({ perDay, perWeek }) => [
    { name: 'day', count: perDay, withinMs: DAY_MS, class: 'incident', grade: 2, reason: 'crashes-repeat' },
    { name: 'week', count: perWeek, withinMs: 7 * DAY_MS, class: 'incident', grade: 2, reason: 'crashes-repeat' },
    { name: 'once', count: 1, withinMs: HOUR_MS, class: 'incident', grade: 3, reason: 'crashed-once' },
  ],
  occurrence: event =>
    event.severity === 'info'
      ? null
      : {
          topic: 'kernel',
          title: { zh: '系统内核出错', en: 'The kernel has faults' },
          text: evidenceOf(event),
          weight: weightOf(event),
        },
})
