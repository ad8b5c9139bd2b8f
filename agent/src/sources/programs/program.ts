import type { EventName } from '@forewarn/shared/events.ts'
import type { Reading } from '@forewarn/shared/record.ts'

import { ratio, seconds, whole } from '../../sampler/round.ts'
import type { Happening, Tick } from '../../sampler/source.ts'
import type { TimedHappening } from '../../watchers/bounds.ts'
import type { Deaths } from '../../watchers/deaths.ts'
import type { ProcessStat, ProcessTable } from '../process-table.linux.ts'
import { endingOf } from './ending.ts'
import type { Found } from './finder.ts'
import { isHung, nextStuck, stuckReason, type Stuck } from './hang.ts'

/** So many processes of a program are followed; a browser has dozens. */
const MOST_FOLLOWED = 32
/** The reason of an end may come so long after it, ms, because a core dump is written first; and no sooner than a tick later. */
const REASON_WITHIN_MS = 15_000
/** Handles and threads are listed this often, ms; listing them costs as much as everything else. */
const LIST_EVERY_MS = 60_000
/** The kernel's log and the wall clock agree to so much, ms. */
const CLOCK_SLACK_MS = 5_000

/** A process that is followed. */
interface Member {
  stat: ProcessStat
  executable: string
  /**
   * Counts as an instance, and its start and end are told: its parent is no process of the program. A child whose parent is gone
   * becomes one if it is still there a tick later, as a program does that puts itself into the background.
   */
  leads: boolean
  orphaned: boolean
  listedAt: number
  handles: number | null
  threads: number[]
  stuck: Stuck | null
  toldHung: boolean
}

/** A process whose end has been noticed and not yet told. */
interface Gone {
  member: Member
  status: number
  noticed: Tick
  /** When it was last seen alive, ms since boot. */
  seenAt: number
  /** When it ended at the latest, wall clock, ms. */
  at: number
  replaced: boolean
}

