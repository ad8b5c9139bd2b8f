import { endClock, regradeClocks } from '../service/clocks.ts'
import { act } from './act.ts'
import type { Actor, Change, Entry, HeldFinding, Incident, IncidentEvent, Setting } from './incident.ts'
import { entry, reopen, reviveClock, solved } from './lifecycle.ts'

const MACHINE: Actor = { kind: 'machine' }
/** So many clean class periods, about two school days, make a solution verified (commitments). */
const CLEAN_PERIODS = 12
/** After it was closed trouble of the same topic opens it again for so long; later it is another incident. */
export const REOPEN_WITHIN_MS = 7 * 86_400_000

/** What follows for an incident from something that happened: pure, the time comes with the setting. */
export function reduce(incident: Incident, event: IncidentEvent, setting: Setting): Change {
  const change = apply(incident, event, setting)
  if (change.incident === incident && change.entries.length === 0) return change
  return {
    entries: change.entries,
    incident: { ...change.incident, version: incident.version + 1, updatedAt: setting.now },
  }
}

function apply(incident: Incident, event: IncidentEvent, setting: Setting): Change {
  const { now } = setting
  switch (event.type) {
    case 'found':
      return found(incident, event, setting)
    case 'over':
      return over(incident, event, now)
    case 'act':
      return act(incident, event.action, { ...setting, by: event.by })
    case 'clock':
      return clock(incident, event, now)
    case 'clean-period':
      return cleanPeriod(incident, now)
    case 'merge-into':
      return {
        incident: {
          ...incident,
          parent: event.parent,
          clocks: incident.clocks.map(one => endClock(one, now, 'not-needed')),
        },
        entries: [entry(now, event.by, 'merged', event.parent)],
      }
    case 'take-child':
      return takeChild(incident, event, setting)
    case 'release':
      // What caused both is over; what remains wrong here stands on its own again, on its own clocks.
      return {
        incident: { ...incident, parent: null, clocks: incident.clocks.map(reviveClock) },
        entries: [entry(now, MACHINE, 'released', '')],
      }
  }
}

function found(incident: Incident, { device, finding }: IncidentEvent & { type: 'found' }, setting: Setting): Change {
  const { now } = setting
  const entries: Entry[] = []
  const held: HeldFinding = { ...finding, device, overAt: null }
  const others = incident.findings.filter(one => one.rule !== finding.rule || one.device !== device)
  const isNew = others.length === incident.findings.length
  let next: Incident = {
    ...incident,
    findings: [...others, held],
    devices: device === '' || incident.devices.includes(device) ? incident.devices : [...incident.devices, device],
    since: Math.min(incident.since, finding.since),
  }
  if (isNew) entries.push(entry(now, MACHINE, 'deepened', finding.reason, { rule: finding.rule, device }))
  if (incident.state === 'resolved' || incident.state === 'verified' || incident.state === 'closed') {
    next = reopen(next, now)
    entries.push(entry(now, MACHINE, 'reopened', finding.reason, { rule: finding.rule }))
    if (next.flapping && !incident.flapping) entries.push(entry(now, MACHINE, 'flapping', ''))
  }
  if (finding.grade !== null && finding.grade < next.grade && !next.gradedByPerson) {
    entries.push(
      entry(now, MACHINE, 'regraded', finding.reason, { from: next.grade, to: finding.grade, rule: finding.rule }),
    )
    next = {
      ...next,
      grade: finding.grade,
      reason: finding.reason,
      title: finding.title,
      state: finding.suspected && next.state === 'open' ? 'suspected' : next.state,
      clocks: regradeClocks(next.clocks, finding.grade, next.openedAt, setting),
    }
  }
  return { incident: next, entries }
}

function over(incident: Incident, { device, rule }: IncidentEvent & { type: 'over' }, now: number): Change {
  const findings = incident.findings.map(one =>
    one.rule === rule && one.device === device && one.overAt === null ? { ...one, overAt: now } : one,
  )
  if (findings.every((one, i) => one === incident.findings[i])) return { incident, entries: [] }
  const entries = [entry(now, MACHINE, 'finding-over', rule, { device })]
  const isOver = findings.every(one => one.overAt !== null)
  const untouched = incident.state === 'suspected' || incident.state === 'open' || incident.state === 'acknowledged'
  if (!isOver || !untouched) return { incident: { ...incident, findings }, entries }
  // The machine says, by data, that all of it is over; that is provisional like any other solution.
  const resolution = { at: now, cause: 'no-fault-found' as const, measures: '', parts: [], way: 'self' as const }
  return {
    incident: { ...incident, findings, state: 'resolved', resolution, cleanPeriods: 0, clocks: solved(incident, now) },
    entries: [...entries, entry(now, MACHINE, 'resolved', 'self')],
  }
}

function clock(incident: Incident, { name, state }: IncidentEvent & { type: 'clock' }, now: number): Change {
  if (state === 'at-risk') return { incident, entries: [entry(now, MACHINE, 'clock-at-risk', name)] }
  const clocks = incident.clocks.map(one =>
    one.name === name && one.end === null && one.breachedAt === null ? { ...one, breachedAt: one.due } : one,
  )
  if (clocks.every((one, i) => one === incident.clocks[i])) return { incident, entries: [] }
  const entries = [entry(now, MACHINE, 'clock-breached', name), entry(now, MACHINE, 'escalated', ESCALATION[name])]
  return { incident: { ...incident, clocks }, entries }
}

/** What a breach asks for next: respond → remote → on site → spare unit (commitments). */
const ESCALATION = {
  answer: 'remote',
  'on-site': 'on-site',
  solve: 'spare-unit',
  plan: 'spare-unit',
  spare: 'management',
} as const

function cleanPeriod(incident: Incident, now: number): Change {
  if (incident.state !== 'resolved') return { incident, entries: [] }
  const cleanPeriods = incident.cleanPeriods + 1
  const entries = [entry(now, MACHINE, 'clean-period', '', { count: cleanPeriods, of: CLEAN_PERIODS })]
  if (cleanPeriods < CLEAN_PERIODS) return { incident: { ...incident, cleanPeriods }, entries }
  return {
    incident: { ...incident, cleanPeriods, state: 'verified' },
    entries: [...entries, entry(now, MACHINE, 'verified', 'clean-periods')],
  }
}

function takeChild(
  incident: Incident,
  { child, by }: IncidentEvent & { type: 'take-child' },
  setting: Setting,
): Change {
  const openedAt = Math.min(incident.openedAt, child.openedAt)
  return {
    incident: {
      ...incident,
      devices: [...new Set([...incident.devices, ...child.devices])],
      since: Math.min(incident.since, child.since),
      openedAt,
      clocks:
        openedAt === incident.openedAt
          ? incident.clocks
          : regradeClocks(incident.clocks, incident.grade, openedAt, setting),
    },
    entries: [entry(setting.now, by, 'child-joined', child.id, { devices: child.devices.length })],
  }
}
