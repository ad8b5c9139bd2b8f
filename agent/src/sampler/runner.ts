import type { Clock } from '@forewarn/shared/clock.ts'
import type { Reading } from '@forewarn/shared/record.ts'

import type { Source, SourceAnswer, SourceReading, Tick } from './source.ts'

/** After so many failures in a row a source is said to have failed, and is tried less and less often. */
const FAILURES = 3
const SLOWEST_MS = 600_000
/** What is not here is looked for again this often, ms. */
const ABSENT_RETRY_MS = 600_000
const REASON_LENGTH = 200

/** How one reading ended. `change` is set once when a source begins to fail and once when it recovers. */
export type Outcome = { change: 'failed' | 'recovered' | null; reason: string } & (
  | ({ kind: 'read' } & SourceReading)
  | { kind: 'absent' }
  | { kind: 'failed' }
  | { kind: 'still-running' }
)

/** How often things are read now: the time between ticks, ms, and by what factor everything is slowed to spare the machine. */
export interface Cadence {
  intervalMs: number
  slowdown: number
}

/** Runs one source: on its cadence, within its deadline, never twice at once, and remembers how it went. */
export function createRunner(source: Source) {
  let running = false
  let failures = 0
  let dueAt = Number.NEGATIVE_INFINITY
  let longestMs: number | null = null
  let success: Reading = null

  function settle(at: Tick, { intervalMs, slowdown }: Cadence, outcome: Outcome): Outcome {
    const every = source.everyMs === null ? intervalMs : source.everyMs * slowdown
    // Without a cadence of its own it is due again whenever the next tick is.
    const next = at.up + (source.everyMs === null ? 0 : every)
    switch (outcome.kind) {
      case 'read':
        dueAt = next
        success = success === 0 ? 0 : 1
        if (failures >= FAILURES) outcome.change = 'recovered'
        failures = 0
        break
      case 'absent':
        dueAt = at.up + ABSENT_RETRY_MS
        break
      case 'failed':
      case 'still-running':
        success = 0
        failures += 1
        if (failures === FAILURES) outcome.change = 'failed'
        dueAt = failures < FAILURES ? next : at.up + Math.min(SLOWEST_MS, every * 2 ** (failures - FAILURES + 1))
        break
    }
    return outcome
  }

  function measure(begun: number, clock: Clock): void {
    longestMs = Math.max(longestMs ?? 0, clock.precise() - begun)
  }

  return {
    name: source.name,
    pace: source.pace ?? 'quick',

    /** Puts the first reading off until then (time since boot, ms). */
    notBefore(up: number): void {
      dueAt = up
    },

    isDue(at: Tick, intervalMs: number): boolean {
      return at.up >= dueAt - intervalMs / 2
    },

    async run(at: Tick, clock: Clock, cadence: Cadence): Promise<Outcome> {
      if (running) return settle(at, cadence, { kind: 'still-running', change: null, reason: 'still running' })
      const begun = clock.precise()
      let outcome: Outcome
      try {
        running = true
        const reading = readWithin(source, at, () => (running = false))
        // What is answered at once took so long and no longer, whatever else this tick still starts.
        if (!(reading instanceof Promise)) measure(begun, clock)
        const answer = await reading
        if (reading instanceof Promise) measure(begun, clock)
        outcome =
          'absent' in answer
            ? { kind: 'absent', change: null, reason: answer.absent }
            : { kind: 'read', change: null, reason: '', ...answer }
      } catch (error) {
        measure(begun, clock)
        outcome = { kind: 'failed', change: null, reason: (error as Error).message.slice(0, REASON_LENGTH) }
      }
      return settle(at, cadence, outcome)
    },

    /** The longest reading and the worst result since the last report; nulls where the source was not read. */
    takeReport(): { longestMs: number | null; success: Reading } {
      const taken = { longestMs, success }
      longestMs = null
      success = null
      return taken
    },
  }
}

export type Runner = ReturnType<typeof createRunner>

/** The source's answer, or an error at its deadline. `done` is called when the source itself has come to an end, however late. */
function readWithin(source: Source, at: Tick, done: () => void): SourceAnswer | Promise<SourceAnswer> {
  const controller = new AbortController()
  let answer: SourceAnswer | Promise<SourceAnswer>
  try {
    answer = source.read(at, controller.signal)
  } catch (error) {
    done()
    throw error
  }
  if (!(answer instanceof Promise)) {
    done()
    return answer
  }
  const { promise, resolve, reject } = Promise.withResolvers<SourceAnswer>()
  const timer = setTimeout(() => {
    controller.abort()
    reject(new Error(`took longer than ${source.deadlineMs} ms`))
  }, source.deadlineMs)
  answer.then(resolve, reject).finally(() => {
    clearTimeout(timer)
    done()
  })
  return promise
}
