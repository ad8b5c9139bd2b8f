import type { GradeReason } from '@forewarn/shared/incidents.ts'

import type { Finding } from '../detect/finding.ts'
import { isGroupTopic } from '../detect/silent-together.ts'
import type { Incident } from './incident.ts'

/** Losses of power within so long of each other at one site have one cause. */
const TOGETHER_MS = 5 * 60_000
const LEAST = 3

/** What many machines may share, and how the site's own incident about it is told. */
interface Shared {
  /** Of the device's finding, and of the site's incident. */
  reason: GradeReason
  topic: string
  grade: 2 | 4
  /** A habit is one incident, however many evenings it is told of; a power cut is over with its minutes. */
  isHabit: boolean
  title: (devices: number) => { zh: string; en: string }
}

const SHARED: readonly Shared[] = [
  {
    reason: 'power-lost-once',
    topic: 'site-power',
    grade: 2,
    isHabit: false,
    title: n => ({ zh: `${n} 台设备同时断电`, en: `${n} devices lost power at once` }),
  },
  {
    // A master switch thrown at closing: advice, not a fault.
    reason: 'power-lost-out-of-class',
    topic: 'site-power-habit',
    grade: 4,
    isHabit: true,
    title: n => ({ zh: `${n} 台设备课外被直接断电`, en: `${n} devices are cut off from power out of class` }),
  },
]

/** Which incidents a new one has its cause in common with. */
export type Cause =
  | { kind: 'own' }
  /** The site's incident that is open already. */
  | { kind: 'join'; parent: Incident }
  /** These, and now this one, are one incident of the site, with its finding. */
  | { kind: 'begin'; children: Incident[]; finding: Finding }

/** Judges the finding of an incident that stands alone against the others of its site that do: one cause, one incident. */
export function causeOf(incident: Incident, { reason }: Finding, standingAlone: () => readonly Incident[]): Cause {
  const shared = SHARED.find(one => one.reason === reason)
  if (shared === undefined) return { kind: 'own' }
  const open = standingAlone()
  const at = (one: Incident): number => Math.max(...one.findings.map(({ last }) => last))
  const near = (other: Incident): boolean => Math.abs(at(other) - at(incident)) <= TOGETHER_MS
  const parent = open.find(other =>
    other.topic === shared.topic
      ? shared.isHabit || Math.abs(other.since - incident.since) <= TOGETHER_MS
      : !shared.isHabit && explains(other, incident),
  )
  if (parent !== undefined) return { kind: 'join', parent }
  const alike = open.filter(
    other =>
      other.id !== incident.id && other.topic === incident.topic && other.findings.some(one => one.reason === reason),
  )
  const close = [incident, ...alike.filter(near)]
  const devices = new Set(close.flatMap(one => one.devices))
  if (devices.size < LEAST) return { kind: 'own' }
  // Once it is a habit of the site, everybody's is: some are switched on earlier than the rest.
  const children = shared.isHabit ? alike : alike.filter(near)
  return { kind: 'begin', children, finding: siteFinding(shared, devices.size, close.map(at)) }
}

/** Whether nothing is told in an incident but that power was lost. */
export function isLossOfPower({ findings }: Incident): boolean {
  return findings.every(({ reason }) => reason === 'power-lost-once')
}

/** Whether a silence of many that a device was part of is what its loss of power looked like from afar: it started again as that ended. */
function explains(silence: Incident, incident: Incident): boolean {
  if (!isGroupTopic(silence.topic) || !incident.devices.every(id => silence.devices.includes(id))) return false
  const over = silence.findings.map(({ overAt }) => overAt)
  const end = over.includes(null) ? Infinity : Math.max(...over.map(at => at!))
  return incident.since >= silence.since && incident.since <= end + TOGETHER_MS
}

/** The site's own finding about a loss of power that many share. */
function siteFinding({ topic, grade, reason, title }: Shared, devices: number, times: readonly number[]): Finding {
  const since = Math.min(...times)
  return {
    rule: topic,
    topic,
    class: 'incident',
    grade,
    suspected: false,
    reason: grade === 2 ? 'site-silent' : reason,
    since,
    last: Math.max(...times),
    count: devices,
    title: title(devices),
    evidence: [{ at: since, text: `${devices} devices started again after a loss of power within five minutes` }],
  }
}
