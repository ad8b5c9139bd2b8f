import type { EventName } from '../../events.ts'
import type { WindowsFinding } from './finding.ts'

/** How many programs and services are remembered. */
const MOST_REMEMBERED = 128

/** What Windows tells several times, and within how long, ms. */
const SAME_MS: Partial<Record<EventName, number>> = {
  // A process that dies is told once per exception it died of, c0000005 and then c000041d.
  'program.crash': 60_000,
  'program.hung': 60_000,
  // Each core tells of the same throttling.
  'cpu.throttled': 10_000,
  // The kernel and the time service tell of the same jump.
  'clock.jump': 5_000,
  // A service that does not answer when started is told by its timeout and by its failure.
  'service.failed': 5_000,
}

/**
 * Leaves one finding where Windows tells of one thing several times, and drops that a service runs unless it had failed before. Takes
 * findings in the order of their log; what it remembers is bounded, and lasts from one batch of a log to the next.
 */
export function createFold(): (finding: WindowsFinding) => WindowsFinding | null {
  const last = new Map<string, number>()
  const failed = new Map<string, number>()

  return finding => {
    const { name, at, attributes } = finding
    const unit = String(attributes['unit'])
    if (name === 'service.recovered') return failed.delete(unit) ? finding : null
    if (name === 'service.failed') remember(failed, unit, at)
    const within = SAME_MS[name]
    const key = keyOf(finding)
    if (within === undefined || key === null) return finding
    const before = last.get(key)
    if (before !== undefined && Math.abs(at - before) <= within) return null
    remember(last, key, at)
    return finding
  }
}

/** What makes two findings the same thing; null where each is one of its own. */
function keyOf({ name, attributes }: WindowsFinding): string | null {
  const { program, pid, unit, result } = attributes
  if (name === 'program.crash' || name === 'program.hung')
    return pid === undefined ? null : `${name} ${String(program)} ${String(pid)}`
  if (name !== 'service.failed') return name
  return result === 'start' || result === 'start-timeout' ? `${name} ${String(unit)}` : null
}

function remember(map: Map<string, number>, key: string, at: number): void {
  map.delete(key)
  map.set(key, at)
  if (map.size > MOST_REMEMBERED) map.delete(map.keys().next().value!)
}
