import { subjectOf } from '@forewarn/shared/evidence/finding.ts'
import type { EventName } from '@forewarn/shared/events.ts'

import type { Happening } from '../sampler/source.ts'

/** An event that is known to have happened at some moment. */
export type TimedHappening = Happening & { at: number }

/** Events of one name that came too thick to be told one by one; `sample` is the last of them. */
interface Tally {
  subject: string | null
  count: number
  first: number
  last: number
  sample: Happening
}

/** One name's minute: how many were told, by subject and altogether, and what was only counted. */
interface Window {
  opened: number
  told: number
  bySubject: Map<string | null, number>
  tallies: Tally[]
}

/** What is counted and not yet told, as it is kept over a restart. */
export type Pending = readonly (readonly [opened: number, tallies: readonly Tally[]])[]

/** Whether something that was kept is what an agent of this version would have kept. */
export function isPending(kept: unknown): kept is Pending {
  const isTally = (tally: Partial<Tally> | null): boolean =>
    typeof tally?.sample?.name === 'string' && [tally.count, tally.first, tally.last].every(Number.isFinite)
  const isWindow = (window: unknown): boolean =>
    Array.isArray(window) && Number.isFinite(window[0]) && Array.isArray(window[1]) && window[1].every(isTally)
  return Array.isArray(kept) && kept.every(isWindow)
}

const WINDOW_MS = 60_000
/** So many a minute are told one by one: of one name and subject, and of one name. */
const TOLD_PER_SUBJECT = 3
const TOLD_PER_NAME = 10
/** So many subjects of one name are counted apart; the others are counted together. */
const COUNTED_SUBJECTS = 4

/**
 * Lets events through one by one until they come too thick, then counts them, and tells the count as one event when the minute is over. The
 * minutes are those of the events themselves, so that reading back a day of logs bounds each of its minutes, not the moment of reading.
 */
export function createBounds(saved: Pending = []) {
  const windows = new Map<EventName, Window>()
  let suppressed = 0

  for (const [opened, tallies] of saved) {
    const name = tallies[0]?.sample.name
    if (name !== undefined)
      windows.set(name, {
        opened,
        told: TOLD_PER_NAME,
        bySubject: new Map(),
        tallies: tallies.map(tally => ({ ...tally })),
      })
  }

  function count(window: Window, { at, ...sample }: TimedHappening): void {
    suppressed++
    const own = subjectOf(sample)
    const isCounted = window.tallies.some(tally => tally.subject === own)
    const subject = isCounted || window.tallies.length < COUNTED_SUBJECTS ? own : null
    const tally = window.tallies.find(tally => tally.subject === subject)
    if (tally === undefined) {
      window.tallies.push({ subject, count: 1, first: at, last: at, sample })
      return
    }
    tally.count++
    tally.first = Math.min(tally.first, at)
    tally.last = Math.max(tally.last, at)
    tally.sample = sample
  }

  /** Ends a minute and tells what it counted. */
  function close(name: EventName, window: Window): TimedHappening[] {
    windows.delete(name)
    return window.tallies.map(summaryOf)
  }

  return {
    /** What is to be told now that this happened: the event itself or nothing, behind the counts of a minute that ended before it. */
    take(event: TimedHappening): TimedHappening[] {
      let window = windows.get(event.name)
      const ended = window !== undefined && isOver(window, event.at) ? close(event.name, window) : []
      window = windows.get(event.name) ?? { opened: event.at, told: 0, bySubject: new Map(), tallies: [] }
      windows.set(event.name, window)
      const subject = subjectOf(event)
      const told = window.bySubject.get(subject) ?? 0
      if (window.told >= TOLD_PER_NAME || told >= TOLD_PER_SUBJECT) {
        count(window, event)
        return ended
      }
      window.told++
      window.bySubject.set(subject, told + 1)
      return [...ended, event]
    },
    /** The counts of every minute that is over at `now`, ms; of all where `now` is null. */
    flush: (now: number | null): TimedHappening[] =>
      [...windows].flatMap(([name, window]) => (now === null || isOver(window, now) ? close(name, window) : [])),
    /** What would be lost if the process ended now. */
    pending: (): Pending =>
      [...windows.values()].filter(({ tallies }) => tallies.length > 0).map(({ opened, tallies }) => [opened, tallies]),
    /** How many events were counted only, since the start. */
    suppressed: (): number => suppressed,
  }
}

export type Bounds = ReturnType<typeof createBounds>

/** A clock that was set back ends a minute too. */
function isOver({ opened }: Window, at: number): boolean {
  return Math.abs(at - opened) >= WINDOW_MS
}

/** The last event with the count of all; what was told of several subjects names none. */
function summaryOf({ subject, count, first, last, sample }: Tally): TimedHappening {
  const times = { count, first: new Date(first).toISOString(), last: new Date(last).toISOString() }
  const attributes =
    subject === null && subjectOf(sample) !== null
      ? { evidence: sample.attributes['evidence'] ?? null }
      : sample.attributes
  return { name: sample.name, severity: sample.severity, at: last, attributes: { ...attributes, ...times } }
}
