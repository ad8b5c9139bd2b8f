import { PRESETS, type ClockPolicy, type Term } from '@forewarn/shared/clock-policy.ts'
import { CLOCK_NAMES, type ClockName, type Grade } from '@forewarn/shared/incidents.ts'

export const UNITS = ['minutes', 'hours', 'workingDays'] as const
export type Unit = (typeof UNITS)[number]
export const ALL_GRADES: readonly Grade[] = [1, 2, 3, 4]

/** As the collector takes them. */
const MOST = { hours: 24 * 366, workingDays: 250 }

/** A term as a person says it: half an hour is thirty minutes. */
export function amountOf(term: Term): { n: number; unit: Unit } {
  if ('workingDays' in term) return { n: term.workingDays, unit: 'workingDays' }
  const minutes = Math.round(term.hours * 60)
  return minutes % 60 === 0 || Number.isNaN(minutes)
    ? { n: term.hours, unit: 'hours' }
    : { n: Math.round(term.hours * 6000) / 100, unit: 'minutes' }
}

export function termOf(n: number, unit: Unit): Term {
  if (unit === 'workingDays') return { workingDays: n }
  return { hours: unit === 'minutes' ? n / 60 : n }
}

export function isTermFine(term: Term): boolean {
  if ('workingDays' in term)
    return Number.isInteger(term.workingDays) && term.workingDays >= 1 && term.workingDays <= MOST.workingDays
  return term.hours > 0 && term.hours <= MOST.hours
}

/** How many clocks have a term that cannot be promised. */
export const faultsOfPolicy = (policy: ClockPolicy): number =>
  ALL_GRADES.flatMap(grade => Object.values(policy[grade])).filter(term => !isTermFine(term)).length

export interface ClockChange {
  grade: Grade
  clock: ClockName
  before: Term | undefined
  after: Term | undefined
}

/** Every clock that two policies promise differently. */
export function changesBetween(before: ClockPolicy, after: ClockPolicy): ClockChange[] {
  return ALL_GRADES.flatMap(grade =>
    CLOCK_NAMES.map(clock => ({ grade, clock, before: before[grade][clock], after: after[grade][clock] })),
  ).filter(({ before, after }) => !isSame(before, after))
}

/** The preset a policy is, told by what it promises. */
export function presetOf(policy: ClockPolicy): keyof typeof PRESETS | null {
  const names = Object.keys(PRESETS) as (keyof typeof PRESETS)[]
  return names.find(name => changesBetween(policy, PRESETS[name]).length === 0) ?? null
}

/** The policy with one clock promised otherwise, or not at all. */
export function withTerm(
  policy: ClockPolicy,
  { grade, clock }: { grade: Grade; clock: ClockName },
  term: Term | null,
): ClockPolicy {
  const { [clock]: _before, ...others } = policy[grade]
  return { ...policy, [grade]: term === null ? others : { ...others, [clock]: term } }
}

function isSame(a: Term | undefined, b: Term | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  const [x, y] = [amountOf(a), amountOf(b)]
  return x.unit === y.unit && x.n === y.n
}
