import type { GradeReason } from '@forewarn/shared/incidents.ts'
import type { MetricName } from '@forewarn/shared/metrics.ts'

import { addEvidence, type Finding, type Told } from './finding.ts'
import { defineRule, type Knobs, type ReadingInput, type Rule, type Settings } from './rule.ts'
import type { Scene } from './scene.ts'

/** More subjects of one kind than a machine has. */
const MOST_TOPICS = 32
/** Readings further apart than this do not belong together: nobody knows what was in between, ms. */
const GAP_MS = 300_000

/** A stretch above a limit: so high for so long has this grade. Stretches stand in order, the gravest first. */
export interface Stretch {
  above: number
  forMs: number
  grade: 2 | 3
  reason: GradeReason
}

interface Sustained<K extends Knobs> {
  name: string
  doc: string
  knobs: K
  metric: MetricName
  /** Only in class: what nobody waits for disturbs nobody. Without a timetable the rule is silent. */
  inClass: boolean
  /** Whether a reading counts by its size, whatever its sign. */
  magnitude?: boolean
  /** Below this share of the gravest limit reached it is over, so that it does not flap around the limit. */
  release: number
  stretches: (settings: Settings<K>) => readonly Stretch[]
  /** Null for a reading that means nothing to the rule. */
  subject: (
    reading: ReadingInput,
    scene: Scene,
  ) => { topic: string; title: { zh: string; en: string }; unit: string } | null
}

interface Watch {
  /** Since when each stretch's limit is exceeded without a break; null where it is not. */
  since: (number | null)[]
  lastAt: number
  peak: number
  told: { index: number; since: number } | null
}

type State = Record<string, Watch>

/** A rule about a level that stays too high: judged over stretches of time, told once, over when it is well below again. */
export function sustainedRule<K extends Knobs>(sustained: Sustained<K>): Rule {
  const { name, doc, knobs, metric } = sustained
  return defineRule<State, K>({
    name,
    doc,
    knobs,
    events: [],
    metrics: [metric],
    arrivals: false,
    ticks: false,
    initial: () => ({}),
    step(state, input, { settings, scene }) {
      if (input.type !== 'reading') return { state, told: [] }
      const { at } = input
      const value = sustained.magnitude === true ? Math.abs(input.value) : input.value
      const subject = sustained.subject(input, scene)
      if (subject === null) return { state, told: [] }
      const { topic } = subject
      const stretches = sustained.stretches(settings)
      const known = state[topic]
      const counts = isCounted(at, sustained.inClass, scene)
      // The common case costs nothing: all is well, and was.
      if (known === undefined && (!counts || stretches.every(({ above }) => value < above))) return { state, told: [] }
      if (known === undefined && Object.keys(state).length >= MOST_TOPICS) return { state, told: [] }
      const before = known ?? { since: stretches.map(() => null), lastAt: at, peak: value, told: null }
      // A reading that came late says nothing about now.
      if (at < before.lastAt) return { state, told: [] }
      const joined = at - before.lastAt <= GAP_MS
      const since = stretches.map(({ above }, i) =>
        counts && value >= above ? (joined ? (before.since[i] ?? at) : at) : null,
      )
      const reached = stretches.findIndex(({ forMs }, i) => since[i] !== null && at - since[i]! >= forMs)
      const watch: Watch = { since, lastAt: at, peak: Math.max(before.peak, value), told: before.told }
      const told: Told[] = []
      if (reached !== -1 && (watch.told === null || reached < watch.told.index)) {
        watch.told = { index: reached, since: watch.told?.since ?? since[reached]! }
        const text = `${Math.round(value * 1000) / 1000} ${subject.unit}`.trim()
        told.push({
          type: 'found',
          finding: findingOf(name, { topic, title: subject.title, watch, at, text }, stretches[reached]!),
        })
      }
      const isOver = watch.told !== null && value < stretches[watch.told.index]!.above * sustained.release
      if (isOver) told.push({ type: 'over', rule: name, topic, at })
      if (isOver || (watch.told === null && since.every(one => one === null))) {
        const { [topic]: _over, ...rest } = state
        return { state: rest, told }
      }
      return { state: { ...state, [topic]: watch }, told }
    },
  })
}

function isCounted(at: number, inClass: boolean, scene: Scene): boolean {
  if (scene.isMaintenance(at)) return false
  return !inClass || (scene.classes?.isClass(at) ?? false)
}

function findingOf(
  rule: string,
  { topic, title, watch, at, text }: { topic: string; title: Finding['title']; watch: Watch; at: number; text: string },
  { grade, reason }: Stretch,
): Finding {
  return {
    rule,
    topic,
    class: 'incident',
    grade,
    suspected: false,
    reason,
    since: watch.told?.since ?? at,
    last: at,
    count: 1,
    title,
    evidence: addEvidence([], at, text),
  }
}
