import { sustainedRule } from '../sustained.ts'
import { MINUTE_MS } from './times.ts'

const KNOBS = {
  severe: { default: 1, minimum: 0.05, maximum: 60, doc: 'Seconds per operation that bring work to a stop.' },
  moderate: { default: 0.3, minimum: 0.02, maximum: 60, doc: 'Seconds per operation that people feel.' },
  minutes: { default: 10, minimum: 1, maximum: 240, doc: 'How long, minutes of class.' },
}

/** The disk answers so slowly that work stands still: grade 3, grade 2 when it is a second and more. */
export const diskSlow = sustainedRule({
  name: 'disk-slow',
  doc: 'Grade 2 or 3: sustained disk latency in class.',
  knobs: KNOBS,
  metric: 'forewarn.disk.latency',
  inClass: true,
  release: 0.7,
  stretches: ({ severe, moderate, minutes }) => [
    { above: severe, forMs: minutes * MINUTE_MS, grade: 2, reason: 'exhausted-severely' },
    { above: moderate, forMs: minutes * MINUTE_MS, grade: 3, reason: 'exhausted' },
  ],
  subject: ({ attributes }) => {
    const device = attributes['system.device'] ?? 'disk'
    return {
      topic: `disk:${device}`,
      title: { zh: `磁盘 ${device} 响应很慢`, en: `Disk ${device} answers very slowly` },
      unit: 's per operation',
    }
  },
})
