import { bootsOf, type WindowsBoot } from './boots/boots.ts'
import type { Sleep } from './boots/sleeps.ts'
import { classify } from './classify.ts'
import type { WindowsEvent } from './event.ts'
import type { WindowsFinding } from './finding.ts'
import { createFold } from './fold.ts'
import { logsOf } from './logs.ts'
import { note, type WindowsNote } from './read.ts'

export interface WindowsEvidence {
  /** Starts of the machine, log by log and within a log in the order in which they happened. */
  boots: WindowsBoot[]
  sleeps: Sleep[]
  /** What happened, by time; each thing once. */
  findings: WindowsFinding[]
  notes: WindowsNote[]
}

/** Everything that events of one machine tell, of any channels and from any number of exports. */
export function readWindows(events: readonly WindowsEvent[]): WindowsEvidence {
  const { logs, copies, rolledBack } = logsOf(events)
  const evidence: WindowsEvidence = { boots: [], sleeps: [], findings: [], notes: [] }
  let cleared = 0
  for (const { channel, events } of logs) {
    const fold = createFold()
    for (const event of events) {
      const found = classify(event)
      const once = found === null ? null : fold(found)
      if (once !== null) evidence.findings.push(once)
    }
    if (channel.toLowerCase() !== 'system') continue
    const history = bootsOf(events)
    evidence.boots.push(...history.boots)
    evidence.sleeps.push(...history.sleeps)
    cleared += history.cleared
  }
  evidence.findings.sort((a, b) => a.at - b.at)
  evidence.notes = [note('copies', copies), note('rolled-back', rolledBack), note('log-cleared', cleared)].flat()
  return evidence
}
