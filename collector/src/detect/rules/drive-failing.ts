import { evidenceOf, textOf } from '../attributes.ts'
import { countedRule } from '../counted.ts'
import { DAY_MS, HOUR_MS } from './times.ts'

/** A drive that reports its own failure: grade 2, also when it is failing as it is first seen. What only may come is a warning. */
export const driveFailing = countedRule({
  name: 'drive-failing',
  doc: 'Grade 2: a drive reporting failure.',
  knobs: {},
  events: ['drive.failing', 'drive.degraded'],
  mergeMs: 1_000,
  quietMs: 365 * DAY_MS,
  levels: () => [
    { name: 'failing', count: 1, withinMs: HOUR_MS, class: 'incident', grade: 2, reason: 'drive-reports-failure' },
    { name: 'degraded', count: 1, withinMs: HOUR_MS, class: 'warning', grade: null, reason: 'drive-reports-failure' },
  ],
  occurrence(event) {
    const device = textOf(event, 'device') ?? textOf(event, 'drive') ?? 'drive'
    const failing = event.name === 'drive.failing'
    return {
      topic: `drive:${device}`,
      title: failing
        ? { zh: `硬盘 ${device} 自报即将失效`, en: `Drive ${device} reports that it is failing` }
        : { zh: `硬盘 ${device} 有失效迹象`, en: `Drive ${device} shows signs of failing` },
      text: evidenceOf(event),
      levels: failing ? ['failing'] : ['degraded'],
    }
  },
})
