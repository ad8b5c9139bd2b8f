import type { EndCause, PreviousEnd } from '../../run-end.ts'
import type { Ask } from './ask.ts'
import type { Mark } from './marks.ts'
import { isResumed, type Of, type Session } from './session.ts'

/** A shutdown that was asked for ends so soon, ms: updates are installed in between. */
const SHUTDOWN_MS = 30 * 60_000
/** What a press of the power button begins, it begins so soon; the two are told by different clocks; ms. */
const PRESS_MS = 30_000
const PRESS_EARLY_MS = 2_000

/** What tells of an unclean stop, and what of a clean one. */
const UNCLEAN: readonly Mark['tells'][] = ['dirty', 'bugcheck', 'dump-failed', 'unexpected']
const STOPPED: readonly Mark['tells'][] = ['kernel-stop', 'log-closed', 'power-off']

/** The events behind the marks, as people look them up. */
const WORDS: Partial<Record<Mark['tells'], string>> = {
  dirty: 'Kernel-Power 41',
  bugcheck: 'BugCheck 1001',
  'dump-failed': 'volmgr 161',
  unexpected: 'EventLog 6008',
  'kernel-stop': 'Kernel-General 13',
  'log-closed': 'EventLog 6006',
  'power-off': 'Kernel-Power 109',
  'boot-type': 'Kernel-Boot 27',
  'shutdown-was': 'Kernel-Boot 20',
  asleep: 'Kernel-Power 42',
}

/**
 * How the run before `session` ended; `before` is null where the log begins with it. What says that the stop was unclean weighs more
 * than a proper stop, because a machine may still hang on its way down; all that tells of one stop is one end. The reason is the
 * parameters of a crash, or that the machine was asleep or shutting down.
 */
export function judgeEnd(before: Session | null, session: Session): PreviousEnd {
  const told = session.start.all().filter(({ tells }) => UNCLEAN.includes(tells))
  if (told.length > 0 && !wentDown(before, session, told)) return uncleanEnd(before, session, told)
  if (before === null) return end('unknown', null, [])
  const asleep = fellAsleep(before, session)
  if (isResumed(session)) return end('clean', asleep?.at ?? before.lastSeen, [session.start.get('boot-type')!])
  const stops = before.end.all().filter(({ tells }) => STOPPED.includes(tells))
  if (stops.length > 0) return end('clean', Math.max(...stops.map(({ at }) => at)), stops)
  if (asleep !== undefined && isShutdown(before, asleep)) return end('clean', asleep.at, [asleep])
  const noted = session.start.get('shutdown-was')
  return noted?.good === true ? end('clean', before.lastSeen, [noted]) : end('unknown', before.lastSeen, [])
}

/** Who asked for a stop that took place at a certain time, or null. */
export function askedFor({ end }: Session, at: number | null): Ask | null {
  const asked = end.get('asked')
  return asked !== undefined && at !== null && at >= asked.at && at - asked.at <= SHUTDOWN_MS ? asked.ask : null
}

function uncleanEnd(before: Session | null, { at, start }: Session, told: readonly Mark[]): PreviousEnd {
  const [dirty, bugcheck] = [start.get('dirty'), start.get('bugcheck')]
  // Both are lower bounds: the service notes that it is there every few minutes, and the last events may not reach the disk.
  const seen = [start.get('unexpected')?.lastAlive, before?.lastSeen].filter(
    one => one != null && at !== null && one <= at,
  )
  // The kernel's own note is of this very stop; a record may come late, and then be of another.
  const crash = dirty !== undefined && dirty.code !== 0 ? dirty : bugcheck
  const code = crash?.code ?? null
  return {
    ...end('unclean', seen.length === 0 ? null : Math.max(...(seen as number[])), told),
    cause: causeOf(before, start),
    bugcheckCode: code === null ? null : `0x${code.toString(16)}`,
    reason: code === null ? whileOf(dirty) : crash!.parameters.join(' ') || null,
  }
}

function whileOf(dirty: Of<'dirty'> | undefined): string | null {
  if (dirty === undefined || dirty.during === null) return null
  return dirty.during === 'saved' ? 'shutting down' : 'asleep'
}

function causeOf(before: Session | null, start: Session['start']): EndCause {
  const dirty = start.get('dirty')
  if (start.has('bugcheck') || (dirty?.code ?? 0) !== 0) return 'bugcheck'
  if (dirty !== undefined && (dirty.held || (dirty.pressed && !startedShutdown(before, dirty)))) return 'power-button'
  // The kernel crashed but could not write it down: the disk was gone, or the crash was in its driver.
  return start.has('dump-failed') ? 'bugcheck' : 'power-loss-or-hang'
}

/** The last press of the button may be one that began a shutdown or a sleep, and not the end of the run. */
function startedShutdown(before: Session | null, { pressedAt }: Of<'dirty'>): boolean {
  if (before === null || pressedAt === null) return false
  const begun = [...before.end.all(), ...before.between.filter(({ tells }) => tells === 'asleep')]
  return begun.some(({ at }) => at >= pressedAt - PRESS_EARLY_MS && at <= pressedAt + PRESS_MS)
}

function end(how: PreviousEnd['end'], at: number | null, told: readonly Mark[]): PreviousEnd {
  const evidence = told.map(({ tells }) => `windows:${WORDS[tells] ?? tells}`)
  return { end: how, cause: null, bugcheckCode: null, at, reason: null, evidence }
}

/** The mark of falling asleep that ended a run: nothing follows it but a waking that belongs to the next. */
function fellAsleep({ between }: Session, next: Session): Of<'asleep'> | undefined {
  const i = between.findLastIndex(({ tells }) => tells === 'asleep')
  const woke = between.slice(i + 1).some(({ tells }) => tells === 'awake' || tells === 'slept')
  return woke && !isResumed(next) ? undefined : (between[i] as Of<'asleep'> | undefined)
}

/** Whether going to sleep was a shutdown: into a session saved for a fast startup, or because a shutdown was asked for. */
function isShutdown(before: Session, asleep: Of<'asleep'>): boolean {
  return asleep.how === 'saved' || askedFor(before, asleep.at) !== null
}

/**
 * Whether the machine went down in order though something was not closed. The kernel says that it went down and has nothing to complain of
 * when it starts. Or it was saved for a fast startup, and the log's service with it, so that only the log was not closed. Or the kernel
 * complains of no more than that what it had saved, when it was shut down, could not be used again: the machine was unplugged at night.
 */
function wentDown(before: Session | null, session: Session, told: readonly Mark[]): boolean {
  const { start } = session
  const dirty = start.get('dirty')
  if (start.has('bugcheck')) return false
  if (dirty !== undefined) {
    const lostSaved = dirty.resumeFailed || start.has('resume-failed') || start.get('shutdown-was')?.good === true
    return dirty.code === 0 && dirty.during === 'saved' && !dirty.held && !start.has('dump-failed') && lostSaved
  }
  if (before === null) return false
  const asleep = fellAsleep(before, session)
  const onlyTheLog = told.every(({ tells }) => tells === 'unexpected')
  return before.end.has('kernel-stop') || (onlyTheLog && asleep !== undefined && isShutdown(before, asleep))
}
