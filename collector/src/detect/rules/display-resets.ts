import { evidenceOf, textOf, weightOf } from '../attributes.ts'
import { countedRule } from '../counted.ts'
import { DAY_MS } from './times.ts'

const KNOBS = { perDay: { default: 3, minimum: 1, maximum: 100, doc: 'Resets of the display within 24 hours.' } }

/** The graphics unit had to be reset again and again: grade 3. */
export const displayResets = countedRule({
  name: 'display-resets',
  doc: 'Grade 3: the display is reset repeatedly.',
  knobs: KNOBS,
  events: ['gpu.reset'],
  mergeMs: 10_000,
  quietMs: 3 * DAY_MS,
  levels: ({ perDay }) => [
    { name: 'often', count: perDay, withinMs: DAY_MS, class: 'incident', grade: 3, reason: 'display-resets' },
  ],
  occurrence: event => ({
    topic: `display:${textOf(event, 'device') ?? 'display'}`,
    title: { zh: '显卡反复复位', en: 'The display is reset again and again' },
    text: evidenceOf(event),
    weight: weightOf(event),
  }),
})
