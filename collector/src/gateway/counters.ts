import type { RefusalCode } from '@forewarn/shared/protocol.ts'

/** Upper bounds of the commit histogram, seconds. */
export const COMMIT_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5] as const

/** What passed through the gateway since the start. */
export interface GatewayCounters {
  messages: number
  bytes: number
  /** Records new to the store, records it already had, and values in committed batches. */
  records: number
  duplicates: number
  values: number
  groups: number
  commitSeconds: { buckets: number[]; sum: number; count: number }
  refusals: Partial<Record<RefusalCode, number>>
}

export function createCounters() {
  const read: GatewayCounters = {
    messages: 0,
    bytes: 0,
    records: 0,
    duplicates: 0,
    values: 0,
    groups: 0,
    commitSeconds: { buckets: COMMIT_SECONDS.map(() => 0), sum: 0, count: 0 },
    refusals: {},
  }

  return {
    read: (): GatewayCounters => structuredClone(read),
    heard(bytes: number): void {
      read.messages++
      read.bytes += bytes
    },
    stored(values: number): void {
      read.values += values
    },
    committed({ accepted, duplicates, seconds }: { accepted: number; duplicates: number; seconds: number }): void {
      read.groups++
      read.records += accepted
      read.duplicates += duplicates
      const histogram = read.commitSeconds
      histogram.sum += seconds
      histogram.count++
      COMMIT_SECONDS.forEach((bound, i) => {
        if (seconds <= bound) histogram.buckets[i]!++
      })
    },
    refused(code: RefusalCode): void {
      read.refusals[code] = (read.refusals[code] ?? 0) + 1
    },
  }
}
