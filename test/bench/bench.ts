import type { Report } from './report.ts'

export interface BenchOptions {
  /** An empty folder for everything the bench writes; it is removed afterwards. */
  folder: string
  /** Short runs that only show that the bench works; their figures mean little. */
  quick: boolean
  /** How long the steady state of an agent is watched. */
  minutes: number
  /** Tells the person who waits what happens now. */
  say(text: string): void
}

export interface Bench {
  name: string
  /** What it measures, in a few words, for `--help`. */
  about: string
  /** It is ended after so long, seconds. */
  budgetSeconds: (options: Pick<BenchOptions, 'minutes'>) => number
  load: () => Promise<{ run: (options: BenchOptions) => Promise<Report[]> }>
}

export const BENCHES: readonly Bench[] = [
  {
    name: 'agent',
    about: 'processor time, memory and start of the bundled agent, fresh and after a day of samples',
    budgetSeconds: ({ minutes }) => 900 + 60 * minutes,
    load: () => import('./agent.ts'),
  },
  {
    name: 'ingest',
    about: 'values per CPU-second of the collector, and the way from a record to its acknowledgement',
    budgetSeconds: () => 1_200,
    load: () => import('./ingest.ts'),
  },
  {
    name: 'connections',
    about: 'memory for 10,000 connected agents, and a restart under them',
    budgetSeconds: () => 1_800,
    load: () => import('./connections.ts'),
  },
  {
    name: 'history',
    about: 'bytes per stored value, and how fast a chart is read, with a week of 500 devices',
    budgetSeconds: () => 1_800,
    load: () => import('./history.ts'),
  },
  {
    name: 'replay',
    about: 'how fast a month of a fleet is judged with other rules, and a year of one device',
    budgetSeconds: () => 1_800,
    load: () => import('./replay.ts'),
  },
]
