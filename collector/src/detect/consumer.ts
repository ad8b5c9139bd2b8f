import type { ClockName } from '@forewarn/shared/incidents.ts'
import type { Incident } from '../incidents/incident.ts'
import type { Consequence } from '../incidents/consequences.ts'
import type { DeviceView, Directory } from './directory.ts'
import type { DeviceState, Engine } from './engine.ts'
import type { RuleInput } from './rule.ts'
import { judgeSilence, NO_SILENCE, type Heard, type SilenceState } from './silence.ts'

/** States are written down this often: so much of the log is read again after a stop, ms. */
const CHECKPOINT_MS = 300_000
/**
 * Rules judge levels over minutes: of a device's ticks one in so long is shown to them, ms. At ten seconds a tick that is every second one,
 * so that what is read with every third tick is met with every sixth.
 */
const LOOK_EVERY_MS = 15_000
/** Under this a device's state remembers the times of the samples shown last, by first layout; no rule has such a name. */
const LOOKED_AT = '#sample'

/** A place in the order of what detection sees: after a log position, and after so many ticks. */
export interface Marker {
  position: number
  tick: number
}

/** A minute that passed: after which position, when, and since when this collector had been listening. */
export interface Tick {
  id: number
  position: number
  at: number
  listeningSince: number
}

/** Which sample a record is, as far as can be told without decoding it. */
export interface SampleMark {
  device: number
  at: number
  layout: number
}

/** What belongs to no single device. */
export interface Shared {
  silence: SilenceState
  heard: [device: number, at: number, stopped: boolean][]
}

/** What the consumer needs of the store. */
export interface DetectBook {
  consequences(): Marker
  setConsequences(marker: Marker): void
  checkpoint(): { marker: Marker; shared: Shared } | null
  states(): Map<number, DeviceState>
  saveCheckpoint(marker: Marker, shared: Shared, changed: Iterable<[device: number, state: DeviceState]>): void
  ticksSince(): Tick[]
  /** Writes a tick down before it is shown to anybody, and returns its id. */
  addTick(tick: Omit<Tick, 'id'>): number
}

interface Parts {
  engine: Engine
  directory: Directory & { refresh(): void }
  book: DetectBook
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
  /** Incidents whose solution the machines have still to prove, and the proof of one class period. */
  resolved(): Incident[]
  cleanPeriod(incident: Incident, now: number): void
  transaction(work: () => void): void
  /** Rows of the log after a position. */
  readLog(after: number, visit: (position: number, entries: Uint8Array, committedAt: number) => void): void
  /** When this collector began to listen, ms. */
  listeningSince: number
}

/**
 * Follows the committed log right behind the commits and commits incidents with the position that caused them. States live in memory
 * and are written down now and then; after a stop the log since is shown again, and what its consequences were is not told twice.
 */
