import type { Clue } from './boot-clues.ts'
import { readKernelMessage } from './kernel.ts'

/** A file in which firmware memory kept what the kernel said last. */
export interface PstoreFile {
  name: string
  text: string
  /** When it was last changed, which is when the kernel wrote the record; ms. Null where unknown. */
  changedAt: number | null
}

/** Parts of one record are written within seconds; records of one crash, first an oops and then the panic it led to, soon after, ms. */
const ONE_CRASH_MS = 60_000
/** Records hold some 10 kB; a file of more is none of them, characters. */
const TEXT_LENGTH = 128 * 1024
/** Times outside of this are other numbers: 2001 until 2106, s. */
const FROM_SECONDS = 1_000_000_000
const TO_SECONDS = 0xffff_ffff

/** Whether a file in the folder of records holds what the kernel logged; others hold consoles and traces. */
export function isKernelRecord(name: string): boolean {
  return /^dmesg-[\w-]+$/.test(name)
}

/**
 * The crashes that records in /sys/fs/pstore or its archive tell of, oldest first. A record is cut into parts of which each begins with
 * why and which, as in `Panic#1 Part3`; a record of another kind, such as one of an ordered restart, is no crash.
 */
export function pstoreClues(files: readonly PstoreFile[]): Clue[] {
  const crashes: Extract<Clue, { tells: 'kernel-crash' }>[] = []
  for (const file of files.toSorted((a, b) => (writtenAt(a) ?? 0) - (writtenAt(b) ?? 0))) {
    const at = writtenAt(file)
    const text = file.text.slice(0, TEXT_LENGTH)
    const why = /^(Panic|Oops|Emergency)#\d+ Part\d+$/m.exec(text)?.[1]
    if (at === null || why === undefined || !isKernelRecord(file.name)) continue
    const { fatal, reason } = lastWords(text)
    const crash = crashes.at(-1)
    if (crash === undefined || at - crash.at > ONE_CRASH_MS)
      crashes.push({ from: 'pstore', at, tells: 'kernel-crash', fatal: fatal || why === 'Panic', reason })
    else {
      // The line that says why stands in one part of many, and a panic tells more than the oops before it.
      if (crash.reason === null || (fatal && !isPanic(crash.reason))) crash.reason = reason
      crash.fatal ||= fatal || why === 'Panic'
    }
  }
  return crashes
}

/** Firmware numbers records by their time, `dmesg-efi-<seconds><part of 2 digits><count of 3>`, as Linux does since 3.10 (efi-pstore.c). */
function writtenAt({ name, changedAt }: PstoreFile): number | null {
  const digits = /^dmesg-efi(?:_pstore)?-(\d{9,11})\d{5}$/.exec(name)?.[1]
  const seconds = Number(digits ?? 0)
  return seconds >= FROM_SECONDS && seconds <= TO_SECONDS ? seconds * 1000 : changedAt
}

function lastWords(text: string): { fatal: boolean; reason: string | null } {
  let reason: string | null = null
  for (const line of text.split('\n')) {
    const found = readKernelMessage(withoutPrefix(line))
    if (found?.name === 'kernel.panic') return { fatal: true, reason: String(found.attributes['evidence']) }
    if (found?.name === 'kernel.oops' || found?.name === 'cpu.lockup') reason ??= String(found.attributes['evidence'])
  }
  return { fatal: false, reason }
}

/** `<0>[  123.456789] message`, with the thread or processor between where the kernel was built to tell it. */
function withoutPrefix(line: string): string {
  return line.replace(/^(?:<\d+>)?(?:\[ *\d+\.\d+\])?(?:\[ *[CT]\d+\])?\s*/, '')
}

function isPanic(reason: string): boolean {
  return reason.startsWith('Kernel panic')
}

/**
 * Whether a folder in /var/crash is where the kernel's memory was saved after a crash: `202405011234` (Debian, Ubuntu),
 * `127.0.0.1-2024-05-01-12:34:56` (Red Hat), `2024-05-01-12:34` (SUSE). Programs that crashed leave files, not such folders.
 */
export function isCrashFolder(name: string): boolean {
  return /^20\d{10}(?:\d\d)?$/.test(name) || /(?:^|-)20\d\d-\d\d-\d\d-\d\d[:.]\d\d(?:[:.]\d\d)?$/.test(name)
}
