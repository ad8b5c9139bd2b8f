import { diskOf } from '@forewarn/shared/evidence/disk-book.ts'

import { evidenceOf, textOf, weightOf } from '../attributes.ts'
import { countedRule } from '../counted.ts'
import { DAY_MS, HOUR_MS } from './times.ts'

const KNOBS = {
  perHour: { default: 3, minimum: 2, maximum: 100, doc: 'Retries or resets within an hour that are a burst.' },
  perWeek: { default: 6, minimum: 2, maximum: 500, doc: 'Retries or resets within 7 days.' },
}

/** Bursts of retries or resets on the way to a disk: a hidden danger, grade 3. A single one happens to healthy machines. */
export const storageRetries = countedRule({
  name: 'storage-retries',
  doc: 'Grade 3: bursts of storage retries or resets.',
  knobs: KNOBS,
  events: ['disk.reset', 'disk.io-error'],
  mergeMs: 1_000,
  quietMs: 7 * DAY_MS,
  levels: ({ perHour, perWeek }) => [
    { name: 'burst', count: perHour, withinMs: HOUR_MS, class: 'incident', grade: 3, reason: 'storage-retries' },
    { name: 'often', count: perWeek, withinMs: 7 * DAY_MS, class: 'incident', grade: 3, reason: 'storage-retries' },
  ],
  occurrence(event) {
    const role = textOf(event, 'role')
    if (role === 'usb' || role === 'optical' || textOf(event, 'code') === 'usb-reset') return null
    if (event.name === 'disk.io-error' && event.severity !== 'warning') return null
    const device = textOf(event, 'device') ?? 'disk'
    return {
      topic: `disk:${diskOf(device)}`,
      title: { zh: `磁盘 ${device} 的连接反复重试`, en: `The link to disk ${device} retries again and again` },
      text: evidenceOf(event),
      weight: weightOf(event),
    }
  },
})
