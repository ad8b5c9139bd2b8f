const PART = /(\d+(?:\.\d+)?)(h|min|s|ms|us)(?![a-z])/g
const SECONDS: Record<string, number> = { h: 3600, min: 60, s: 1, ms: 0.001, us: 0.000_001 }
/** Longer is no boot, s. */
const LONGEST = 24 * 3600

/**
 * How long a boot took, s, from the line of `systemd-analyze time` or of the journal, `Startup finished in 2.1s (kernel) + 9.4s
 * (userspace) = 11.5s`; null where it says none, as before the boot has finished. Without a sum there is only one part.
 */
export function parseStartupSeconds(text: string): number | null {
  const line = /^Startup finished in ([^\n]{1,300})/m.exec(text)?.[1]
  if (line === undefined) return null
  const total = line.slice(line.lastIndexOf('=') + 1)
  const parts = [...total.matchAll(PART)]
  const seconds = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit!]!, 0)
  return parts.length > 0 && seconds > 0 && seconds <= LONGEST ? Math.round(seconds * 1000) / 1000 : null
}
