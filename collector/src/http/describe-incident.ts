import type { IncidentDetail, IncidentView } from '@forewarn/shared/incident-api.ts'

import type { Incident } from '../incidents/incident.ts'
import { clockState, type ServiceClock } from '../service/clocks.ts'
import type { IncidentWithEntries } from '../store/incident-calls.ts'
import { isoTime } from './describe.ts'

/** An incident as the API shows it: how its clocks stand is said as of `now`. */
export function describeIncident(incident: Incident, now: number): IncidentView {
  const { openedAt, since, updatedAt, silencedUntil, resolution, clocks, findings, ...rest } = incident
  const { gradedByPerson: _grade, reopened: _reopened, ...shown } = rest
  return {
    ...shown,
    // Incidents written before there was this field have none.
    handler: shown.handler ?? null,
    openedAt: isoTime(openedAt),
    since: isoTime(since),
    updatedAt: isoTime(updatedAt),
    silencedUntil: isoTime(silencedUntil),
    clocks: clocks.map(clock => describeClock(clock, now)),
    findings: findings.map(({ rule, device, reason, since, last, count, overAt, title, evidence }) => ({
      rule,
      device,
      reason,
      count,
      title,
      since: isoTime(since),
      last: isoTime(last),
      overAt: isoTime(overAt),
      evidence: evidence.map(({ at, text }) => ({ at: isoTime(at), text })),
    })),
    resolution: resolution === null ? null : { ...resolution, at: isoTime(resolution.at) },
  }
}

function describeClock(clock: ServiceClock, now: number): IncidentView['clocks'][number] {
  const { name, from, due, end, pause } = clock
  return {
    name,
    state: clockState(clock, now),
    from: isoTime(from),
    due: isoTime(due),
    endedAt: end === null ? null : isoTime(end.at),
    pausedFor: pause?.reason ?? null,
    pausedAt: isoTime(pause?.since ?? null),
  }
}

export function describeIncidentDetail(found: IncidentWithEntries, now: number): IncidentDetail {
  return {
    incident: describeIncident(found.incident, now),
    timeline: found.entries.map(entry => ({ ...entry, at: isoTime(entry.at) })),
    children: found.children.map(child => describeIncident(child, now)),
  }
}
