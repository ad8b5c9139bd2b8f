import type { GradeReason } from '@forewarn/shared/incidents.ts'

import { addEvidence, type Evidence, type Finding, type Told } from './finding.ts'
import { defineRule, type EventInput, type Knobs, type Rule, type Settings } from './rule.ts'
import type { Scene } from './scene.ts'

/** More subjects than one machine can have trouble with at once; the one quiet for longest makes room. */
const MOST_TOPICS = 48
/** Happenings remembered per subject: enough for any level's count. */
const MOST_TIMES = 128
const MOST_KEYS = 8
/** A name such as a process id means the same happening for so long, ms. */
const KEY_MS = 300_000
/** A teller that looks every ten seconds notices so late, ms. */
const NOTICED_MS = 11_000

/** What one event means to a counted rule. */
export interface Occurrence {
  topic: string
  title: { zh: string; en: string }
  /** The line of evidence. */
  text: string
  /** How many happenings the event stands for. */
  weight?: number
  /**
   * Names the one happening, as a process id does, and who tells of it: what is told of it twice counts once. Two tellers may name it
   * differently; then it is one within the time one of them needs to notice.
   */
  key?: { name: string; teller: string }
  /** Only these levels are meant, by name; all of the rule's unless given. */
  levels?: readonly string[]
}

/** So many happenings within so long have this grade. Levels stand in order, the gravest first. */
export interface Level {
  name: string
  count: number
  withinMs: number
  class: Finding['class']
  grade: Finding['grade']
  reason: GradeReason
  /** A person has still to confirm it. */
  suspected?: boolean
}

interface Counted<K extends Knobs> {
  name: string
  doc: string
  knobs: K
  events: Rule['events']
  /** Happenings of one subject closer than this are one, however many lines tell it, ms. */
  mergeMs: number
  /** After so long without another the next one begins a new finding, ms. */
  quietMs: number
  levels: (settings: Settings<K>) => readonly Level[]
  /** Null for an event that means nothing to the rule. */
  occurrence: (event: EventInput, scene: Scene) => Occurrence | null
}

interface Episode {
  /** Ascending; the oldest are forgotten beyond the limit. */
  times: number[]
  count: number
  since: number
  /** The newest happenings that had a name of their own. */
  keys: { name: string; teller: string; at: number }[]
  /** Index of the level told, or null while none is reached. */
  level: number | null
  evidence: Evidence[]
}

type State = Record<string, Episode>

/** A rule that counts happenings by subject: single ones, bursts and repeats, each with its grade. */
export function countedRule<K extends Knobs>(counted: Counted<K>): Rule {
  const { name, doc, knobs, events } = counted
  return defineRule<State, K>({
    name,
    doc,
    knobs,
    events,
    metrics: [],
    arrivals: false,
    ticks: false,
    initial: () => ({}),
    step(state, input, { settings, scene }) {
      const occurrence =
        input.type === 'event' && !scene.isMaintenance(input.at) ? counted.occurrence(input, scene) : null
      if (occurrence === null) return { state, told: [] }
      const { at } = input
      const { topic } = occurrence
      const known = state[topic]
      if (known !== undefined && isToldAlready(known, { at, key: occurrence.key, mergeMs: counted.mergeMs }))
        return { state, told: [] }
      const continues = known !== undefined && at - known.times.at(-1)! <= counted.quietMs
      const before: Episode = continues
        ? known
        : { times: [], count: 0, since: at, keys: [], level: null, evidence: [] }
      const weight = occurrence.weight ?? 1
      const times = [...before.times, at].toSorted((a, b) => a - b).slice(-MOST_TIMES)
      const levels = counted.levels(settings)
      const reached = levels.findIndex(
        level =>
          (occurrence.levels?.includes(level.name) ?? true) &&
          mostWithin(times, level.withinMs) + weight - 1 >= level.count,
      )
      const level = reached === -1 ? before.level : Math.min(reached, before.level ?? reached)
      const named = occurrence.key === undefined ? [] : [{ ...occurrence.key, at }]
      const keys = [...before.keys, ...named].slice(-MOST_KEYS)
      const episode: Episode = {
        times,
        count: before.count + weight,
        since: Math.min(before.since, at),
        keys,
        level,
        evidence: addEvidence(before.evidence, at, occurrence.text),
      }
      const next = { ...state, [topic]: episode }
      makeRoom(next)
      const told: Told[] =
        level === null
          ? []
          : [{ type: 'found', finding: findingOf(name, { episode, occurrence, level: levels[level]! }) }]
      return { state: next, told }
    },
  })
}

function isToldAlready(
  { times, keys }: Episode,
  { at, key, mergeMs }: { at: number; key: Occurrence['key']; mergeMs: number },
): boolean {
  if (key === undefined || keys.length === 0) return times.some(time => Math.abs(time - at) < mergeMs)
  return keys.some(known => {
    const apart = Math.abs(known.at - at)
    return known.teller === key.teller ? known.name === key.name && apart < KEY_MS : apart < NOTICED_MS
  })
}

function findingOf(
  rule: string,
  { episode, occurrence, level }: { episode: Episode; occurrence: Occurrence; level: Level },
): Finding {
  const { topic, title } = occurrence
  return {
    rule,
    topic,
    class: level.class,
    grade: level.grade,
    suspected: level.suspected ?? false,
    reason: level.reason,
    since: episode.since,
    last: episode.times.at(-1)!,
    count: episode.count,
    title,
    evidence: episode.evidence,
  }
}

/** The most of the ascending times that lie within so long of each other. */
export function mostWithin(times: readonly number[], ms: number): number {
  let most = 0
  for (let first = 0, last = 0; last < times.length; last++) {
    while (times[last]! - times[first]! > ms) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

function makeRoom(state: State): void {
  const topics = Object.keys(state)
  if (topics.length <= MOST_TOPICS) return
  const quietest = topics.toSorted((a, b) => state[a]!.times.at(-1)! - state[b]!.times.at(-1)!)[0]!
  delete state[quietest]
}
