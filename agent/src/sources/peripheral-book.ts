import type { PeripheralKind } from '@forewarn/shared/protocol.ts'

import type { Happening, Tick } from '../sampler/source.ts'
import type { Memory } from '../watchers/watcher.ts'
import type { Peripheral } from './peripheral-list.ts'
import { tellOnce } from './tell-once.ts'

const KEY = 'peripherals'
/** A part is gone when it was missed twice: a port that is reset, or a machine that wakes up, loses its parts for a moment. */
const MISSED_LOOKS = 2
/** More returns than this within this time are flapping, and so long without one is steady again, ms. */
const MOST_RETURNS = 3
const WINDOW_MS = 600_000
/** Parts are found one after the other while a machine starts, so that none is missed so soon after, ms since boot. */
const FOUND_BY_MS = 120_000
/** Parts that are not here now are remembered up to so many; beyond, those known longest are forgotten. */
const MOST_GONE = 64

/** What identifies a part over restarts and sockets. The number tells equal parts apart. */
type Identity = [kind: PeripheralKind, name: string, usbId: string | null, number: number]

interface State {
  identity: Identity
  present: boolean
  missed: number
  generation: string | null
  /** When it came back within the window, oldest first; device's time since boot, ms. */
  returns: number[]
  /** Set while it flaps: how often it came back in all. */
  flapping: number | null
}

/**
 * Compares what is plugged in with what was. One part that comes and goes is told as flapping once, with how often, and once when it is
 * steady again. What was here is remembered, so that a part pulled out while the machine was off is missed too.
 */
export function createPeripheralBook(memory: Memory) {
  const recalled = memory.recall(KEY)
  const states = new Map<string, State>()
  if (recalled !== null)
    for (const identity of JSON.parse(recalled) as Identity[]) states.set(identity.join('|'), startOf(identity, null))
  /** The first look ever finds what has always been there. */
  let first = recalled === null

  function look({ up }: Tick, found: Peripheral[], matters: (peripheral: Peripheral) => boolean): Happening[] {
    const here = identified(found)
    const events: Happening[] = []
    for (const [key, state] of states) {
      const peripheral = here.get(key)?.peripheral
      const change = step(state, peripheral ?? null, up)
      if (change !== null) events.push(eventOf(change, state, matters(peripheral ?? lost(state))))
    }
    for (const [key, { identity, peripheral }] of here) {
      if (states.has(key)) continue
      const state = startOf(identity, peripheral.generation)
      states.set(key, state)
      if (!first) events.push(eventOf('appeared', state, matters(peripheral)))
    }
    forget(states)
    const present = [...states.values()].filter(state => state.present).map(({ identity }) => identity)
    if (first) memory.remember(KEY, JSON.stringify(present))
    first = false
    return tellOnce(events, KEY, present)
  }

  return { look }
}

type Change = 'appeared' | 'vanished' | 'flapping' | 'steady'

/** Takes one look at a part that is known, and says what of it is worth telling. */
function step(state: State, peripheral: Peripheral | null, up: number): Change | null {
  const was = state.present
  let returned = false
  if (peripheral === null) {
    if (up >= FOUND_BY_MS && was) state.missed++
    if (state.missed >= MISSED_LOOKS) state.present = false
  } else {
    const anew = state.generation !== null && peripheral.generation !== state.generation
    returned = !was || state.missed > 0 || anew
    state.present = true
    state.missed = 0
    state.generation = peripheral.generation
  }
  if (returned) state.returns.push(up)
  state.returns = state.returns.filter(at => at > up - WINDOW_MS)
  if (state.flapping !== null) {
    if (returned) state.flapping++
    return state.returns.length === 0 ? 'steady' : null
  }
  if (state.returns.length > MOST_RETURNS) {
    state.flapping = state.returns.length
    return 'flapping'
  }
  if (state.present === was) return null
  return was ? 'vanished' : 'appeared'
}

function eventOf(change: Change, state: State, matters: boolean): Happening {
  const [kind, name, usbId] = state.identity
  const attributes = { kind, name, usbId }
  const severity = matters ? 'warning' : 'info'
  switch (change) {
    case 'appeared':
      return { name: 'peripheral.appeared', severity: 'info', attributes }
    case 'vanished':
      return { name: 'peripheral.vanished', severity, attributes }
    case 'flapping':
      return {
        name: 'peripheral.flapping',
        severity: 'warning',
        attributes: { ...attributes, count: state.flapping, minutes: WINDOW_MS / 60_000 },
      }
    case 'steady': {
      const count = state.flapping
      state.flapping = null
      const after = { ...attributes, after: 'flapping', count }
      return state.present
        ? { name: 'peripheral.appeared', severity: 'info', attributes: after }
        : { name: 'peripheral.vanished', severity, attributes: after }
    }
  }
}

function startOf(identity: Identity, generation: string | null): State {
  return { identity, present: true, missed: 0, generation, returns: [], flapping: null }
}

function lost({ identity: [kind, name, usbId] }: State): Peripheral {
  return { kind, name, usbId, generation: null }
}

function identified(found: Peripheral[]): Map<string, { identity: Identity; peripheral: Peripheral }> {
  const here = new Map<string, { identity: Identity; peripheral: Peripheral }>()
  for (const peripheral of found) {
    const { kind, name, usbId } = peripheral
    let number = 1
    while (here.has([kind, name, usbId, number].join('|'))) number++
    here.set([kind, name, usbId, number].join('|'), { identity: [kind, name, usbId, number], peripheral })
  }
  return here
}

function forget(states: Map<string, State>): void {
  const gone = [...states].filter(([, { present, flapping }]) => !present && flapping === null)
  for (const [key] of gone.slice(0, Math.max(0, gone.length - MOST_GONE))) states.delete(key)
}
