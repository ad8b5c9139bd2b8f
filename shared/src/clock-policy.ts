import type { ClockName, Grade } from './incidents.ts'

/** How long a clock runs from T0: `hours` runs through nights and holidays (7 × 24), `workingDays` by the site's calendar. */
export type Term = { hours: number } | { workingDays: number }

/** What is promised per grade; a clock that is absent is not promised. Data that an administrator edits. */
export type ClockPolicy = Record<Grade, Partial<Record<ClockName, Term>>>

const MINUTES = 1 / 60

/**
 * The stricter of the two sets of the commitment for grades 1 and 2, the graded table for 3 and 4. Grade 3 is solved, or a plan is given,
 * within 2 to 3 working days: the later bound is the promise. Grade 4 promises a solution the user accepts within one.
 */
export const STRICT: ClockPolicy = {
  1: {
    answer: { hours: 10 * MINUTES },
    'on-site': { hours: 2 },
    solve: { hours: 12 },
    plan: { workingDays: 2 },
    spare: { workingDays: 2 },
  },
  2: {
    answer: { hours: 30 * MINUTES },
    'on-site': { hours: 2 },
    solve: { hours: 12 },
    plan: { workingDays: 2 },
    spare: { workingDays: 2 },
  },
  3: { answer: { workingDays: 1 }, solve: { workingDays: 3 }, plan: { workingDays: 3 } },
  4: { solve: { workingDays: 1 } },
}

/** The graded table of the commitment alone. */
export const GRADED: ClockPolicy = {
  1: { answer: { hours: 10 * MINUTES }, 'on-site': { hours: 2 } },
  2: { answer: { hours: 2 }, 'on-site': { hours: 4 } },
  3: { answer: { workingDays: 1 }, solve: { workingDays: 3 }, plan: { workingDays: 3 } },
  4: { solve: { workingDays: 1 } },
}

export const PRESETS = { strict: STRICT, graded: GRADED } as const
