/** A set of tests with the time it may take on two cores, seconds. */
export interface Suite {
  name: string
  include: string[]
  budgetSeconds: number
  /** Files run one after the other: they load the machine or watch the clock. */
  alone?: boolean
}

/** In the order they run: what fails fastest comes first. */
export const SUITES: readonly Suite[] = [
  { name: 'architecture', include: ['test/*.test.ts', 'test/bench/*.test.ts'], budgetSeconds: 30 },
  { name: 'shared', include: ['shared/src/**/*.test.ts'], budgetSeconds: 60 },
  { name: 'agent', include: ['agent/src/**/*.test.ts'], budgetSeconds: 240 },
  { name: 'collector', include: ['collector/src/**/*.test.ts'], budgetSeconds: 420 },
  { name: 'console', include: ['dashboards/console/src/**/*.test.ts'], budgetSeconds: 60 },
  { name: 'page', include: ['dashboards/console/test/**/*.test.ts'], budgetSeconds: 600, alone: true },
  { name: 'end-to-end', include: ['test/e2e/**/*.test.ts'], budgetSeconds: 300, alone: true },
  { name: 'senses', include: ['test/senses/**/*.test.ts'], budgetSeconds: 180, alone: true },
  { name: 'evaluation', include: ['test/evaluation/**/*.test.ts'], budgetSeconds: 120 },
  { name: 'faults', include: ['test/faults/**/*.test.ts'], budgetSeconds: 540, alone: true },
]
