import type { Spool } from '@forewarn/agent/spool/spool.ts'
import type { OfferedRecord } from '@forewarn/agent/spool/table.ts'
import { contains } from '@forewarn/shared/number-ranges.ts'
import type { Run } from '@forewarn/shared/protocol.ts'

import { LAYOUTS, sampleText } from './sample.ts'

const LAYOUT_IDS = LAYOUTS.map((_, i) => i + 1)

/**
 * A spool without a file, for thousands of agents in one process: as much of the agent's own as its uplink uses. Records have the same
 * numbers and texts; none outlives the process.
 */
export function createMemorySpool(run: Run) {
  const epoch = 1
  let next = 1
  let rows: OfferedRecord[] = []

  const spool: Partial<Spool> = {
    position: () => ({ epoch, next, runs: [run], waiting: rows.length }),
    layout: id => LAYOUTS[id - 1] ?? null,
    lastSeq: () => next - 1,
    status: () => ({ records: rows.length, bytes: 0, dropped: 0, epoch, next, fault: null }),
    lastSeqBefore: at => rows.findLast(row => row.at < at)?.seq ?? 0,
    acknowledge(_epoch, ranges) {
      rows = rows.filter(row => !contains(ranges, row.n))
    },
    read({ after, upTo, bytes, records }) {
      const offered: OfferedRecord[] = []
      let size = 0
      for (const row of rows) {
        if (row.seq <= after || row.seq > upTo) continue
        if (offered.length === records || (offered.length > 0 && size + row.size > bytes)) break
        size += row.size
        offered.push(row)
      }
      return offered
    },
  }
  return {
    /** What it does not have, an uplink asks for only after a rolled-back disk or a refused record, and fails loudly. */
    spool: spool as Spool,
    add(at: number, up: number, chance: number): void {
      const n = next++
      const text = `[${n},"s",${at},${up},${sampleText(n, up, chance)}]`
      rows.push({ seq: n, epoch, n, kind: 's', at, size: text.length, text, layouts: LAYOUT_IDS })
    },
    waiting: () => rows.length,
    made: () => next - 1,
  }
}
