import { countedRule } from '../counted.ts'
import { HOUR_MS, MINUTE_MS } from './times.ts'

const KNOBS = {
  boots: { default: 4, minimum: 3, maximum: 30, doc: 'Boots within the time that are a loop.' },
  minutes: { default: 30, minimum: 5, maximum: 240, doc: 'The time they lie within, minutes.' },
}

/**
 * A machine that boots again and again never reaches a steady state: grade 2, and on the main terminal of a lecture room, without which
 * no lesson is shared, a suspected grade 1 (boot loop). Resuming from sleep is no boot, and a planned restart is: updates restart a
 * machine two or three times, which stays below the count.
 */
export const restartLoop = countedRule({
  name: 'restart-loop',
  doc: 'Grade 2, on a lecture room’s main terminal suspected grade 1: a restart loop.',
  knobs: KNOBS,
  events: ['system.boot'],
  mergeMs: 5_000,
  quietMs: 6 * HOUR_MS,
  levels: ({ boots, minutes }) => [
    {
      name: 'main',
      count: boots,
      withinMs: minutes * MINUTE_MS,
      class: 'incident',
      grade: 1,
      suspected: true,
      reason: 'boot-never-steady',
    },
    { name: 'any', count: boots, withinMs: minutes * MINUTE_MS, class: 'incident', grade: 2, reason: 'restart-loop' },
  ],
  occurrence({ attributes }, { role }) {
    const kind = attributes['kind']
    if (kind === 'sleep' || kind === 'hibernate' || kind === 'fast-startup') return null
    return {
      topic: 'machine',
      title: { zh: '电脑连续重启', en: 'The computer is in a restart loop' },
      text: `boot, the run before ended ${String(attributes['previousEnd'] ?? 'unknown')}`,
      levels: role === 'lecture-room-main' ? ['main', 'any'] : ['any'],
    }
  },
})
