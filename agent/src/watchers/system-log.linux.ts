import type { Clock } from '@forewarn/shared/clock.ts'

import type { Happening } from '../sampler/source.ts'
import { createBounds, isPending, type Bounds, type Pending, type TimedHappening } from './bounds.ts'
import type { DeathCause, Deaths } from './deaths.ts'
import type { DiskRoles } from './disk-roles.linux.ts'
import type { LogFollower, LogGap, LogLine, LogSink } from './follower.ts'
import type { Memory, Report, Watcher } from './watcher.ts'

/** Under this the spool remembers which log was read how far. */
export const SYSTEM_LOG_PLACE = 'system-log'
/** The first time, so much of the past is told, ms. */
const FIRST_MS = 3_600_000
/** How far was read is remembered this often while nothing happens, ms. */
const REMEMBER_MS = 60_000
/** Counted events are looked at this often, ms. */
const FLUSH_MS = 10_000
/** Where no log can be followed, they are all tried again after this, ms. */
const RETRY_MS = 5 * 60_000
/** A core dump that is told so long after the kernel told of the crash is the same crash, ms. */
const SAME_CRASH_MS = 60_000

/** What is remembered: the log, how far it was read, how far in time, and what is counted and not yet told. */
interface Place {
  log: LogFollower['name']
  position: string | null
  at: number
  pending: Pending
}

export interface SystemLogOptions {
  /** In order of preference; the first that can be followed is. */
  followers: readonly LogFollower[]
  memory: Memory
  deaths: Deaths
  roles: DiskRoles
  clock: Clock
  /** Counts events that are told only in sum. */
  onSuppressed?: (count: number) => void
}

/**
 * Follows the log of the kernel and the system, whichever the machine has, and tells what happened. How far it was read is stored with each
 * event, so that no line counts twice and none is passed over, whenever the agent or the machine ends.
 */
