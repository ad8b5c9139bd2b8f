import { evidenceOf, textOf } from '../attributes.ts'
import { countedRule } from '../counted.ts'
import { DAY_MS } from './times.ts'

const KNOBS = {
  perDay: { default: 2, minimum: 2, maximum: 20, doc: 'Crashes within 24 hours that are a repetition.' },
  perWeek: {
    default: 3,
    minimum: 2,
    maximum: 50,
    doc: 'Crashes within 7 days that are a repetition. Three in seven days is where a machine that failed fails again soon (Los Alamos failure data, 1996–2005).',
  },
}

/** Intermittent or repeated crashes make normal use impossible: grade 2. The code or reason that most of them share is named. */
export const repeatedCrashes = countedRule({
  name: 'repeated-crashes',
  doc: 'Grade 2: repeated bugchecks, panics or lockups.',
  knobs: KNOBS,
  events: ['system.boot'],
  // Within a minute the same boot is told twice, by two sources.
  mergeMs: 60_000,
  quietMs: 14 * DAY_MS,
  levels: ({ perDay, perWeek }) => [
    { name: 'day', count: perDay, withinMs: DAY_MS, class: 'incident', grade: 2, reason: 'crashes-repeat' },
    { name: 'week', count: perWeek, withinMs: 7 * DAY_MS, class: 'incident', grade: 2, reason: 'crashes-repeat' },
  ],
  occurrence(event) {
    if (event.attributes['previousEnd'] !== 'unclean') return null
    const cause = textOf(event, 'previousCause')
    if (cause !== 'bugcheck' && cause !== 'kernel-panic' && cause !== 'lockup') return null
    const code = textOf(event, 'bugcheckCode') ?? textOf(event, 'reason')
    const named = code === null ? '' : ` (${code})`
    return {
      topic: 'machine',
      title: { zh: `电脑反复崩溃${named}`, en: `The computer crashes again and again${named}` },
      text: code === null ? evidenceOf(event) : `${cause} ${code}`,
    }
  },
})
