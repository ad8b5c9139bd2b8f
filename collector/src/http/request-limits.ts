import type { Clock } from '@forewarn/shared/clock.ts'

import { Problem } from './problem.ts'

const WINDOW_MS = 10 * 60_000
/**
 * How much may be sent in ten minutes: from one address, behind which a whole school may sit, and through one site's link. A power cut
 * with forty teachers at their telephones fits in.
 */
const MOST = { address: 60, site: 120 } as const
const MAX_KEYS = 10_000

/** Counts what people without an account send; refuses what is beyond. Remembers the latest 10,000 senders. */
export function createRequestLimits(clock: Clock): { admit(address: string, siteId: string): void } {
  const counts = new Map<string, { count: number; until: number }>()

  function take(key: string, most: number, now: number): void {
    let entry = counts.get(key)
    if (entry === undefined || now >= entry.until) entry = { count: 0, until: now + WINDOW_MS }
    if (entry.count >= most)
      throw new Problem(
        429,
        'too-many-requests',
        'Too much was sent in a short time; wait, then try again.',
        entry.until - now,
      )
    entry.count++
    counts.delete(key)
    counts.set(key, entry)
    if (counts.size > MAX_KEYS) counts.delete(counts.keys().next().value!)
  }

  return {
    admit(address, siteId) {
      const now = clock.up()
      take(`address ${address}`, MOST.address, now)
      take(`site ${siteId}`, MOST.site, now)
    },
  }
}
