import type { DriveReading } from '@forewarn/shared/evidence/drive-reading.ts'
import { reasonInWords, type DriveVerdict } from '@forewarn/shared/evidence/drive-verdict.ts'

import type { Happening } from '../sampler/source.ts'
import type { Memory } from '../watchers/watcher.ts'

/** A drive that could be read, under its name here. */
export interface JudgedDrive {
  name: string
  reading: DriveReading
  verdict: DriveVerdict
}

type Told = Exclude<DriveVerdict['verdict'], 'unknown'>

const KEY = 'drives'
/** Drives that were here once are remembered too; the oldest are forgotten beyond this many. */
const MOST_REMEMBERED = 32
const REASONS_LENGTH = 400

/**
 * Remembers over restarts what was last said of each drive, so that a failing drive is told when it is first seen and not again at every
 * start. A drive that cannot be judged now is not thought well again.
 */
export function createDriveBook(memory: Memory) {
  const told = new Map<string, Told>(recalled(memory.recall(KEY)))

  return {
    /** Events for drives whose verdict changed, and for those that are not well when seen for the first time. */
    compare(judged: JudgedDrive[], now: number): Happening[] {
      const events: Happening[] = []
      let changed = false
      for (const { name, reading, verdict } of judged) {
        if (verdict.verdict === 'unknown') continue
        const { model, serial } = reading
        // Another drive in the same place is another drive.
        const drive = serial === null ? `${name} ${model ?? ''}` : `${model ?? ''} ${serial}`
        const before = told.get(drive)
        if (before === verdict.verdict) continue
        changed = true
        told.delete(drive)
        told.set(drive, verdict.verdict)
        if (before === undefined && verdict.verdict === 'healthy') continue
        events.push({ ...eventOf(name, reading, verdict, verdict.verdict, before ?? null), at: now })
      }
      if (changed) memory.remember(KEY, JSON.stringify([...told].slice(-MOST_REMEMBERED)))
      return events
    },
  }
}

const EVENTS = {
  failing: { name: 'drive.failing', severity: 'error' },
  degraded: { name: 'drive.degraded', severity: 'warning' },
  healthy: { name: 'drive.recovered', severity: 'info' },
} as const

function eventOf(
  drive: string,
  { model }: DriveReading,
  { level, reasons, advice }: DriveVerdict,
  verdict: Told,
  before: Told | null,
): Happening {
  const words = reasons.map(reasonInWords).join('; ').slice(0, REASONS_LENGTH)
  const attributes = { drive, model, evidence: level, reasons: words, advice: advice.join(' ') || null, before }
  return { ...EVENTS[verdict], attributes }
}

function recalled(text: string | null): [string, Told][] {
  const entries: unknown = text === null ? [] : JSON.parse(text)
  return Array.isArray(entries) ? (entries as [string, Told][]) : []
}
