import { judgeDrive, reasonInWords } from '@forewarn/shared/evidence/drive-verdict.ts'
import { readSmartctl } from '@forewarn/shared/evidence/smartctl.ts'

import type { EventInput } from '../detect/rule.ts'
import type { Reader } from './material.ts'
import { textOf } from './text.ts'

/** A document of `smartctl --json`. */
export const smartReader: Reader = {
  kind: 'SMART document',
  read(file, { latest }) {
    const text = textOf(file)
    if (text === null || !text.trimStart().startsWith('{') || !text.includes('"smartctl"')) return null
    const answer = readSmartctl(text)
    if (answer.kind === 'asleep') return { boots: [], events: [], notes: ['the drive slept and was not asked'] }
    if (answer.kind === 'refused')
      return { boots: [], events: [], notes: [`smartctl: ${answer.message || answer.why}`] }
    const { verdict, level, reasons } = judgeDrive(answer.reading)
    const device = answer.reading.model ?? 'drive'
    const why = reasons.map(reasonInWords).join('; ')
    const notes = [`${device}: ${verdict}, by ${level}${why === '' ? '' : `: ${why}`}`]
    if (verdict !== 'failing' && verdict !== 'degraded') return { boots: [], events: [], notes }
    const event: EventInput = {
      type: 'event',
      at: toldAt(text) ?? latest,
      name: verdict === 'failing' ? 'drive.failing' : 'drive.degraded',
      severity: verdict === 'failing' ? 'error' : 'warning',
      attributes: { device, evidence: why },
    }
    return { boots: [], events: [event], notes }
  },
}

/** When smartctl was asked, as its document says, ms. */
function toldAt(text: string): number | null {
  const { local_time: time } = JSON.parse(text) as { local_time?: { time_t?: unknown } }
  return typeof time?.time_t === 'number' && time.time_t > 0 ? time.time_t * 1000 : null
}
