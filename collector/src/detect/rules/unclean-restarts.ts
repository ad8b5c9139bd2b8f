import { textOf } from '../attributes.ts'
import { countedRule } from '../counted.ts'
import { DAY_MS } from './times.ts'

const KNOBS = {
  perDay: { default: 3, minimum: 2, maximum: 50, doc: 'Unclean restarts in class within 24 hours.' },
  perWeek: { default: 4, minimum: 2, maximum: 100, doc: 'Unclean restarts in class within 7 days.' },
}

/**
 * Repeated losses of power or hangs without a crash of their own kind: grade 2. A master switch that is thrown every evening is a habit,
 * not a fault, so what happened out of class does not count where a timetable says what class is.
 */
export const uncleanRestarts = countedRule({
  name: 'unclean-restarts',
  doc: 'Grade 2: intermittent, random or repeated restarts.',
  knobs: KNOBS,
  events: ['system.boot'],
  mergeMs: 60_000,
  quietMs: 14 * DAY_MS,
  levels: ({ perDay, perWeek }) => [
    { name: 'day', count: perDay, withinMs: DAY_MS, class: 'incident', grade: 2, reason: 'unclean-restarts-repeat' },
    {
      name: 'week',
      count: perWeek,
      withinMs: 7 * DAY_MS,
      class: 'incident',
      grade: 2,
      reason: 'unclean-restarts-repeat',
    },
  ],
  occurrence(event, scene) {
    if (event.attributes['previousEnd'] !== 'unclean') return null
    const down = event.attributes['downSeconds']
    const stoppedAt = event.at - (typeof down === 'number' ? down * 1000 : 0)
    if (scene.classes !== null && !scene.classes.isClass(stoppedAt)) return null
    const cause = textOf(event, 'previousCause')
    const isCrash = cause === 'bugcheck' || cause === 'kernel-panic' || cause === 'lockup'
    return {
      topic: 'machine',
      title: { zh: '电脑反复非正常重启', en: 'The computer restarts without a clean stop, again and again' },
      text: cause ?? 'unclean',
      // What says itself why it stopped is counted, and told by the rule about crashes unless others join it.
      ...(isCrash ? { levels: [] } : {}),
    }
  },
})
