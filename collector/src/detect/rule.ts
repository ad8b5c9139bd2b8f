import type { MetricName } from '@forewarn/shared/metrics.ts'
import type { EventName } from '@forewarn/shared/events.ts'
import type { EventBody } from '@forewarn/shared/record.ts'

import type { Told } from './finding.ts'
import type { Scene } from './scene.ts'

/** An event of the device. `at` is corrected time; what came late is judged by it like anything else. */
export interface EventInput {
  type: 'event'
  at: number
  name: EventName
  severity: EventBody['severity']
  attributes: EventBody['attributes']
}

/** A reading of a metric the rule has asked for; null readings are not shown to rules. Counters come as they were counted. */
export interface ReadingInput {
  type: 'reading'
  at: number
  metric: MetricName
  attributes: Record<string, string>
  value: number
}

/** Something of the device arrived: `at` is collector time, for whatever was in it. Presence is judged by arrivals alone. */
export interface ArrivalInput {
  type: 'arrival'
  at: number
}

/** Time passes: once a minute of collector time. Before `listeningSince` nobody could have arrived. */
export interface TickInput {
  type: 'tick'
  at: number
  listeningSince: number
}

export type RuleInput = EventInput | ReadingInput | ArrivalInput | TickInput

/** A number of a rule that may be set: what it means, its unit, its bounds and where its default comes from. */
export interface Knob {
  default: number
  minimum: number
  maximum: number
  doc: string
}

export type Knobs = Record<string, Knob>
export type Settings<K extends Knobs> = { readonly [name in keyof K]: number }

/**
 * One rule: a pure step from a state and an input to the next state and what is to be told. States are plain JSON, because they are
 * stored beside the log position they belong to. No clock, no I/O, no logger: so any device's history can be judged again.
 * A rule that needs a timetable stays silent without one. Inputs of one device come in the order they were committed, which after
 * an outage is not the order of their times.
 */
export interface Rule<State = unknown, K extends Knobs = Knobs> {
  name: string
  /** The commitment it serves, for people. */
  doc: string
  knobs: K
  events: readonly EventName[]
  metrics: readonly MetricName[]
  arrivals: boolean
  ticks: boolean
  initial(): State
  step(state: State, input: RuleInput, around: { settings: Settings<K>; scene: Scene }): Step<State>
}

/** The same state object where nothing changed. */
export interface Step<State> {
  state: State
  told: readonly Told[]
}

/** Gives a rule its types; a list holds rules of any state. */
export function defineRule<State, K extends Knobs>(rule: Rule<State, K>): Rule {
  return rule
}