export function createSystemLogWatcher(options: SystemLogOptions): Watcher {
  const { followers, memory, deaths, roles, clock } = options
  let report: Report = () => undefined
  let current: LogFollower | null = null
  let place: Place | null = null
  /** What happened before this was told from another log, or is too old to be told, ms. */
  let floor = Number.NEGATIVE_INFINITY
  let bounds: Bounds = createBounds()
  let suppressed = 0
  let isRemembered = true
  let rememberTimer: NodeJS.Timeout | null = null
  let flushTimer: NodeJS.Timeout | null = null
  let retryTimer: NodeJS.Timeout | null = null
  const failed = new Map<LogFollower, string>()
  /** Followers whose failure was told and whose recovery was not. */
  const down = new Set<LogFollower>()

  function choose(): LogFollower | null {
    return followers.find(follower => !failed.has(follower) && follower.obstacle() === null) ?? null
  }

  function follow(): void {
    current = choose()
    if (current === null) {
      failed.clear()
      retryTimer = setTimeout(follow, RETRY_MS)
      return
    }
    const own = place?.log === current.name ? place.position : null
    floor = own === null ? Math.max(place?.at ?? 0, clock.now() - FIRST_MS) : Number.NEGATIVE_INFINITY
    current.start(own, sinkOf(current))
  }

  /** A follower that was given up is heard no more. */
  function sinkOf(follower: LogFollower): LogSink {
    const whileCurrent =
      <T>(take: (given: T) => void) =>
      (given: T): void => {
        if (current === follower) take(given)
      }
    return {
      line: whileCurrent<LogLine>(line => read(follower, line)),
      gap: whileCurrent<LogGap>(({ reason, count }) => {
        const attributes = { log: follower.name, reason, count }
        // The place behind which nothing is to be found is given up with it, or the next start would tell of the same gap.
        if (place !== null) place = { ...place, position: null }
        tell({ name: 'log.gap', severity: 'warning', attributes, at: clock.now() })
      }),
      lost: whileCurrent<string>(reason => {
        failed.set(follower, reason)
        if (!down.has(follower))
          report({ name: 'source.failed', severity: 'warning', attributes: { source: sourceOf(follower), reason } })
        down.add(follower)
        follow()
      }),
    }
  }

  function read(follower: LogFollower, { at, kernelMessage, finding, position }: LogLine): void {
    place = { log: follower.name, position, at: Math.max(place?.at ?? at, at), pending: [] }
    isRemembered = false
    rememberTimer ??= setTimeout(remember, REMEMBER_MS)
    if (down.delete(follower))
      report({ name: 'source.recovered', severity: 'info', attributes: { source: sourceOf(follower) } })
    if (kernelMessage !== null) roles.learn(kernelMessage)
    if (finding === null || at <= floor) return
    const event: TimedHappening = { ...finding, at }
    if (event.name === 'program.crash' && isEcho(event)) return
    noteDeath(event)
    tellAll(bounds.take(event))
    countSuppressed()
    if (bounds.pending().length > 0) flushTimer ??= setTimeout(flush, FLUSH_MS)
  }

  /** Whether the kernel told of this crash before the core was dumped. It names the thread that crashed, the dump the process. */
  function isEcho(event: TimedHappening): boolean {
    const { pid, thread } = event.attributes
    const since = event.at - SAME_CRASH_MS
    const isKnown = [pid, thread].some(id => typeof id === 'number' && deaths.of(id, since) !== null)
    if (isKnown) noteDeath(event)
    return isKnown
  }

  function noteDeath({ name, attributes, at }: TimedHappening): void {
    const { pid, program, signal } = attributes
    const cause = causeOf(name, attributes)
    if (cause === null || typeof pid !== 'number' || typeof program !== 'string') return
    deaths.note({
      pid,
      program,
      cause,
      signal: cause === 'oom' ? 'SIGKILL' : typeof signal === 'string' ? signal : null,
      at,
    })
  }

  function flush(): void {
    flushTimer = null
    tellAll(bounds.flush(clock.now()))
    if (bounds.pending().length > 0) flushTimer = setTimeout(flush, FLUSH_MS)
  }

  /** The place is stored with the last of several, so that none of them is passed over where the machine ends in between. */
  function tellAll(events: TimedHappening[]): void {
    for (const event of events.slice(0, -1)) report(withRole(event))
    const last = events.at(-1)
    if (last !== undefined) tell(last)
  }

  function tell(event: TimedHappening): void {
    if (place === null) return report(withRole(event))
    report({ ...withRole(event), remember: { key: SYSTEM_LOG_PLACE, value: valueOf(place) } })
    isRemembered = true
  }

  function withRole(event: TimedHappening): Happening {
    const { device, role } = event.attributes
    if (typeof device !== 'string' || role !== undefined || !/^(?:disk|filesystem)\./.test(event.name)) return event
    return { ...event, attributes: { role: roles.roleOf(device), ...event.attributes } }
  }

  function valueOf(place: Place): string {
    return JSON.stringify({ ...place, pending: bounds.pending() })
  }

  function remember(): void {
    if (rememberTimer !== null) clearTimeout(rememberTimer)
    rememberTimer = null
    if (place === null || isRemembered) return
    memory.remember(SYSTEM_LOG_PLACE, valueOf(place))
    isRemembered = true
  }

  function countSuppressed(): void {
    options.onSuppressed?.(bounds.suppressed() - suppressed)
    suppressed = bounds.suppressed()
  }

  return {
    name: 'system log',
    describe() {
      const chosen = current ?? choose()
      const others = followers.slice(0, chosen === null ? undefined : followers.indexOf(chosen))
      const why = others.map(
        follower => `${follower.name}: ${failed.get(follower) ?? follower.obstacle() ?? 'given up'}`,
      )
      return [chosen === null ? 'follows nothing' : `follows ${NAMES[chosen.name]}`, ...why].join('; ')
    },
    start(given) {
      report = given
      place = readPlace(memory.recall(SYSTEM_LOG_PLACE))
      bounds = createBounds(place?.pending)
      if ((place?.pending ?? []).length > 0) flushTimer = setTimeout(flush, FLUSH_MS)
      roles.refresh()
      follow()
    },
    async stop() {
      for (const timer of [flushTimer, retryTimer]) if (timer !== null) clearTimeout(timer)
      const last = current
      current = null
      await last?.stop()
      tellAll(bounds.flush(null))
      remember()
    },
  }
}

const NAMES: Record<LogFollower['name'], string> = {
  journal: 'the journal',
  kmsg: '/dev/kmsg',
  files: 'the log files',
}

function sourceOf({ name }: LogFollower): string {
  return `log.${name}`
}

function causeOf(name: string, attributes: Happening['attributes']): DeathCause | null {
  if (name === 'memory.oom-kill') return 'oom'
  if (name !== 'program.crash') return null
  if (String(attributes['evidence']).includes('dumped core')) return 'coredump'
  return attributes['signal'] === 'SIGSEGV' ? 'segfault' : 'fault'
}

/** What an older or newer agent wrote down in another form is not understood, and reading begins as for the first time. */
export function readPlace(text: string | null): Place | null {
  try {
    const place = JSON.parse(text ?? 'null') as Partial<Place> | null
    if (place === null || !Number.isFinite(place.at) || !isPending(place.pending)) return null
    return place.log === undefined || !Object.hasOwn(NAMES, place.log) ? null : (place as Place)
  } catch {
    return null
  }
}
