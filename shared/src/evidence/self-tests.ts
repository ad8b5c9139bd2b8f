import type { SelfTests } from './drive-reading.ts'

/** One entry of a drive's log of self-tests. */
export interface SelfTest {
  result: 'passed' | 'failed' | 'aborted' | 'running'
  /** Whether it read the whole surface, so that passing it disproves what failed before. */
  extended: boolean
  /** What it was and how it ended, in smartctl's words. */
  what: string
}

/** What a log says, newest entry first. A failure counts until an extended test after it has passed, as smartctl itself counts. */
export function selfTestsOf(log: SelfTest[], running: boolean): SelfTests {
  const ended = log.filter(({ result }) => result !== 'running')
  const cleared = ended.findIndex(({ result, extended }) => result === 'passed' && extended)
  const recent = cleared === -1 ? ended : ended.slice(0, cleared)
  const last = ended[0]?.result
  return {
    running: running || log.some(({ result }) => result === 'running'),
    last: last === undefined || last === 'running' ? null : last,
    failure: recent.find(({ result }) => result === 'failed')?.what ?? null,
  }
}
