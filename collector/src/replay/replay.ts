import type { Series } from '@forewarn/shared/record.ts'

import type { Finding } from '../detect/finding.ts'
import { createJudge } from '../detect/judge.ts'
import type { RuleSettings } from '../detect/rule-settings.ts'
import type { Act } from '../incidents/acts.ts'
import { createConsequences, type Consequence } from '../incidents/consequences.ts'
import { ActionRefused, type Incident } from '../incidents/incident.ts'
import { openRequest } from '../incidents/request.ts'
import { createMemoryBook } from './memory-book.ts'
import { readMessage } from './read-message.ts'
import { TraceFault, type TraceHead, type TraceLine } from './trace.ts'

/** A finding as it was told last, of which device, and when. */
export interface ReplayedFinding {
  device: string
  finding: Finding
  toldAt: number
}

export interface Replayed {
  head: TraceHead
  /** What was told since the time the trace is asked about, oldest first; of a site's silence the device is empty. */
  findings: ReplayedFinding[]
  /** Incidents that changed since then, as they stand at the end; oldest first. */
  incidents: Incident[]
  notes: string[]
}

interface Options {
  /** In the place of the settings the rules had. */
  rules?: RuleSettings
  /** Called with every finding that is new or has grown. */
  onFound?: (found: ReplayedFinding) => void
}

/**
 * Judges a trace again, by its own clock: the same judge and the same incidents as live, on incidents in memory. Lines come one by one.
 * Throws `TraceFault` for lines that make no sense.
 */
export function createReplay({ rules, onFound }: Options = {}) {
  const judge = createJudge()
  const book = createMemoryBook()
  const consequences = createConsequences(book, judge.directory)
  const layouts = new Map<number, Series[]>()
  const findings = new Map<string, ReplayedFinding>()
  let head: TraceHead | null = null
  /** Acts that found no incident of theirs, or one that did not want them. */
  let idleActs = 0

  function apply(told: readonly Consequence[]): void {
    for (const consequence of told) {
      consequences.apply(consequence)
      const found = foundBy(consequence)
      if (found === null) continue
      const { rule, topic, since } = found.finding
      findings.set(`${found.device} ${rule} ${topic} ${since}`, found)
      onFound?.(found)
    }
  }

  /** Clocks change by themselves at their own times, whatever comes next. */
  function passUntil(now: number): void {
    for (let at = book.nextDueAt(); at !== null && at <= now; at = book.nextDueAt()) {
      const due = book.due(at)
      if (due.length === 0) return
      for (const { incident, name, state } of due)
        consequences.clock(book.get(incident.id)!, { type: 'clock', name, state }, at)
    }
  }

  function act(what: Act, now: number): void {
    if (what.type === 'request') {
      const { policy, calendar } = judge.directory.site(what.request.siteId) ?? {}
      if (policy === undefined || calendar === undefined) idleActs++
      else book.save(openRequest(book.nextId(), what.request, { now, policy, calendar }), now)
      return
    }
    const incident = book.find(what.about)
    const parent = what.type === 'merge' ? book.find(what.into) : null
    if (incident === null || (what.type === 'merge' && parent === null)) return void idleActs++
    try {
      if (what.type === 'act') consequences.act(incident, what.action, { by: what.by, now })
      else consequences.merge(incident, parent!, { by: what.by, now })
    } catch (error) {
      if (!(error instanceof ActionRefused)) throw error
      idleActs++
    }
  }

  return {
    take(line: TraceLine): void {
      if (line.type === 'trace') head = line
      if (head === null) throw new TraceFault('the first line must be the head of a trace')
      switch (line.type) {
        case 'trace':
          if (rules !== undefined) judge.learn({ subject: 'rules', facts: rules })
          return
        case 'layout':
          return void layouts.set(line.id, line.series)
        case 'context':
          if (line.context.subject !== 'rules' || rules === undefined) judge.learn(line.context)
          return
        case 'tick':
          passUntil(line.at)
          return apply(judge.tick(line))
        case 'message':
          passUntil(line.at)
          return apply(judge.take(readMessage(line, layouts)))
        case 'act':
          passUntil(line.at)
          return act(line.act, line.at)
      }
    },

    /** What it came to. Throws where nothing was read. */
    end(): Replayed {
      if (head === null) throw new TraceFault('there is nothing in it')
      const { since, notes } = head
      return {
        head,
        findings: [...findings.values()]
          .filter(({ toldAt }) => toldAt >= since)
          .toSorted((a, b) => a.toldAt - b.toldAt),
        incidents: book.all().filter(({ updatedAt }) => updatedAt >= since),
        notes: [
          ...notes,
          ...(idleActs === 0 ? [] : [`${idleActs} things that people did could not be done again here`]),
        ],
      }
    },
  }
}

export type Replay = ReturnType<typeof createReplay>

function foundBy(consequence: Consequence): ReplayedFinding | null {
  const { now: toldAt } = consequence
  switch (consequence.from) {
    case 'rule': {
      const { device, told } = consequence
      return told.type === 'found' ? { device: device.id, finding: told.finding, toldAt } : null
    }
    case 'silence': {
      const { told } = consequence
      if (told.type !== 'found') return null
      return { device: told.scope === 'device' ? told.device.id : '', finding: told.finding, toldAt }
    }
    case 'class-end':
      return null
  }
}
