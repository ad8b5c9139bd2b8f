export interface AttemptLimits {
  /** Failures that cost nothing. */
  free: number
  /** The first wait, doubled with every further failure, ms. */
  baseMs: number
  maxMs: number
}

export interface Attempts {
  /**
   * Asks for one attempt under the key. 0 lets it through and counts it as failed until `forgive`, so that attempts made at the
   * same moment count too; otherwise the milliseconds to wait.
   */
  admit(key: string, now: number): number
  forgive(key: string): void
}

interface Entry {
  failures: number
  blockedUntil: number
  last: number
}

const FORGET_MS = 3_600_000
const MAX_KEYS = 10_000

/** Failed attempts under a key make the next ones wait, longer each time. Remembers the latest 10,000 keys for an hour. */
export function createAttempts(limits: AttemptLimits): Attempts {
  const entries = new Map<string, Entry>()
  return {
    admit(key, now) {
      let entry = entries.get(key)
      if (entry === undefined || now - entry.last > FORGET_MS) entry = { failures: 0, blockedUntil: 0, last: now }
      if (now < entry.blockedUntil) return entry.blockedUntil - now
      entry.failures++
      entry.last = now
      const beyond = entry.failures - limits.free
      if (beyond >= 0) entry.blockedUntil = now + Math.min(limits.maxMs, limits.baseMs * 2 ** Math.min(beyond, 30))
      entries.delete(key)
      entries.set(key, entry)
      if (entries.size > MAX_KEYS) entries.delete(entries.keys().next().value!)
      return 0
    },
    forgive: key => void entries.delete(key),
  }
}