/** One watched program: which of its processes run, what they use, and what became of those that do not. */
export function createProgram(name: string, since: number, { table, deaths }: { table: ProcessTable; deaths: Deaths }) {
  const members = new Map<number, Member>()
  let gone: Gone[] = []
  let fresh: Member[] = []
  /** Instances that ended and were not started again. */
  let missing = 0
  let restarts = 0
  let usedMs: number | null = null
  let lookedAt: number | null = null
  let passedMs: number | null = null

  /** Looks at the known processes again; answers the ids of those that are gone. */
  function check(tick: Tick): number[] {
    passedMs = lookedAt === null || tick.up <= lookedAt ? null : tick.up - lookedAt
    usedMs = 0
    const ended: number[] = []
    for (const [pid, member] of members) {
      const stat = table.read(pid)
      const same = stat?.startMs === member.stat.startMs
      if (same && !isDead(stat) && !becameAnother(member, stat)) {
        usedMs += Math.max(0, stat.cpuMs - member.stat.cpuMs)
        member.stat = stat
        continue
      }
      members.delete(pid)
      ended.push(pid)
      if (!member.leads) continue
      missing++
      const status = same ? stat.exitStatus : 0
      gone.push({ member, status, noticed: tick, seenAt: lookedAt ?? tick.up, at: tick.now, replaced: false })
    }
    return ended
  }

  /** Takes in what a search found. */
  function adopt({ stat, match }: Found): void {
    if (members.has(stat.pid) || isDead(stat) || members.size >= MOST_FOLLOWED) return
    // What ran before the last look cannot say how much of its time fell after it.
    if (lookedAt === null || stat.startMs < lookedAt) usedMs = null
    else if (usedMs !== null) usedMs += stat.cpuMs
    const unlisted = { listedAt: Number.NEGATIVE_INFINITY, handles: null, threads: [] }
    const unknown = { leads: false, orphaned: false, stuck: null, toldHung: false }
    const member = { stat, executable: match.executable, ...unlisted, ...unknown }
    members.set(stat.pid, member)
    fresh.push(member)
  }

  /** Draws the conclusions of a look: what is to be told. */
  function conclude(tick: Tick): TimedHappening[] {
    for (const member of members.values()) {
      const isChild = isChildOf(members.get(member.stat.parent), member)
      member.leads = !isChild && (member.leads || member.orphaned || fresh.includes(member))
      member.orphaned = !isChild
      if (tick.up - member.listedAt >= LIST_EVERY_MS) list(member, tick)
    }
    const started = fresh
      .filter(({ leads, stat }) => leads && stat.startMs >= since)
      .map(member => tellStart(member, tick))
    fresh = []
    const hangs = [...members.values()].flatMap(member => (member.leads ? tellHang(member, tick) : []))
    const ended = gone.flatMap(one => tellEnd(one, tick))
    lookedAt = tick.up
    return [...ended, ...started, ...hangs]
  }

  function list(member: Member, tick: Tick): void {
    member.listedAt = tick.up
    member.handles = table.handles(member.stat.pid)
    member.threads = member.leads ? table.threads(member.stat.pid) : []
  }

  function tellStart(member: Member, tick: Tick): TimedHappening {
    const at = tick.now - Math.max(0, tick.up - member.stat.startMs)
    if (missing > 0) {
      missing--
      restarts++
      const before = gone.find(({ replaced, seenAt }) => !replaced && seenAt < member.stat.startMs)
      if (before !== undefined) {
        before.replaced = true
        before.at = Math.min(before.at, at - 1)
      }
    }
    return { ...happening('program.started', 'info', member, tick), at }
  }

  function tellHang(member: Member, tick: Tick): TimedHappening[] {
    const { pid } = member.stat
    const before = member.stuck
    const switches = stuckReason(member.stat) === 'uninterruptible' ? table.switches(pid) : null
    member.stuck = nextStuck(before, member.stat, { up: tick.up, switches })
    const hung = isHung(member.stuck, tick.up)
    if (hung === member.toldHung) return []
    member.toldHung = hung
    const { reason, since } = (hung ? member.stuck : before)!
    const extra = { reason, seconds: seconds(tick.up - since, 0) }
    return hung
      ? [happening('program.hung', 'warning', member, tick, extra)]
      : [happening('program.responding', 'info', member, tick, extra)]
  }

  function tellEnd(one: Gone, tick: Tick): TimedHappening[] {
    const ending = endingOf(deathOf(one), one.status)
    const waited = tick.up - one.noticed.up
    if (ending.reason === 'unknown' && (waited === 0 || waited < REASON_WITHIN_MS)) return []
    gone = gone.filter(other => other !== one)
    const { crash, ...how } = ending
    const event = crash
      ? happening('program.crash', 'error', one.member, one.noticed, how)
      : happening('program.exited', 'info', one.member, one.noticed, how)
    return [{ ...event, at: one.at }]
  }

  /** The kernel names the thread that failed, a core dump the process. */
  function deathOf({ member: { stat, threads }, noticed: { now, up } }: Gone): ReturnType<Deaths['of']> {
    const startedAt = now - Math.max(0, up - stat.startMs) - CLOCK_SLACK_MS
    for (const id of [stat.pid, ...threads]) {
      const death = deaths.of(id, startedAt)
      if (death !== null) return death
    }
    return null
  }

  function happening(
    event: EventName,
    severity: Happening['severity'],
    { executable, stat: { pid, startMs } }: Member,
    { now, up }: Tick,
    extra: Happening['attributes'] = {},
  ): TimedHappening {
    const uptimeSeconds = seconds(up - startMs, 0)
    return { name: event, severity, at: now, attributes: { program: name, executable, pid, uptimeSeconds, ...extra } }
  }

  /** Instances, time since the latest start, restarts, and the sums over all processes; nulls where none runs. */
  function values(tick: Tick): Reading[] {
    const all = [...members.values()]
    const leading = all.filter(({ leads }) => leads)
    if (all.length === 0) return [0, null, restarts, null, null, null, null]
    const uptime = Math.min(...leading.map(({ stat }) => tick.up - stat.startMs))
    const handles = all.map(member => member.handles).filter(count => count !== null)
    return [
      leading.length,
      seconds(uptime, 0),
      restarts,
      usedMs === null || passedMs === null ? null : ratio(usedMs / passedMs),
      whole(all.reduce((pages, { stat }) => pages + stat.rssPages, 0) * table.pageBytes),
      handles.length === 0 ? null : whole(handles.reduce((sum, count) => sum + count, 0)),
      leading.some(({ toldHung }) => toldHung) ? 1 : 0,
    ]
  }

  return {
    check,
    adopt,
    conclude,
    values,
    /** None of its processes runs, as far as is known. */
    absent: () => members.size === 0,
  }
}

export type Program = ReturnType<typeof createProgram>

/** An id that was given again is no parent of what ran before. */
function isChildOf(parent: Member | undefined, { stat }: Member): boolean {
  return parent !== undefined && parent.stat.pid !== stat.pid && parent.stat.startMs <= stat.startMs
}

/** A child is forked under its parent's name and may then run something else. */
function becameAnother({ stat, leads }: Member, now: ProcessStat): boolean {
  return !leads && now.comm !== stat.comm
}

/** Ended, and only there until its parent asks how; a dead main thread with others beside it is not that. */
function isDead(stat: ProcessStat): boolean {
  return (stat.state === 'Z' || stat.state === 'X') && stat.threads <= 1
}