export function createConsumer(parts: Parts) {
  const { engine, directory, book } = parts
  const states = book.states()
  const start = book.checkpoint()
  const heard = new Map<number, { at: number; stopped: boolean }>(
    (start?.shared.heard ?? []).map(([device, at, stopped]) => [device, { at, stopped }]),
  )
  let silence = start?.shared.silence ?? NO_SILENCE
  let at: Marker = start?.marker ?? { position: 0, tick: 0 }
  let saved = at
  let done = book.consequences()
  const changed = new Set<number>()
  /** Told and not yet committed, because the disk took nothing; nothing overtakes it. */
  let waiting: Consequence[] = []
  let lastCheckpoint = 0
  let lastTickAt: number | null = null

  /** Whether a sample is to be decoded: of each device and kind of sample one in so long, by the samples' own time; none that came late. */
  function looksAt({ device, at, layout }: SampleMark): boolean {
    const state = stateOf(device)
    const seen = (state[LOOKED_AT] ??= {}) as Record<number, number>
    const last = seen[layout]
    if (last !== undefined && at < last + LOOK_EVERY_MS) return false
    seen[layout] = at
    changed.add(device)
    return true
  }

  function stateOf(device: number): DeviceState {
    let state = states.get(device)
    if (state === undefined) states.set(device, (state = {}))
    return state
  }

  function hear(device: number, at: number): void {
    const known = heard.get(device)
    if (known === undefined) heard.set(device, { at, stopped: false })
    else {
      known.at = at
      known.stopped = false
    }
  }

  function see(device: DeviceView, input: RuleInput, now: number): void {
    if (input.type === 'event' && input.name === 'agent.stop')
      heard.set(device.number, { at: heard.get(device.number)?.at ?? now, stopped: true })
    changed.add(device.number)
    for (const told of engine.step(stateOf(device.number), input, device.scene))
      waiting.push({ from: 'rule', device, told, now })
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

  function take(position: number, entries: Uint8Array, committedAt: number): void {
    parts.readInputs(entries, looksAt, (number, input) => {
      if (input.type === 'arrival') {
        hear(number, input.at)
        if (!engine.wantsArrivals) return
      }
      const device = directory.device(number)
      if (device !== null) see(device, input, committedAt)
    })
    at = { ...at, position }
    settle()
  }

  function tick({ id, at: now, listeningSince }: Tick): void {
    for (const device of directory.devices()) {
      const state = states.get(device.number)
      if (state === undefined) continue
      const input: RuleInput = { type: 'tick', at: now, listeningSince }
      for (const told of engine.step(state, input, device.scene)) waiting.push({ from: 'rule', device, told, now })
    }
    const everyone: Heard[] = directory.devices().map(device => {
      const last = heard.get(device.number)
      return { device, at: last?.at ?? null, stopped: last?.stopped ?? false }
    })
    const judged = judgeSilence(silence, everyone, { now, listeningSince })
    silence = judged.state
    for (const told of judged.told) waiting.push({ from: 'silence', told, now })
    at = { ...at, tick: id }
    settle()
  }

  /** Class periods that ended since the last tick, for incidents that wait to be verified. */
  function verify(from: number, to: number): void {
    for (const incident of parts.resolved()) {
      const classes = directory.site(incident.siteId)?.classes ?? null
      if (classes === null || incident.resolution === null) continue
      if (!classes.isClass(from) || classes.isClass(to)) continue
      const numbers = directory.devices().filter(({ id }) => incident.devices.includes(id))
      const wasThere = numbers.every(({ number }) => (heard.get(number)?.at ?? 0) > from - CHECKPOINT_MS)
      if (wasThere) parts.cleanPeriod(incident, to)
    }
  }

  // What came since the checkpoint, in the order it came then: log rows and ticks between them.
  const ticks = book.ticksSince().filter(({ id }) => id > at.tick)
  parts.readLog(at.position, (position, entries, committedAt) => {
    while (ticks.length > 0 && ticks[0]!.position < position) {
      tick(ticks.shift()!)
    }
    take(position, entries, committedAt)
  })
  for (const one of ticks) tick(one)

  function checkpoint(now: number): void {
    settle()
    parts.transaction(() => {
      const list = [...heard].map(([device, { at, stopped }]): Shared['heard'][number] => [device, at, stopped])
      const fresh = Array.from(changed, device => [device, states.get(device)!] as [number, DeviceState])
      book.saveCheckpoint(at, { silence, heard: list }, fresh)
      book.setConsequences(at)
    })
    done = saved = at
    changed.clear()
    lastCheckpoint = now
  }

  return {
    /** Looks at a committed row. Throws where its consequences could not be committed; they are tried again with the next call. */
    take,

    /** Once a minute: time passes for rules, presence and clean periods. */
    tick(now: number): void {
      directory.refresh()
      const passed = { position: at.position, at: now, listeningSince: parts.listeningSince }
      tick({ ...passed, id: book.addTick(passed) })
      const from = lastTickAt
      lastTickAt = now
      if (from !== null) parts.transaction(() => verify(from, now))
      if (now - lastCheckpoint >= CHECKPOINT_MS) checkpoint(now)
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

    /** Rows after this are still needed. */
    keepAfter: (): number => saved.position,
  }
}

export type Consumer = ReturnType<typeof createConsumer>
