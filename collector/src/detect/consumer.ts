import type { ClockName } from '@forewarn/shared/incidents.ts'

import type { Consequence } from '../incidents/consequences.ts'
import type { Incident } from '../incidents/incident.ts'
import { subjectOf, type Context, type DeviceFacts, type SiteFacts } from './context.ts'
import type { SiteView } from './directory.ts'
import type { DeviceState } from './engine.ts'
import type { Judge, Passing, ReadInputs, Shared } from './judge.ts'
import type { SampleMark } from './looks.ts'
import type { RuleInput } from './rule.ts'

/** States are written down this often: so much of the log is read again after a stop, ms. */
const CHECKPOINT_MS = 300_000
const DAY_MS = 86_400_000

/** A place in the order of what detection sees: after a log position, and after so many ticks. */
export interface Marker {
  position: number
  tick: number
}

/** A minute that passed, by number, and after which position. */
export interface Tick extends Passing {
  id: number
  position: number
}

/** What the consumer needs of the store. */
export interface DetectBook {
  consequences(): Marker
  setConsequences(marker: Marker): void
  checkpoint(): { marker: Marker; shared: Shared } | null
  states(): Map<number, DeviceState>
  saveCheckpoint(marker: Marker, shared: Shared, changed: Iterable<[device: number, state: DeviceState]>): void
  ticksAfter(tick: number): Tick[]
  /** Writes a tick down before it is shown to anybody, and returns its id. */
  addTick(tick: Omit<Tick, 'id'>): number
  /** The newest context of each subject, and a new one from a tick on. */
  contexts(): Context[]
  addContext(tick: number, context: Context): void
}

/** The world as it stands in the database now. */
export interface Facts {
  all(): Context[]
  sites(): SiteFacts[]
  device(number: number): DeviceFacts | null
  site(id: string): SiteFacts | null
}

interface Parts {
  judge: Judge
  book: DetectBook
  facts: Facts
  readInputs(
    entries: Uint8Array,
    looksAt: (sample: SampleMark) => boolean,
    visit: (device: number, input: RuleInput) => void,
  ): void
  /** Turns what was told into incidents. */
  apply(consequence: Consequence): void
  /** Clocks that have changed by themselves, and what follows. */
  dueClocks(now: number): { incident: Incident; name: ClockName; state: 'at-risk' | 'breached' }[]
  clockChanged(
    incident: Incident,
    event: { type: 'clock'; name: ClockName; state: 'at-risk' | 'breached' },
    now: number,
  ): void
  transaction(work: () => void): void
  /** Rows of the log after a position. */
  readLog(after: number, visit: (position: number, entries: Uint8Array) => void): void
  /** When this collector began to listen, ms. */
  listeningSince: number
}

/**
 * Follows the committed log right behind the commits and commits incidents with the position that caused them. States live in memory
 * and are written down now and then; after a stop the log since is shown again, and what its consequences were is not told twice.
 */
