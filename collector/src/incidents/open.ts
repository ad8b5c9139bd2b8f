import type { Finding } from '../detect/finding.ts'
import { startClocks } from '../service/clocks.ts'
import type { Change, Incident, Setting } from './incident.ts'

interface Opening {
  id: string
  siteId: string
  /** Null for an incident of a site as a whole. */
  device: string | null
  roomId: string | null
  finding: Finding
}

/**
 * A finding opens an incident. T0 is now, because the promise counts from when it could be known; when the trouble began by its own
 * time is kept beside it.
 */
export function openIncident({ id, siteId, device, roomId, finding }: Opening, setting: Setting): Change {
  const { now } = setting
  const grade = finding.grade ?? 4
  const incident: Incident = {
    id,
    siteId,
    devices: device === null ? [] : [device],
    roomId,
    topic: finding.topic,
    title: finding.title,
    state: finding.suspected ? 'suspected' : 'open',
    grade,
    reason: finding.reason,
    openedAt: now,
    since: finding.since,
    updatedAt: now,
    version: 1,
    parent: null,
    handler: null,
    findings: [{ ...finding, device: device ?? '', overAt: null }],
    clocks: startClocks(grade, now, setting),
    gradedByPerson: false,
    flapping: false,
    reopened: [],
    resolution: null,
    cleanPeriods: 0,
    silencedUntil: null,
  }
  const entry = {
    at: now,
    actor: { kind: 'machine' } as const,
    what: 'opened' as const,
    why: finding.reason,
    detail: { grade, rule: finding.rule, suspected: finding.suspected },
  }
  return { incident, entries: [entry] }
}
