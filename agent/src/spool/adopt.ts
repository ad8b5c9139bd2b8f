import type { Table } from './table.ts'
import { moveToEpoch, type Tally } from './tally.ts'

export interface SpoolOwner {
  device: string
  /** The epoch a spool without a history of its own numbers in. */
  epoch: number
  /** Hardware facts: they tell whether records of an earlier identity were made on this machine. */
  facts: string[]
}

/** No collector gives out this epoch: records stand here while they pass from one identity to the next. */
const PASSING_EPOCH = -1

/**
 * Hands the spool to a new identity after another enrolment: what was recorded on this machine goes on under it, numbered
 * afresh; what came here inside a disk image is another machine's and is not sent. Returns the tally that then holds.
 */
export function adopt(table: Table, tally: Tally, owner: SpoolOwner): Tally {
  const previous = table.get('device') as string | null
  if (previous === null || previous === owner.device) return tally
  const known = new Set(JSON.parse((table.get('facts') as string | null) ?? '[]') as string[])
  const sameMachine = owner.facts.some(fact => known.has(fact))
  const draft: Tally = { ...tally }
  table.transaction(() => {
    if (sameMachine) {
      for (const epoch of table.epochs()) moveToEpoch(table, Object.assign(draft, { epoch }), 0, PASSING_EPOCH)
      moveToEpoch(table, Object.assign(draft, { epoch: PASSING_EPOCH }), 0, owner.epoch)
    } else {
      table.clearRecords()
      Object.assign(draft, { epoch: owner.epoch, next: 1, records: 0, bytes: 0, dropped: 0 })
    }
    table.clearRuns()
    table.clearMemory()
    table.set('device', owner.device)
    table.set('epoch', draft.epoch)
    table.set('next', draft.next)
  })
  return draft
}
