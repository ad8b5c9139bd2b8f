import { diskOf } from '@forewarn/shared/evidence/disk-book.ts'

import { evidenceOf, textOf, weightOf } from '../attributes.ts'
import { countedRule } from '../counted.ts'
import { DAY_MS, HOUR_MS } from './times.ts'

/** A file system that is damaged or became read-only does not repair itself: grade 2. On a USB stick it is its owner's advice. */
export const filesystemDamage = countedRule({
  name: 'filesystem-damage',
  doc: 'Grade 2: a file system is corrupt or was remounted read-only.',
  knobs: {},
  events: ['filesystem.error', 'filesystem.read-only'],
  mergeMs: 1_000,
  quietMs: 7 * DAY_MS,
  levels: () => [
    { name: 'own', count: 1, withinMs: HOUR_MS, class: 'incident', grade: 2, reason: 'filesystem-damaged' },
    { name: 'stick', count: 1, withinMs: HOUR_MS, class: 'incident', grade: 4, reason: 'removable-medium' },
  ],
  occurrence(event) {
    const device = textOf(event, 'device') ?? textOf(event, 'mountpoint') ?? 'disk'
    const role = textOf(event, 'role')
    const removable = role === 'usb' || role === 'optical'
    return {
      topic: `disk:${diskOf(device)}`,
      title: removable
        ? { zh: `移动介质 ${device} 的文件系统出错`, en: `The file system of removable ${device} has errors` }
        : { zh: `${device} 的文件系统损坏或只读`, en: `The file system of ${device} is damaged or read-only` },
      text: evidenceOf(event),
      weight: weightOf(event),
      levels: removable ? ['stick'] : ['own'],
    }
  },
})
