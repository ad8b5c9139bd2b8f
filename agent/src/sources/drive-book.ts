import type { DriveReading } from '@forewarn/shared/evidence/drive-reading.ts'
import { reasonInWords, type DriveVerdict } from '@forewarn/shared/evidence/drive-verdict.ts'

import type { Happening } from '../sampler/source.ts'
import type { Memory } from '../watchers/watcher.ts'
import { tellOnce } from './tell-once.ts'

/** A drive that could be read, under its name here. */
export interface JudgedDrive {
  name: string
  reading: DriveReading
  verdict: DriveVerdict
}

type Told = 'failing' | 'degraded'

const KEY = 'drives'
/** Drives that were here once are remembered too; the oldest are forgotten beyond this many. */
const MOST_REMEMBERED = 32
const REASONS_LENGTH = 400

/**
 * Remembers over restarts which drives were last said not to be well, so that a failing drive is told when it is first seen and not again
 * at every start. A drive that cannot be judged now is not thought well again.
 */
export function createDriveBook(memory: Memory) {
  const recalled = memory.recall(KEY)
  const told = new Map(recalled === null ? [] : (JSON.parse(recalled) as [string, Told][]))

  return {
    /** Events for drives whose verdict changed, and for those that are not well when seen for the first time. */
    compare(judged: JudgedDrive[], now: number): Happening[] {
      const events: Happening[] = []
      for (const { name, reading, verdict } of judged) {
        if (verdict.verdict === 'unknown') continue
        const { model, serial } = reading
        // Another drive in the same place is another drive.
        const drive = serial === null ? `${name} ${model ?? ''}` : `${model ?? ''} ${serial}`
        const before = told.get(drive) ?? 'healthy'
        if (before === verdict.verdict) continue
        told.delete(drive)
        if (verdict.verdict !== 'healthy') told.set(drive, verdict.verdict)
        events.push({ ...EVENTS[verdict.verdict], at: now, attributes: attributesOf(name, reading, verdict) })
      }
      return tellOnce(events, KEY, [...told].slice(-MOST_REMEMBERED))
    },
  }
}

const EVENTS = {
  failing: { name: 'drive.failing', severity: 'error' },
  degraded: { name: 'drive.degraded', severity: 'warning' },
  healthy: { name: 'drive.recovered', severity: 'info' },
} as const

function attributesOf(drive: string, { model }: DriveReading, { level, reasons, advice }: DriveVerdict) {
  const words = reasons.map(reasonInWords).join('; ').slice(0, REASONS_LENGTH)
  return { drive, model, evidence: level, reasons: words, advice: advice.join(' ') || null }
}
