import type { Clock } from '@forewarn/shared/clock.ts'
import { readKernelMessage } from '@forewarn/shared/evidence/kernel.ts'
import { parseKmsgRecord, type KmsgRecord } from '@forewarn/shared/evidence/kmsg.ts'
import { closeSync, constants, openSync, readSync } from 'node:fs'

import type { LogFollower, LogSink } from './follower.ts'

/** How one record is read. `overwritten`: the next one to be read is gone; the read after this goes on with the oldest there is. */
export type KmsgRead = { kind: 'record'; text: string } | { kind: 'empty' } | { kind: 'overwritten' }

export interface KmsgDevice {
  read(): KmsgRead
  close(): void
}

/** A look that finds nothing costs about 20 µs: a second's wait is cheap, and two are soon enough, ms. */
const LOOK_MS = 2_000
/** So many records are read in one look; what is more waits for the next one. */
const RECORDS_PER_LOOK = 2_000
/** The kernel's own bound for a record with its device lines (PRINTKRB_RECORD_MAX and CONSOLE_EXT_LOG_MAX), bytes. */
const RECORD_BYTES = 8_192

export interface KmsgOptions {
  clock: Clock
  /** The kernel's id of this boot. */
  boot: string
  open?: () => KmsgDevice
}

/**
 * Follows the kernel's own buffer, where no journal does. Node has no way to be woken by it, and a read that waits would hold one of the
 * runtime's four threads for ever; so it is opened to be read without waiting and looked at on a timer, with no process and no thread.
 */
export function createKmsgFollower({ clock, boot, open = openKmsg }: KmsgOptions): LogFollower {
  let device: KmsgDevice | null = null
  let sink: LogSink | null = null
  let timer: NodeJS.Timeout | null = null
  /** The number of the last record that was handed on, or is not to be. */
  let last: number | null = null
  /** When the look before this one was, once everything that lay there at the start is read. */
  let lookedAt: number | null = null
  let isTorn = false

  function look(): void {
    timer = null
    try {
      const now = clock.now()
      if (drain(now)) lookedAt = now
    } catch (error) {
      const given = sink
      stop()
      given?.lost((error as Error).message)
      return
    }
    if (device !== null) timer = setTimeout(look, LOOK_MS)
  }

  /** Reads what there is; false where it is more than one look takes. */
  function drain(now: number): boolean {
    for (let records = 0; records < RECORDS_PER_LOOK; records++) {
      const read: KmsgRead = device?.read() ?? { kind: 'empty' }
      if (read.kind === 'empty') return true
      if (read.kind === 'overwritten') isTorn = true
      else {
        const record = parseKmsgRecord(read.text)
        if (record !== null) take(record, now)
      }
    }
    return false
  }

  function take(record: KmsgRecord, now: number): void {
    if (last !== null && record.sequence <= last) return
    if (isTorn && last !== null && record.sequence > last + 1)
      sink?.gap({ reason: 'overwritten', count: record.sequence - last - 1 })
    isTorn = false
    last = record.sequence
    const isKernel = record.facility === 0
    sink?.line({
      at: timeOf(record, now),
      kernelMessage: isKernel ? record.message : null,
      finding: isKernel ? readKernelMessage(record.message) : null,
      position: `${boot} ${record.sequence}`,
    })
  }

  /**
   * The kernel's clock stands still while the machine sleeps, so it says too early by as much; what came since the last look did not happen
   * before it.
   */
  function timeOf({ microseconds }: KmsgRecord, now: number): number {
    const at = now - (clock.up() - microseconds / 1000)
    return Math.round(Math.min(now, Math.max(at, lookedAt ?? Number.NEGATIVE_INFINITY)))
  }

  function stop(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    sink = null
    device?.close()
    device = null
  }

  return {
    name: 'kmsg',
    obstacle() {
      try {
        open().close()
        return null
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no /dev/kmsg' : 'the agent may not read /dev/kmsg'
      }
    },
    start(from, given) {
      sink = given
      const [where, sequence] = from?.split(' ') ?? []
      last = where === boot ? Number(sequence) : null
      lookedAt = null
      // The first record that is there tells whether those before it were overwritten.
      isTorn = last !== null
      try {
        device = open()
      } catch (error) {
        given.lost((error as Error).message)
        return
      }
      look()
    },
    stop,
  }
}

function openKmsg(): KmsgDevice {
  const file = openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK)
  const buffer = Buffer.alloc(RECORD_BYTES)
  return {
    read() {
      try {
        return { kind: 'record', text: buffer.toString('utf8', 0, readSync(file, buffer)) }
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code === 'EAGAIN') return { kind: 'empty' }
        if (code === 'EPIPE') return { kind: 'overwritten' }
        throw error
      }
    },
    close: () => closeSync(file),
  }
}