export function createConsumer(parts: Parts) {
  const { judge, book, facts } = parts
  const { directory } = judge
  /** What was written down of each subject last, as JSON. */
  const known = new Map<string, string>()
  /** Numbers that belong to no device; none becomes one later. */
  const strangers = new Set<number>()
  let at: Marker = book.checkpoint()?.marker ?? { position: 0, tick: 0 }
  let saved = at
  let done = book.consequences()
  /** Told and not yet committed, because the disk took nothing; nothing overtakes it. */
  let waiting: Consequence[] = []
  let lastCheckpoint = 0
  let fleetDay = 0

  function learn(context: Context): void {
    known.set(subjectOf(context), JSON.stringify(context))
    judge.learn(context)
  }

  /** Takes in what is heard of for the first time, which was never judged before: it holds from here on. */
  function meet(context: Context): void {
    book.addContext(at.tick, context)
    learn(context)
  }

  function meetSite(id: string): void {
    const site = directory.site(id) === null ? facts.site(id) : null
    if (site !== null) meet({ subject: 'site', facts: site })
  }

  function meetDevice(number: number): void {
    if (directory.device(number) !== null || strangers.has(number)) return
    const device = facts.device(number)
    if (device === null) return void strangers.add(number)
    meetSite(device.siteId)
    meet({ subject: 'device', facts: device })
  }

  /** Commits what waits, with the marker it belongs to; what was committed before this start is only forgotten. */
  function settle(): void {
    const isNew = at.position > done.position || at.tick > done.tick
    if (!isNew) waiting = []
    if (waiting.length === 0) return
    const list = waiting
    parts.transaction(() => {
      for (const consequence of list) parts.apply(consequence)
      book.setConsequences(at)
    })
    done = at
    waiting = []
  }

  function take(position: number, entries: Uint8Array): void {
    const read: ReadInputs = (looksAt, visit) =>
      parts.readInputs(entries, looksAt, (number, input) => {
        if (input.type === 'arrival') meetDevice(number)
        visit(number, input)
      })
    waiting.push(...judge.take(read))
    at = { ...at, position }
    settle()
  }

  function pass(tick: Tick): void {
    waiting.push(...judge.tick(tick))
    at = { ...at, tick: tick.id }
    settle()
  }

  function checkpoint(now: number): void {
    settle()
    const { shared, changed } = judge.snapshot()
    parts.transaction(() => {
      book.saveCheckpoint(at, shared, changed)
      book.setConsequences(at)
    })
    judge.saved()
    done = saved = at
    lastCheckpoint = now
  }

  /** Once a day: what is usual in the fleet. */
  function fleetNews(now: number): Context[] {
    const day = Math.floor(now / DAY_MS)
    const usual = day === fleetDay ? null : judge.fleet(now)
    fleetDay = day
    return usual === null ? [] : [{ subject: 'fleet', facts: usual }]
  }

  /** What has changed in the world since it was looked at last. */
  function changes(now: number): Context[] {
    const all = [...facts.all(), ...fleetNews(now)]
    const subjects = new Set(all.map(subjectOf))
    const gone = directory
      .devices()
      .map(({ number }): Context => ({ subject: 'gone', facts: { number } }))
      .filter(context => !subjects.has(subjectOf(context)))
    return [...all, ...gone].filter(context => known.get(subjectOf(context)) !== JSON.stringify(context))
  }

  // The world as it was, then what came since the checkpoint in the order it came then: log rows and ticks between them.
  for (const context of book.contexts()) learn(context)
  const ticks = book.ticksAfter(at.tick)
  parts.readLog(at.position, (position, entries) => {
    while (ticks.length > 0 && ticks[0]!.position < position) pass(ticks.shift()!)
    take(position, entries)
  })
  for (const one of ticks) pass(one)

  return {
    /** Looks at a committed row. Throws where its consequences could not be committed; they are tried again with the next call. */
    take,

    /**
     * Once a minute, and when somebody has decided something: time passes for rules, presence and clean periods. From here on the world is
     * as it stands now; states are written down before it changes, so that no replay mixes the old one with the new.
     */
    tick(now: number): void {
      const news = changes(now)
      if (news.length > 0) checkpoint(now)
      const { listeningSince } = parts
      const passed = { position: at.position, at: now, listeningSince, heardAt: judge.heardAt() }
      let id = 0
      parts.transaction(() => {
        id = book.addTick(passed)
        for (const context of news) book.addContext(id, context)
      })
      for (const context of news) learn(context)
      pass({ ...passed, id })
      if (now - lastCheckpoint >= CHECKPOINT_MS) checkpoint(now)
    },

    /** A site of any age, or null where there is none. */
    site(id: string): SiteView | null {
      meetSite(id)
      return directory.site(id)
    },

    /** Records clocks that have changed by now; cheap when none has. */
    clocks(now: number): void {
      const due = parts.dueClocks(now)
      if (due.length === 0) return
      parts.transaction(() => {
        for (const { incident, name, state } of due) parts.clockChanged(incident, { type: 'clock', name, state }, now)
      })
    },

    checkpoint,

    /** How far it has come. */
    marker: (): Marker => at,
    /** Rows after this are still needed. */
    keepAfter: (): number => saved.position,
  }
}

export type Consumer = ReturnType<typeof createConsumer>
