import { addEvidence, type Finding } from '../finding.ts'
import { defineRule } from '../rule.ts'
import { DAY_MS } from './times.ts'

const KNOBS = {
  factor: { default: 2, minimum: 1, maximum: 20, doc: 'How many times the usual rate the week’s restarts must reach.' },
  least: { default: 12, minimum: 3, maximum: 200, doc: 'Restarts within 7 days below which nothing is said.' },
  historyDays: { default: 14, minimum: 7, maximum: 60, doc: 'Days of history before there is a usual rate.' },
}

/** How unlikely the week must be by chance, were the usual rate still true (Poisson): one false word in ten thousand weeks. */
const CHANCE = 1e-4
const KEPT_DAYS = 42
/** A device is compared with its fleet once it was known so long before the week: one that is being set up restarts often. */
const SETTLED_DAYS = 3
const MOST_BOOTS = 600

interface State {
  boots: number[]
  /** When it was told last, so that one rise is told once a week. */
  toldAt: number | null
}

/**
 * Intermittent, random restarts over days show against what is usual, not against a fixed number: this week's boots against the device's
 * own rate of the weeks before, or its fleet's while it has no history, by a Poisson test. A device that only comes up to its fleet is no
 * news. Grade 3, because each of them may have been a person.
 */
export const restartRate = defineRule<State, typeof KNOBS>({
  name: 'restart-rate',
  doc: 'Grade 3: restarts well above the device’s own usual rate and its fleet’s.',
  knobs: KNOBS,
  events: ['system.boot'],
  metrics: [],
  arrivals: false,
  ticks: false,
  initial: () => ({ boots: [], toldAt: null }),
  step(state, input, { settings, scene }) {
    if (input.type !== 'event' || scene.isMaintenance(input.at)) return { state, told: [] }
    const kind = input.attributes['kind']
    if (kind === 'sleep' || kind === 'hibernate' || kind === 'fast-startup') return { state, told: [] }
    const { at } = input
    const boots = [...state.boots.filter(boot => boot > at - KEPT_DAYS * DAY_MS), at].slice(-MOST_BOOTS)
    const next: State = { ...state, boots }
    const weekBegan = at - 7 * DAY_MS
    const week = boots.filter(boot => boot > weekBegan && boot <= at)
    const before = boots.filter(boot => boot <= weekBegan)
    const days = before.length === 0 ? 0 : (weekBegan - before[0]!) / DAY_MS
    const own = days < settings.historyDays ? null : (before.length / days) * 7
    const fleet = days < SETTLED_DAYS ? null : (scene.fleet?.weeklyStarts ?? null)
    if ((own === null && fleet === null) || week.length < settings.least) return { state: next, told: [] }
    const usual = Math.max(own ?? 0, fleet ?? 0)
    const isRise = week.length >= usual * settings.factor && poissonTail(week.length, Math.max(usual, 1)) < CHANCE
    if (!isRise || (state.toldAt !== null && at - state.toldAt < 7 * DAY_MS)) return { state: next, told: [] }
    const finding: Finding = {
      rule: 'restart-rate',
      topic: 'machine',
      class: 'incident',
      grade: 3,
      suspected: false,
      reason: 'restarts-above-usual',
      since: week[0]!,
      last: at,
      count: week.length,
      title: { zh: '电脑重启次数明显增多', en: 'The computer restarts far more often than usual' },
      evidence: addEvidence([], at, `${week.length} starts in 7 days, ${usually(own, fleet)}`),
    }
    return { state: { ...next, toldAt: at }, told: [{ type: 'found', finding }] }
  },
})

function usually(own: number | null, fleet: number | null): string {
  const told = (rate: number): string => String(Math.round(rate * 10) / 10)
  const parts = [own === null ? '' : `usually ${told(own)}`, fleet === null ? '' : `${told(fleet)} in the fleet`]
  return parts.filter(part => part !== '').join(', ')
}

/** Starts a week over the last four, of what the rule remembers of a device; null for less than two weeks of it. */
export function weeklyStarts(state: unknown, now: number): number | null {
  const { boots } = state as State
  const since = now - 28 * DAY_MS
  const counted = boots.filter(boot => boot >= since && boot <= now)
  const days = boots.length === 0 ? 0 : (now - Math.max(since, boots[0]!)) / DAY_MS
  return days < 14 ? null : (counted.length / days) * 7
}

/** The chance of at least `count` happenings where `mean` are expected. */
export function poissonTail(count: number, mean: number): number {
  let term = Math.exp(-mean)
  let below = 0
  for (let k = 0; k < count; k++) {
    below += term
    term *= mean / (k + 1)
  }
  return Math.max(0, 1 - below)
}
