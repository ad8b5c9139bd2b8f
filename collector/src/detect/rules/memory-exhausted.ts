import { sustainedRule } from '../sustained.ts'
import { MINUTE_MS } from './times.ts'

const KNOBS = {
  severe: { default: 0.97, minimum: 0.5, maximum: 1, doc: 'Share of memory that is exhaustion.' },
  severeMinutes: { default: 15, minimum: 2, maximum: 240, doc: 'How long, for grade 2, minutes of class.' },
  moderate: { default: 0.93, minimum: 0.5, maximum: 1, doc: 'Share of memory that is scarcity.' },
  moderateMinutes: { default: 15, minimum: 2, maximum: 240, doc: 'How long, for grade 3, minutes of class.' },
}

/** Memory is nearly all taken through a lesson: grade 3 moderate, grade 2 severe. */
export const memoryExhausted = sustainedRule({
  name: 'memory-exhausted',
  doc: 'Grade 2 or 3: sustained exhaustion of memory in class.',
  knobs: KNOBS,
  metric: 'system.memory.utilization',
  inClass: true,
  release: 0.95,
  stretches: ({ severe, severeMinutes, moderate, moderateMinutes }) => [
    { above: severe, forMs: severeMinutes * MINUTE_MS, grade: 2, reason: 'exhausted-severely' },
    { above: moderate, forMs: moderateMinutes * MINUTE_MS, grade: 3, reason: 'exhausted' },
  ],
  subject: () => ({
    topic: 'memory-level',
    title: { zh: '上课时内存长时间不足', en: 'Memory is short through class' },
    unit: 'of memory',
  }),
})
