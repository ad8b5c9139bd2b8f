import type { Boot } from '../../boots.ts'
import type { PreviousEnd } from '../../run-end.ts'
import type { WindowsEvent } from '../event.ts'
import type { Ask } from './ask.ts'
import { askedFor, judgeEnd } from './ends.ts'
import { isResumed, type Session } from './session.ts'
import { sessionsOf } from './sessions.ts'
import { sleepsOf, type Sleep } from './sleeps.ts'

/**
 * A start of the machine and how the run before it ended. `hibernate`, also where a machine lost power asleep and woke up from its disk, is
 * no restart; sleep is no start at all. Windows gives its boots no id.
 */
export interface WindowsBoot extends Boot {
  /** Who asked for the stop before it; null for unclean ones and where nobody did. */
  asked: Ask | null
}

export interface BootHistory {
  /** In the order in which they happened, which is not that of a clock that was set. */
  boots: WindowsBoot[]
  /** Sleep and modern standby within a run. They are no boots: the run goes on. */
  sleeps: Sleep[]
  /** How often the log was emptied. */
  cleared: number
}

/** The starts of a machine that its System log tells of; the events in the order of writing. */
export function bootsOf(events: readonly WindowsEvent[]): BootHistory {
  const sessions = sessionsOf(events)
  const history: BootHistory = { boots: [], sleeps: [], cleared: 0 }
  for (const [i, session] of sessions.entries()) {
    if (session.at !== null) history.boots.push(bootOf(session, session.at, runBefore(sessions[i - 1], session.at)))
    history.cleared += session.between.filter(({ tells }) => tells === 'cleared').length
    const next = sessions[i + 1]
    for (const sleep of sleepsOf(session, next !== undefined && isResumed(next))) {
      // Before Windows 8 the kernel does not tell the type of a boot, and coming out of hibernation is told like waking up.
      if (sleep.how === 'hibernate' || sleep.how === 'saved') history.boots.push(wokenBoot(sleep))
      else history.sleeps.push(sleep)
    }
  }
  return history
}

function bootOf(session: Session, at: number, before: Session | null): WindowsBoot {
  const previous = judgeEnd(before, session)
  const asked = previous.end === 'clean' && before !== null ? askedFor(before, previous.at) : null
  const kind = kindOf(session)
  return { at, id: null, kind, resumed: kind === 'hibernate', previous, asked }
}

/** The run before a start, or null where the log begins with it: what little stands before the start's marks may be part of it. */
function runBefore(before: Session | undefined, at: number): Session | null {
  if (before === undefined) return null
  const toldOfIt = before.at !== null || before.end.all().length > 0 || (before.lastSeen ?? at) < at
  return toldOfIt ? before : null
}

function kindOf({ start }: Session): Boot['kind'] {
  switch (start.get('boot-type')?.type ?? 0) {
    case 0:
      return 'cold'
    case 1:
      return 'fast-startup'
    case 2:
      return 'hibernate'
    default:
      return 'unknown'
  }
}

function wokenBoot({ from, to, how }: Sleep): WindowsBoot {
  const evidence = ['windows:Kernel-Power 42']
  const previous: PreviousEnd = { end: 'clean', cause: null, bugcheckCode: null, at: from, reason: null, evidence }
  const kind = how === 'saved' ? 'fast-startup' : 'hibernate'
  return { at: to, id: null, kind, resumed: kind === 'hibernate', previous, asked: null }
}
