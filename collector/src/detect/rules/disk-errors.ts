import { diskOf } from '@forewarn/shared/evidence/disk-book.ts'

import { evidenceOf, textOf, weightOf } from '../attributes.ts'
import { countedRule } from '../counted.ts'
import { DAY_MS, HOUR_MS } from './times.ts'

/** Reading or writing failed, or the disk is gone: key hardware that does not repair itself, grade 2. A USB stick is not the system's disk. */
export const diskErrors = countedRule({
  name: 'disk-errors',
  doc: 'Grade 2: I/O errors of a disk of the machine.',
  knobs: {},
  events: ['disk.io-error', 'disk.gone'],
  mergeMs: 1_000,
  quietMs: 7 * DAY_MS,
  levels: () => [
    { name: 'own', count: 1, withinMs: HOUR_MS, class: 'incident', grade: 2, reason: 'io-errors' },
    { name: 'stick', count: 1, withinMs: HOUR_MS, class: 'incident', grade: 4, reason: 'removable-medium' },
  ],
  occurrence(event) {
    const role = textOf(event, 'role')
    // What the system retried and got is not lost yet: bursts of that have a rule of their own.
    if (role === 'optical' || event.severity !== 'error') return null
    const device = textOf(event, 'device') ?? 'disk'
    return {
      topic: `disk:${diskOf(device)}`,
      title:
        role === 'usb'
          ? { zh: `U 盘 ${device} 读写出错`, en: `USB medium ${device} has I/O errors` }
          : { zh: `磁盘 ${device} 读写出错`, en: `Disk ${device} has I/O errors` },
      text: evidenceOf(event),
      weight: weightOf(event),
      levels: role === 'usb' ? ['stick'] : ['own'],
    }
  },
})
