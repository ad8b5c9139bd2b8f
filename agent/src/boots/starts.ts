import type { Happening } from '../sampler/source.ts'
import type { LastRun, RunBook } from './run-book.ts'

/** An event and the book to remember with it. */
type Entry = [happening: Happening, book: RunBook]

/**
 * What a start of the agent tells at once: that it crashed before, that it is another version, that it started. Each goes with the book
 * as far as it is told then, so that a start that is itself cut short repeats nothing and leaves nothing out.
 */
export function tellStart(begun: RunBook, before: RunBook['version'], lastRun: LastRun, now: number): Entry[] {
  const { previous, rebooted, lastSeenAt } = lastRun
  const { version } = begun
  const entries: Entry[] = []
  if (previous === 'unclean' && rebooted === false) {
    const downSeconds = lastSeenAt === null || lastSeenAt > now ? null : Math.round((now - lastSeenAt) / 1000)
    const attributes = { version: before, downSeconds }
    entries.push([
      { name: 'agent.crash', severity: 'warning', attributes },
      { ...begun, version: before },
    ])
  }
  if (before !== null && before !== version)
    entries.push([{ name: 'agent.update', severity: 'info', attributes: { from: before, to: version } }, begun])
  entries.push([{ name: 'agent.start', severity: 'info', attributes: { version, previous, rebooted } }, begun])
  return entries
}
