import { evidenceOf, textOf, weightOf } from '../attributes.ts'
import { countedRule } from '../counted.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './times.ts'

const KNOBS = {
  perHour: { default: 3, minimum: 2, maximum: 50, doc: 'Crashes of one program within an hour that are a loop.' },
  perDay: {
    default: 5,
    minimum: 2,
    maximum: 200,
    doc: 'Crashes of one program within 24 hours that are a repetition.',
  },
}

/**
 * A crash or hang of a watched program: grade 3; a crash loop or repeated crashes of it: grade 2. A background helper that crashes stops
 * no lesson. A program closed by its user is no crash.
 */
export const programCrash = countedRule({
  name: 'program-crash',
  doc: 'Grade 3: one application crash or hang. Grade 2: a crash loop.',
  knobs: KNOBS,
  events: ['program.crash', 'program.hung'],
  // A kernel's line, a core dump and the watcher of the program tell one crash; a loop's crashes lie further apart.
  mergeMs: 3_000,
  quietMs: 3 * DAY_MS,
  levels: ({ perHour, perDay }) => [
    { name: 'hour', count: perHour, withinMs: HOUR_MS, class: 'incident', grade: 2, reason: 'program-crashes-repeat' },
    { name: 'day', count: perDay, withinMs: DAY_MS, class: 'incident', grade: 2, reason: 'program-crashes-repeat' },
    { name: 'hang', count: 1, withinMs: MINUTE_MS, class: 'incident', grade: 3, reason: 'program-hung' },
    { name: 'crash', count: 1, withinMs: MINUTE_MS, class: 'incident', grade: 3, reason: 'program-crashed' },
  ],
  occurrence(event, { watched }) {
    const said = textOf(event, 'program') ?? textOf(event, 'executable')
    if (said === null) return null
    const known = watched?.find(({ name, executables }) => [name, ...executables].some(one => isSame(one, said)))
    if (watched !== null && known === undefined) return null
    const program = known?.name ?? said
    const pid = textOf(event, 'pid')
    const hung = event.name === 'program.hung'
    return {
      topic: `program:${program}`,
      title: hung
        ? { zh: `${program} 无响应`, en: `${program} hangs` }
        : { zh: `${program} 崩溃`, en: `${program} crashed` },
      text: evidenceOf(event),
      weight: weightOf(event),
      ...(pid === null ? {} : { key: { name: pid, teller: textOf(event, 'executable') === null ? 'log' : 'watcher' } }),
      levels: hung ? ['hour', 'day', 'hang'] : ['hour', 'day', 'crash'],
    }
  },
})

/** Windows does not mind the case of a program's name, and the kernel of Linux cuts it at 15 characters (TASK_COMM_LEN). */
function isSame(configured: string, said: string): boolean {
  const [a, b] = [configured.toLowerCase(), said.toLowerCase()]
  return a === b || (b.length === 15 && a.startsWith(b))
}
