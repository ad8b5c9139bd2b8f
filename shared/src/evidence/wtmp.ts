import { pushClue, type Clue } from './boot-clues.ts'

/** What a record of the login book says. Who logged in from where is never read. */
export interface WtmpRecord {
  /** By the machine's wall clock, ms. */
  at: number
  says: 'boot' | 'shutdown' | 'clock-before' | 'clock-after' | 'running'
}

/** Where a record's time lies, bytes. The rest is alike everywhere: type at 0, process at 4, line at 8, user at 44 (glibc, bits/utmp.h). */
interface Layout {
  size: number
  seconds: number
  microseconds: number
}

/** x86-64 keeps times of 32 bits in the file, arm64 its own 64. All known machines write little-endian. */
const LAYOUTS: readonly Layout[] = [
  { size: 384, seconds: 340, microseconds: 344 },
  { size: 400, seconds: 344, microseconds: 352 },
]
/** Times outside of this are damage, s: 1990 until the 32 bits end. */
const FROM_SECONDS = 631_152_000
const TO_SECONDS = 0xffff_ffff
/** Records begin at multiples of this, whatever was torn off before them, bytes. */
const STEP = 4

const RUN_LVL = 1
const BOOT_TIME = 2
const NEW_TIME = 3
const OLD_TIME = 4
const LAST_TYPE = 8

/**
 * The records of a `wtmp` or `utmp` file or of its end, oldest first. A record that is torn or damaged is skipped, and reading goes on
 * with the next sound one; zeros, as a power cut leaves them, are no records.
 */
export function parseWtmp(bytes: Uint8Array): WtmpRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const readings = LAYOUTS.map(layout => readAll(view, layout))
  return readings.reduce((best, reading) => (reading.length > best.length ? reading : best))
}

function readAll(view: DataView, layout: Layout): WtmpRecord[] {
  const records: WtmpRecord[] = []
  for (let at = 0; at + layout.size <= view.byteLength;) {
    const record = readOne(view, at, layout)
    if (record !== null) records.push(record)
    at += record === null ? STEP : layout.size
  }
  return records
}

function readOne(view: DataView, at: number, layout: Layout): WtmpRecord | null {
  const type = view.getUint32(at, true)
  if (type < RUN_LVL || type > LAST_TYPE) return null
  const seconds = view.getUint32(at + layout.seconds, true)
  const microseconds = view.getUint32(at + layout.microseconds, true)
  if (seconds < FROM_SECONDS || seconds > TO_SECONDS || microseconds >= 1_000_000) return null
  const says = meaningOf(type, view, at)
  return says === null ? null : { at: seconds * 1000 + Math.floor(microseconds / 1000), says }
}

function meaningOf(type: number, view: DataView, at: number): WtmpRecord['says'] | null {
  switch (type) {
    case BOOT_TIME:
      return startsWith(view, at + 8, '~') ? 'boot' : null
    case RUN_LVL: {
      if (!startsWith(view, at + 8, '~')) return null
      // In old systems the run level says it: 0 halts, 6 reboots.
      const level = String.fromCharCode(view.getUint8(at + 4))
      return startsWith(view, at + 44, 'shutdown') || level === '0' || level === '6' ? 'shutdown' : 'running'
    }
    case NEW_TIME:
      return 'clock-after'
    case OLD_TIME:
      return 'clock-before'
    default:
      return 'running'
  }
}

function startsWith(view: DataView, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (view.getUint8(at + i) !== text.charCodeAt(i)) return false
  return true
}

/** What the login book tells of boots and stops. */
export function wtmpClues(records: readonly WtmpRecord[]): Clue[] {
  const clues: Clue[] = []
  for (const { at, says } of records) {
    if (says === 'boot') pushClue(clues, { from: 'wtmp', at, tells: 'boot', kind: 'cold' })
    else pushClue(clues, { from: 'wtmp', at, tells: says === 'shutdown' ? 'shutdown' : 'alive' })
  }
  return clues
}
