import type { Mark } from './marks.ts'
import { isResumed, type Of, type Session } from './session.ts'

/** The kernel's marks of one start lie so close together, ms. */
export const KERNEL_MS = 60_000
/** The event log's service writes its marks of a start at the same moment, ms. */
const SERVICE_MS = 5_000
/** From the kernel's start to that of the event log's service: seconds, on a slow disk or in an upgrade minutes; ms. */
const BOOT_MS = 5 * 60_000
/** The same where a disk is checked in between, as after a crash, ms. */
const CHECKED_BOOT_MS = 24 * 3_600_000
/** A start is told within so many records, first the service's marks, then the kernel's. */
const BOOT_RECORDS = 250
/** Some systems write the kernel's first mark before those of the service, so many records at most. */
const AHEAD_RECORDS = 10
/** What the kernel said last before it went down stands within so many records behind the marks of the service's next start. */
const LATE_RECORDS = 100

const KERNEL: readonly Mark['tells'][] = ['kernel', 'boot-type', 'dirty', 'dump-failed']
const SERVICE: readonly Mark['tells'][] = ['log-open', 'version', 'unexpected']

/** Whether a mark of a start belongs to the start of this run; else it begins another. */
export function belongsToStart(session: Session, mark: Mark): boolean {
  const { start, end } = session
  if (session.at === null || start.has(mark.tells) || end.has('log-closed', 'kernel-stop')) return false
  const told = start.all()
  if (mark.tells === 'boot-type' && mark.type > 0 && told.some(({ tells }) => tells !== 'kernel')) return false
  // Out of a saved session nothing starts but the kernel's own account of it.
  if (isResumed(session) && mark.tells !== 'kernel') return false
  const isKernel = KERNEL.includes(mark.tells)
  const peer = told.find(({ tells }) => (isKernel ? KERNEL : SERVICE).includes(tells))
  if (peer !== undefined) return isNear(peer, mark, isKernel ? KERNEL_MS : SERVICE_MS)
  const other = told.find(({ tells }) => (isKernel ? SERVICE : KERNEL).includes(tells))
  if (other === undefined) return isNear(mark, { at: session.at }, BOOT_MS)
  const late = isKernel ? other.at - mark.at : mark.at - other.at
  const apart = distance(mark, other)
  const together = apart <= (isKernel ? BOOT_RECORDS : AHEAD_RECORDS)
  return late >= -SERVICE_MS && apart <= BOOT_RECORDS && late <= (together ? CHECKED_BOOT_MS : BOOT_MS)
}

/**
 * Whether the kernel's last words belong to the run before: the service has started and the kernel's account of that start, which
 * mostly follows them, is still to come; or they are older than it.
 */
export function isOfRunBefore({ start }: Session, mark: Mark): boolean {
  const kernel = start.get('kernel') ?? start.get('boot-type')
  const opened = start.get('log-open') ?? start.get('version') ?? start.get('unexpected')
  if (kernel !== undefined) return mark.at < kernel.at && distance(mark, kernel) <= LATE_RECORDS
  return opened !== undefined && (mark.at <= opened.at || distance(mark, opened) <= LATE_RECORDS)
}

/** The run whose crash before it a record of a crash tells of; null where it begins one that nothing else tells of. */
export function crashedBefore(sessions: readonly Session[], mark: Of<'bugcheck'>): Session | 'known' | null {
  if (mark.report !== null && sessions.some(({ start }) => start.get('bugcheck')?.report === mark.report))
    return 'known'
  const last = sessions.at(-1)
  if (last !== undefined && isCrashSite(last)) return last
  // The record may come late: the machine crashed again, or was shut down, before it was made.
  const earlier = sessions.findLast(isCrashSite)
  if (earlier !== undefined && sessions.length - sessions.indexOf(earlier) <= 3) return earlier
  if (last === undefined || last.start.has('bugcheck')) return hasStart(last) ? 'known' : null
  return last.at === null || isResumed(last) ? null : last
}

function isCrashSite({ start }: Session): boolean {
  return start.has('dirty', 'unexpected', 'dump-failed') && !start.has('bugcheck')
}

function hasStart(session: Session | undefined): boolean {
  return session !== undefined && session.start.has('kernel', 'boot-type', 'log-open')
}

export function isNear(a: { at: number } | undefined, b: { at: number }, within: number): boolean {
  return a !== undefined && Math.abs(a.at - b.at) <= within
}

function distance(a: Mark, b: Mark): number {
  return a.recordId === null || b.recordId === null ? 0 : a.recordId - b.recordId
}
