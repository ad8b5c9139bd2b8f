import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

import { temporaryFolder } from './folders.ts'

/** Debian's `systemd-journal-remote`: writes journal files from entries in the journal's export format. */
const WRITER = '/lib/systemd/systemd-journal-remote'
const BOOT = 'a'.repeat(32)
const FIRST_MS = Date.UTC(2026, 0, 5, 2)

/** A journal of its own: real files in the journal's format, written as they come, gone with the test. */
export function openJournal() {
  const folder = temporaryFolder()
  let writer: ChildProcess | null = null
  let files = 0
  let entries = 0

  function open(): ChildProcess {
    const path = join(folder, `file${++files}.journal`)
    return spawn(WRITER, [`--output=${path}`, '-'], { stdio: ['pipe', 'ignore', 'ignore'] })
  }

  async function close(): Promise<void> {
    const last = writer
    writer = null
    if (last === null) return
    const ended = once(last, 'close')
    last.stdin!.end()
    await ended
  }
  onTestFinished(close)

  function write(fields: Record<string, string>): void {
    writer ??= open()
    // A second apart, from the boot's tenth minute on.
    const seconds = entries++
    const head = {
      __REALTIME_TIMESTAMP: (FIRST_MS + seconds * 1_000) * 1_000,
      __MONOTONIC_TIMESTAMP: (600 + seconds) * 1_000_000,
      _BOOT_ID: BOOT,
    }
    const lines = Object.entries({ ...head, ...fields }).map(([name, value]) => `${name}=${value}\n`)
    writer.stdin!.write(`${lines.join('')}\n`)
  }

  return {
    folder,
    /** The file that is written, or was last. */
    path: () => join(folder, `file${files}.journal`),
    write,
    /** The kernel says something. */
    kernel: (message: string) =>
      write({
        _TRANSPORT: 'kernel',
        SYSLOG_FACILITY: '0',
        SYSLOG_IDENTIFIER: 'kernel',
        PRIORITY: '6',
        MESSAGE: message,
      }),
    /** Everything so far is in the file, which is closed; what is written next goes into another one. */
    close,
  }
}
