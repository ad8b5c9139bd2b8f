import type { WindowsEvent } from '../event.ts'
import { belongsToStart, crashedBefore, isNear, isOfRunBefore, KERNEL_MS } from './joins.ts'
import { markOf, type Mark } from './marks.ts'
import { emptySession, isResumed, type Of, type Session } from './session.ts'

/**
 * Cuts a System log, in the order of writing, into runs of the machine. That order is not the order of things at a start: the service
 * that writes starts late, so its own marks stand before what the kernel told earlier, and among that are the last words of the run
 * before. Times are only compared within one start, because clocks are set and reset.
 */
export function sessionsOf(events: readonly WindowsEvent[]): Session[] {
  const sessions: Session[] = []
  let noted: Mark[] = []
  for (const event of events) {
    const mark = markOf(event)
    if (mark === null) {
      // The service's own events stand before those of the kernel that come before them in time.
      if (event.provider !== 'EventLog') latest(sessions).lastSeen = event.at
      continue
    }
    if (mark.tells === 'shutdown-was' || mark.tells === 'resume-failed') noted.push(mark)
    else add(sessions, mark)
    noted = noted.filter(note => !isTaken(sessions.at(-1), note, mark))
  }
  return sessions
}

/** The kernel's notes on the run before come just before or just after its account of the start; others are of no use. */
function isTaken(session: Session | undefined, note: Mark, mark: Mark): boolean {
  const kernel = session?.start.get('boot-type') ?? session?.start.get('kernel')
  if (session === undefined || !isNear(kernel, note, KERNEL_MS)) return !isNear(note, mark, KERNEL_MS)
  session.start.add(note)
  return true
}

function add(sessions: Session[], mark: Mark): void {
  switch (mark.tells) {
    case 'kernel':
    case 'boot-type':
    case 'dirty':
    case 'dump-failed':
    case 'log-open':
    case 'version':
    case 'unexpected':
      addStart(sessions, mark)
      break
    case 'bugcheck': {
      const site = crashedBefore(sessions, mark)
      if (site === null) sessions.push(emptySession(mark.at))
      if (site !== 'known') (site ?? sessions.at(-1)!).start.add(mark)
      break
    }
    case 'power-off':
    case 'kernel-stop':
      endedBy(sessions, mark).end.add(mark)
      break
    case 'asked':
    case 'log-closed':
      latest(sessions).end.add(mark)
      latest(sessions).lastSeen = mark.at
      break
    case 'clock':
      moveStart(latest(sessions), mark)
      latest(sessions).between.push(mark)
      break
    case 'shutdown-was':
    case 'resume-failed':
      break
    case 'asleep':
    case 'awake':
    case 'slept':
    case 'standby':
    case 'standby-over':
    case 'cleared':
      latest(sessions).between.push(mark)
      latest(sessions).lastSeen = mark.at
      break
  }
}

function addStart(sessions: Session[], mark: Mark): void {
  const last = sessions.at(-1)
  if (last === undefined || !belongsToStart(last, mark)) sessions.push(emptySession(mark.at))
  const session = sessions.at(-1)!
  session.start.add(mark)
  const told = session.start
  const nearest = told.get('kernel') ?? told.get('boot-type')
  session.at = nearest?.at ?? Math.min(...told.all().map(({ at }) => at))
}

/** The run that goes on; what stands before the first start is the end of one. */
function latest(sessions: Session[]): Session {
  if (sessions.length === 0) sessions.push(emptySession(null))
  return sessions.at(-1)!
}

function endedBy(sessions: Session[], mark: Mark): Session {
  const last = latest(sessions)
  if (!isOfRunBefore(last, mark)) return last
  if (sessions.length === 1) sessions.unshift(emptySession(null))
  return sessions.at(-2)!
}

/** A kernel that goes on tells so by the time at which it was saved, until it has read the clock. */
function moveStart(session: Session, clock: Of<'clock'>): void {
  if (session.at === null || !isResumed(session) || session.between.some(({ tells }) => tells === 'clock')) return
  if (isNear({ at: clock.from }, { at: session.at }, KERNEL_MS) && clock.to > clock.from) session.at = clock.to
}
