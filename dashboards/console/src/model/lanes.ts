import type { DeviceEvent } from '@forewarn/shared/api.ts'
import type { IncidentView } from '@forewarn/shared/incident-api.ts'

/** The kinds of happenings that stand in lanes of their own, in this order. */
export const EVENT_LANES = ['runs', 'crashes', 'errors'] as const
type EventLane = (typeof EVENT_LANES)[number]

/** Something at a moment; what lies too close together on the line is one mark, told by its gravest. Times are Unix ms. */
export interface LaneMark {
  lane: EventLane
  at: number
  event: DeviceEvent
  /** `stop` is how a run ended, as the boot after it tells. */
  kind: 'boot' | 'stop' | 'event'
  count: number
}

/** A stretch of time. */
export interface Span {
  from: number
  to: number
}

/** An incident as a bar, in the row where it overlaps no other. */
export interface IncidentBar extends Span {
  incident: IncidentView
  row: number
}

const CRASHES: ReadonlySet<string> = new Set([
  'program.crash',
  'program.hung',
  'agent.crash',
  'memory.oom-kill',
  'kernel.oops',
  'task.hung',
])
const RUNS: ReadonlySet<string> = new Set(['system.boot', 'system.resume', 'kernel.panic'])

const WEIGHT: Record<DeviceEvent['severity'], number> = { error: 2, warning: 1, info: 0 }

/** In which lane an event stands; what merely goes its usual way stands in none. */
function laneOf({ name, severity }: DeviceEvent): EventLane | null {
  if (RUNS.has(name)) return 'runs'
  if (CRASHES.has(name)) return 'crashes'
  return severity === 'info' ? null : 'errors'
}

/** How long the machine was off before a boot, ms; null where that is not known. */
function downBefore({ attributes }: DeviceEvent): number | null {
  const seconds = attributes['downSeconds']
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : null
}

/** The marks within a range, oldest first. `apart` is the least distance of two marks in a lane, ms. */
export function marksOf(events: readonly DeviceEvent[], range: Span, apart: number): LaneMark[] {
  const marks: LaneMark[] = []
  for (const event of events) {
    const lane = laneOf(event)
    if (lane === null) continue
    const at = Date.parse(event.at)
    const isBoot = event.name === 'system.boot'
    marks.push({ lane, at, event, kind: isBoot ? 'boot' : 'event', count: 1 })
    const down = isBoot ? downBefore(event) : null
    if (down !== null) marks.push({ lane, at: at - down, event, kind: 'stop', count: 1 })
  }
  const inside = marks.filter(({ at }) => at >= range.from && at <= range.to).sort((a, b) => a.at - b.at)
  const joined: LaneMark[] = []
  const lastOf = new Map<EventLane, LaneMark>()
  for (const mark of inside) {
    const last = lastOf.get(mark.lane)
    if (last !== undefined && mark.at - last.at < apart) {
      const gravest = gravity(mark) > gravity(last) ? mark : last
      Object.assign(last, { event: gravest.event, kind: gravest.kind, count: last.count + mark.count })
    } else {
      const own = { ...mark }
      joined.push(own)
      lastOf.set(mark.lane, own)
    }
  }
  return joined
}

const gravity = ({ event, kind }: LaneMark): number => WEIGHT[event.severity] * 2 + Number(kind === 'stop')

/** When the machine was off, as the boots tell, within a range. */
export function offSpans(events: readonly DeviceEvent[], range: Span): Span[] {
  return events.flatMap(event => {
    const down = event.name === 'system.boot' ? downBefore(event) : null
    if (down === null) return []
    const at = Date.parse(event.at)
    return clip({ from: at - down, to: at }, range)
  })
}

/** The part of a stretch that lies within a range. */
export function clip({ from, to }: Span, range: Span): Span[] {
  const cut = { from: Math.max(from, range.from), to: Math.min(to, range.to) }
  return cut.to > cut.from ? [cut] : []
}

/** More rows than this say no more. */
const MOST_ROWS = 4

/** The incidents of a range as bars: from when the trouble began until it was solved, or until now. */
export function barsOf(incidents: readonly IncidentView[], range: Span): IncidentBar[] {
  const ends: number[] = []
  return incidents
    .map(incident => ({ incident, span: spanOf(incident, range.to) }))
    .sort((a, b) => a.span.from - b.span.from)
    .flatMap(({ incident, span }) => {
      const [cut] = clip(span, range)
      if (cut === undefined) return []
      let row = ends.findIndex(end => end <= cut.from)
      if (row === -1) row = ends.length < MOST_ROWS ? ends.push(0) - 1 : MOST_ROWS - 1
      ends[row] = cut.to
      return [{ ...cut, incident, row }]
    })
}

function spanOf({ since, resolution, state, updatedAt }: IncidentView, now: number): Span {
  const ended = resolution?.at ?? (state === 'closed' ? updatedAt : null)
  return { from: Date.parse(since), to: ended === null ? now : Date.parse(ended) }
}
