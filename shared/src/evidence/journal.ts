import { LINE_LENGTH } from './clean.ts'
import type { Finding } from './finding.ts'
import { readKernelMessage } from './kernel.ts'
import { readSystemdEntry } from './systemd.ts'

/** One entry of the journal, as far as evidence needs it. */
export interface JournalEntry {
  /** When it happened by the machine's wall clock, ms. */
  at: number
  /** When it was written down, since boot, ms. */
  monotonicMs: number
  /** The kernel's id of the boot, 32 hexadecimal digits without dashes. */
  boot: string
  /** The entry's place in the journal. */
  cursor: string
  /** `kernel`, `syslog`, `journal`, `stdout`, `driver`, `audit`; empty where the entry does not say. */
  transport: string
  /** Who speaks: `kernel`, `systemd`, `sshd`; empty where the entry does not say. */
  program: string
  message: string
  /** The number of what the message means, where its writer gave it one (systemd.journal-fields(7)). */
  messageId: string | null
  /** 0 emergency to 7 debug; null where the entry does not say. */
  priority: number | null
  /** Every field that is short text, by the journal's names. Those with an underscore come from the journal itself and cannot be forged. */
  fields: Readonly<Record<string, string>>
}

/** A field that is longer is none that evidence needs; `journalctl` itself gives up at 4096 bytes. */
const FIELD_LENGTH = 4_096
/** A line is refused beyond this, characters. */
const LONGEST_LINE = 256 * 1024
/** The kernel's messages of a boot reach the journal when it starts, a slow machine's minutes later, ms. */
const LATE_MS = 10 * 60_000

/** One line of `journalctl -o json`, or null where it is none. */
export function parseJournalLine(line: string): JournalEntry | null {
  if (!line.startsWith('{') || line.length > LONGEST_LINE) return null
  let raw: Record<string, unknown>
  try {
    raw = JSON.parse(line) as Record<string, unknown>
  } catch {
    return null
  }
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(raw)) {
    const text = textOf(value)
    if (text !== null && /^[A-Z_][A-Z\d_]{0,63}$/.test(name)) fields[name] = text
  }
  const written = microseconds(fields['__REALTIME_TIMESTAMP'])
  const monotonic = microseconds(fields['__MONOTONIC_TIMESTAMP'])
  const { __CURSOR: cursor, _BOOT_ID: boot } = fields
  if (written === null || monotonic === null || cursor === undefined || boot === undefined) return null
  return {
    at: Math.round((written - lateness(monotonic, fields)) / 1000),
    monotonicMs: Math.round(monotonic / 1000),
    boot,
    cursor,
    transport: fields['_TRANSPORT'] ?? '',
    program: fields['SYSLOG_IDENTIFIER'] ?? fields['_COMM'] ?? '',
    message: (fields['MESSAGE'] ?? '').slice(0, LINE_LENGTH),
    messageId: fields['MESSAGE_ID']?.toLowerCase() ?? null,
    priority: priorityOf(fields['PRIORITY']),
    fields,
  }
}

/** What an entry says happened, or null where it is none of the events we know. */
export function readJournalEntry(entry: JournalEntry): Finding | null {
  if (entry.transport !== 'kernel') return readSystemdEntry(entry)
  // Programs may write into the kernel's log, and even call themselves kernel; only the facility cannot be forged.
  const facility = entry.fields['SYSLOG_FACILITY']
  return facility === undefined || facility === '0' ? readKernelMessage(entry.message) : null
}

/** Text that is not UTF-8 or not printable comes as a list of bytes, and a field that was given several times as a list of values. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value.length <= FIELD_LENGTH ? value : null
  if (!Array.isArray(value) || value.length === 0) return null
  if (!value.every(isByte)) return textOf(value.find(one => typeof one === 'string' || Array.isArray(one)))
  return value.length <= FIELD_LENGTH ? new TextDecoder().decode(Uint8Array.from(value)) : null
}

function isByte(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 256
}

function microseconds(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,17}$/.test(text) ? Number(text) : null
}

/** By how much the journal wrote an entry down later than its writer, by the writer's own clock, says it happened, µs. */
function lateness(monotonic: number, fields: Record<string, string>): number {
  const source = microseconds(fields['_SOURCE_MONOTONIC_TIMESTAMP'])
  const late = source === null ? 0 : monotonic - source
  return late > 0 && late <= LATE_MS * 1000 ? late : 0
}

function priorityOf(text: string | undefined): number | null {
  return text !== undefined && /^[0-7]$/.test(text) ? Number(text) : null
}
