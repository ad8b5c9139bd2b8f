import { sustainedRule } from '../sustained.ts'
import { MINUTE_MS } from './times.ts'

const KNOBS = {
  severe: { default: 0.95, minimum: 0.5, maximum: 1, doc: 'Share of all processors that is exhaustion.' },
  severeMinutes: { default: 30, minimum: 5, maximum: 240, doc: 'How long, for grade 2, minutes of class.' },
  moderate: { default: 0.9, minimum: 0.5, maximum: 1, doc: 'Share of all processors that is scarcity.' },
  moderateMinutes: { default: 15, minimum: 5, maximum: 240, doc: 'How long, for grade 3, minutes of class.' },
}

/** The processors are busy through a lesson: grade 3 moderate, grade 2 severe. */
export const cpuExhausted = sustainedRule({
  name: 'cpu-exhausted',
  doc: 'Grade 2 or 3: sustained exhaustion of the processor in class.',
  knobs: KNOBS,
  metric: 'system.cpu.utilization',
  inClass: true,
  release: 0.8,
  stretches: ({ severe, severeMinutes, moderate, moderateMinutes }) => [
    { above: severe, forMs: severeMinutes * MINUTE_MS, grade: 2, reason: 'exhausted-severely' },
    { above: moderate, forMs: moderateMinutes * MINUTE_MS, grade: 3, reason: 'exhausted' },
  ],
  subject: () => ({
    topic: 'cpu',
    title: { zh: '上课时处理器长时间满载', en: 'The processor is fully busy through class' },
    unit: 'of all processors',
  }),
})
