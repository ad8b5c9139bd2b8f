import type { Consequence } from '../incidents/consequences.ts'
import type { Context } from './context.ts'
import { createDirectory, type DeviceView } from './directory.ts'
import { createEngine, type DeviceState } from './engine.ts'
import { fleetFacts } from './fleet.ts'
import { isLookedAt, type SampleMark } from './looks.ts'
import type { RuleInput } from './rule.ts'
import { armRules } from './rule-settings.ts'
import type { FleetFacts } from './scene.ts'
import { judgeSilence, NO_SILENCE, type Heard, type SilenceState } from './silence.ts'

/** A device heard within so long before a class period's end was there, ms. */
const THERE_WITHIN_MS = 300_000

/**
 * Shows what was committed together, in that order: of each message first that it arrived, and of samples those that are wanted. Times of
 * arrival are collector time.
 */
export type ReadInputs = (
  looksAt: (sample: SampleMark) => boolean,
  visit: (device: number, input: RuleInput) => void,
) => void

/** A moment at which time passed for everybody: since when this collector had been listening then, and when anybody at all was heard last. */
export interface Passing {
  at: number
  listeningSince: number
  heardAt: number | null
}

/** What belongs to no single device. */
export interface Shared {
  silence: SilenceState
  heard: [device: number, at: number, stopped: boolean][]
  tickedAt: number | null
}

export interface JudgeState {
  devices: Map<number, DeviceState>
  shared: Shared
}

export const NOTHING_SEEN: Shared = { silence: NO_SILENCE, heard: [], tickedAt: null }

/**
 * Judges everything that happens, in the order it was committed: what the rules say of each device, and presence of all of them. No
 * clock, no I/O: the same inputs from the same state have the same consequences, live, after a restart, and when a trace is replayed.
 */
export function createJudge(state: JudgeState = { devices: new Map(), shared: NOTHING_SEEN }) {
  const states = state.devices
  const directory = createDirectory()
  const heard = new Map<number, { at: number; stopped: boolean }>(
    state.shared.heard.map(([device, at, stopped]) => [device, { at, stopped }]),
  )
  let { tickedAt } = state.shared
  let silence: SilenceState = { ...NO_SILENCE, ...state.shared.silence }
  let engine = createEngine(armRules())
  const changed = new Set<number>()

  function stateOf(device: number): DeviceState {
    let known = states.get(device)
    if (known === undefined) states.set(device, (known = {}))
    return known
  }

  function looksAt(sample: SampleMark): boolean {
    const looked = isLookedAt(stateOf(sample.device), sample)
    if (looked) changed.add(sample.device)
    return looked
  }

  function hear(device: number, at: number): void {
    const known = heard.get(device)
    if (known === undefined) heard.set(device, { at, stopped: false })
    else {
      known.at = at
      known.stopped = false
    }
  }

  /** Shows a device's rules something, and adds what they say of it. */
  function show(device: DeviceView, input: RuleInput, now: number, into: Consequence[]): void {
    const step = engine.step(stateOf(device.number), input, device.scene)
    if (step.changed) changed.add(device.number)
    for (const told of step.told) into.push({ from: 'rule', device, told, now })
  }

  /** Sites where a class period ended since the tick before, with who was away. */
  function endedClasses(from: number, now: number): Consequence[] {
    return directory
      .sites()
      .filter(({ classes }) => classes !== null && classes.isClass(from) && !classes.isClass(now))
      .map(({ id: siteId }): Consequence => {
        const away = directory
          .devices()
          .filter(({ site, number }) => site.id === siteId && (heard.get(number)?.at ?? 0) <= from - THERE_WITHIN_MS)
        return { from: 'class-end', siteId, away: away.map(({ id }) => id), now }
      })
  }

  return {
    directory,

    /** The world is another from here on. */
    learn(context: Context): void {
      switch (context.subject) {
        case 'site':
          return directory.learnSite(context.facts)
        case 'device':
          return directory.learnDevice(context.facts)
        case 'gone':
          return directory.forgetDevice(context.facts.number)
        case 'fleet':
          return directory.learnFleet(context.facts)
        case 'rules':
          engine = createEngine(armRules(context.facts))
      }
    },

    take(read: ReadInputs): Consequence[] {
      const told: Consequence[] = []
      let arrivedAt = 0
      read(looksAt, (number, input) => {
        const device = directory.device(number)
        if (input.type === 'arrival') {
          arrivedAt = input.at
          if (device !== null) hear(number, input.at)
          if (!engine.wantsArrivals) return
        }
        if (device === null) return
        if (input.type === 'event' && input.name === 'agent.stop') heard.get(number)!.stopped = true
        show(device, input, arrivedAt, told)
      })
      return told
    },

    /** When anybody was heard last; null for never. */
    heardAt: (): number | null =>
      heard.values().reduce<number | null>((newest, { at }) => Math.max(newest ?? 0, at), null),

    tick({ at: now, listeningSince, heardAt }: Passing): Consequence[] {
      const told: Consequence[] = []
      for (const device of directory.devices())
        if (states.has(device.number)) show(device, { type: 'tick', at: now, listeningSince }, now, told)
      const everyone: Heard[] = directory.devices().map(device => {
        const last = heard.get(device.number)
        return { device, at: last?.at ?? null, stopped: last?.stopped ?? false }
      })
      const judged = judgeSilence(silence, everyone, { now, listeningSince, heardAt })
      silence = judged.state
      for (const one of judged.told) told.push({ from: 'silence', told: one, now })
      if (tickedAt !== null) told.push(...endedClasses(tickedAt, now))
      tickedAt = now
      return told
    },

    /** What is usual in the fleet by now; null where there are too few devices to say. */
    fleet: (now: number): FleetFacts | null => fleetFacts(states.values(), now),

    /** What belongs to no device, and the states that have changed since they were saved. */
    snapshot(): { shared: Shared; changed: [device: number, state: DeviceState][] } {
      const list = [...heard].map(([device, { at, stopped }]): Shared['heard'][number] => [device, at, stopped])
      return {
        shared: { silence, heard: list, tickedAt },
        changed: Array.from(changed, device => [device, states.get(device)!]),
      }
    },
    saved: (): void => changed.clear(),
  }
}

export type Judge = ReturnType<typeof createJudge>
