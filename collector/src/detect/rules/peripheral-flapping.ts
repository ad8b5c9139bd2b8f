import { evidenceOf, textOf, weightOf } from '../attributes.ts'
import { countedRule } from '../counted.ts'
import { DAY_MS, HOUR_MS } from './times.ts'

/** A part that comes and goes: a loose plug or a dying hub, grade 3. The agent has counted the comings and goings already. */
export const peripheralFlapping = countedRule({
  name: 'peripheral-flapping',
  doc: 'Grade 3: a part connects and disconnects repeatedly.',
  knobs: {},
  events: ['peripheral.flapping'],
  mergeMs: 1_000,
  quietMs: DAY_MS,
  levels: () => [
    { name: 'flapping', count: 1, withinMs: HOUR_MS, class: 'incident', grade: 3, reason: 'part-flapping' },
  ],
  occurrence(event) {
    const part = textOf(event, 'name') ?? textOf(event, 'peripheral') ?? 'a part'
    return {
      topic: `part:${part}`,
      title: { zh: `${part} 反复断连`, en: `${part} connects and disconnects again and again` },
      text: evidenceOf(event),
      weight: weightOf(event),
    }
  },
})
