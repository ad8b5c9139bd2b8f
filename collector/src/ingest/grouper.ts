import { ByteWriter } from '../store/bytes.ts'
import type { ApplyOutcome } from '../store/client.ts'
import type { Group } from '../store/apply.ts'
import type { StoredLayout } from '../store/layouts.ts'

/**
 * A group is offered so long after its first entry at the latest; until then others may share its fsync. What had waited for a batch before
 * it came waits a little longer: a small fleet's batches then share a commit, whose two wake-ups cost more than its records.
 */
const LINGER_MS = { urgent: 4, patient: 250 } as const
/** With so many waiting there is nothing to gain by waiting on. */
const MOST_PATIENT = 16
/** A group this large is offered at once. */
const FULL_BYTES = 1 << 20
/** Retries of a group the store could not commit, doubling up to the last. */
const RETRY_MS = { first: 200, last: 5_000 } as const

export interface GrouperOptions {
  apply: (group: Group) => Promise<ApplyOutcome>
  /** Entries waiting for a commit beyond these bytes: the senders are to be held back until `onRelief`. */
  pressureBytes: number
  onPressure: () => void
  onRelief: () => void
  onCommitted: (outcome: ApplyOutcome & { ok: true }) => void
}

/** Gathers entries into groups, one group under way at a time, and tells each sender when its entry is durable. */
export function createGrouper(options: GrouperOptions) {
  let entries = new ByteWriter(1 << 16)
  let settlers: (() => void)[] = []
  let layouts: StoredLayout[] = []
  let underWay = 0
  let timer: { running: NodeJS.Timeout; urgent: boolean } | null = null
  /** Whether anything that waits is urgent, or so many wait that they had better go. */
  let urgent = false
  let pressed = false
  let closed = false
  let idle: (() => void) | null = null

  function waitingBytes(): number {
    return entries.length + underWay
  }

  function schedule(): void {
    if (underWay > 0 || settlers.length === 0) return
    if (entries.length >= FULL_BYTES) offer()
    else if (timer === null || (urgent && !timer.urgent)) {
      if (timer !== null) clearTimeout(timer.running)
      timer = { running: setTimeout(offer, urgent ? LINGER_MS.urgent : LINGER_MS.patient), urgent }
    }
  }

  function offer(): void {
    if (timer !== null) clearTimeout(timer.running)
    timer = null
    if (underWay > 0 || settlers.length === 0) return
    urgent = false
    const group: Group = { entries: entries.bytes.slice(0, entries.length), layouts }
    const waiting = settlers
    underWay = group.entries.length
    entries.length = 0
    settlers = []
    layouts = []
    void commit(group, waiting, RETRY_MS.first)
  }

  async function commit(group: Group, waiting: (() => void)[], retryMs: number): Promise<void> {
    const outcome = await options
      .apply(group)
      .catch((error: unknown) => ({ ok: false as const, problem: String(error), group }))
    if (!outcome.ok) {
      if (closed) return finish()
      setTimeout(() => void commit(outcome.group, waiting, Math.min(retryMs * 2, RETRY_MS.last)), retryMs)
      return
    }
    underWay = 0
    options.onCommitted(outcome)
    for (const settle of waiting) settle()
    if (pressed && waitingBytes() < options.pressureBytes / 2) {
      pressed = false
      options.onRelief()
    }
    if (closed && settlers.length > 0) offer()
    else if (closed) finish()
    else schedule()
  }

  function finish(): void {
    underWay = 0
    idle?.()
  }

  return {
    /** Takes an entry: `write` appends it; `settled` is called once it is committed, which may take longer where it is patient. */
    add(write: (out: ByteWriter) => void, settled: () => void, patient: boolean): void {
      if (closed) return
      write(entries)
      settlers.push(settled)
      urgent ||= !patient || settlers.length >= MOST_PATIENT
      if (!pressed && waitingBytes() > options.pressureBytes) {
        pressed = true
        options.onPressure()
      }
      schedule()
    },

    /** A layout that entries from now on refer to; it is committed with the first of them. */
    declare(layout: StoredLayout): void {
      layouts.push(layout)
    },

    /** Commits what waits, as far as the store can, and takes nothing more. */
    close(): Promise<void> {
      closed = true
      if (underWay === 0 && settlers.length === 0) return Promise.resolve()
      return new Promise(resolve => {
        idle = resolve
        offer()
      })
    },
  }
}

export type Grouper = ReturnType<typeof createGrouper>
