import type { Finding } from '../detect/finding.ts'
import type { Incident } from './incident.ts'

/** Losses of power within so long of each other at one site have one cause. */
const TOGETHER_MS = 5 * 60_000
const LEAST = 3

/** Which incidents a new one has its cause in common with. */
export type Cause =
  | { kind: 'own' }
  /** The site's incident that is open already. */
  | { kind: 'join'; parent: Incident }
  /** These, and now this one, are one incident of the site. */
  | { kind: 'begin'; children: Incident[] }

/** Whether a finding is a loss of power, which many machines may share. */
export function isPowerLoss({ reason }: Pick<Finding, 'reason'>): boolean {
  return reason === 'power-lost-once' || reason === 'power-lost-out-of-class'
}

/** Judges a loss of power against the open ones of its site: one cause, one incident. */
export function causeOf(incident: Incident, open: readonly Incident[]): Cause {
  const near = (other: Incident): boolean => Math.abs(other.since - incident.since) <= TOGETHER_MS
  const parent = open.find(other => other.topic === POWER_TOPIC && near(other))
  if (parent !== undefined) return { kind: 'join', parent }
  const alike = open.filter(
    other =>
      other.id !== incident.id &&
      other.topic === incident.topic &&
      other.parent === null &&
      other.findings.some(isPowerLoss) &&
      near(other),
  )
  const devices = new Set([incident, ...alike].flatMap(one => one.devices))
  return devices.size >= LEAST ? { kind: 'begin', children: alike } : { kind: 'own' }
}

export const POWER_TOPIC = 'site-power'

/** The site's own finding about a loss of power that many share. */
export function powerFinding(incidents: readonly Incident[]): Finding {
  const devices = new Set(incidents.flatMap(one => one.devices)).size
  const since = Math.min(...incidents.map(one => one.since))
  return {
    rule: 'site-power',
    topic: POWER_TOPIC,
    class: 'incident',
    grade: 2,
    suspected: false,
    reason: 'site-silent',
    since,
    last: Math.max(...incidents.map(one => one.since)),
    count: devices,
    title: { zh: `${devices} 台设备同时断电`, en: `${devices} devices lost power at once` },
    evidence: [{ at: since, text: `${devices} devices started again after a loss of power within five minutes` }],
  }
}
