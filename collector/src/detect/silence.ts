import type { DeviceView } from './directory.ts'
import type { Finding } from './finding.ts'

const MINUTE = 60_000

/**
 * Silence by default (commitments): 10 minutes of class without a word raise grade 3, 30 minutes grade 2. At least three and 60 % of a
 * site's terminals falling silent within 5 minutes are one incident of the site, all of them a suspected grade 1.
 */
export const SILENCE = {
  grade3Ms: 10 * MINUTE,
  grade2Ms: 30 * MINUTE,
  togetherMs: 5 * MINUTE,
  togetherLeast: 3,
  togetherShare: 0.6,
} as const

/** What is remembered between ticks: of whom silence was told, and with which grade. */
export interface SilenceState {
  devices: Record<string, { since: number; grade: 2 | 3 }>
  sites: Record<string, { since: number; devices: string[]; grade: 1 | 2 }>
}

export const NO_SILENCE: SilenceState = { devices: {}, sites: {} }

/** A silence told of a device, or of a site as a whole, or that it is over. */
export type SilenceTold =
  | { type: 'found'; scope: 'device'; device: DeviceView; finding: Finding; inSite: boolean }
  | { type: 'over'; scope: 'device'; device: DeviceView; at: number }
  | { type: 'found'; scope: 'site'; siteId: string; devices: DeviceView[]; finding: Finding }
  | { type: 'over'; scope: 'site'; siteId: string; at: number }

export interface Heard {
  device: DeviceView
  /** When something of it last arrived, collector time; null for never since enrolment. */
  at: number | null
  /** Whether the last thing it said was that it stops: a machine switched off properly is expected again on the next day. */
  stopped: boolean
}

/**
 * Judges presence by arrival time, in class alone: a device that is off outside class is off, and a device is expected in class once it
 * was ever heard. One that was switched off properly is not expected before the next day's lessons. Time before `listeningSince` counts for nobody: the collector was not there to hear. When nobody at all is heard,
 * of this site or another (`heardAt`), the collector's own link is at fault and nothing is told.
 */
export function judgeSilence(
  state: SilenceState,
  heard: readonly Heard[],
  { now, listeningSince, heardAt }: { now: number; listeningSince: number; heardAt: number | null },
): { state: SilenceState; told: SilenceTold[] } {
  const next: SilenceState = { devices: { ...state.devices }, sites: { ...state.sites } }
  const told: SilenceTold[] = []
  const isAnyoneHeard = heardAt !== null && now - heardAt < SILENCE.grade3Ms

  for (const [siteId, members] of groupBySite(heard)) {
    const { classes } = members[0]!.device.site
    for (const { device, at } of members) {
      const known = next.devices[device.id]
      if (known === undefined || at === null || at <= known.since) continue
      delete next.devices[device.id]
      told.push({ type: 'over', scope: 'device', device, at: now })
    }
    const site = next.sites[siteId]
    if (site !== undefined && site.devices.every(id => next.devices[id] === undefined)) {
      delete next.sites[siteId]
      told.push({ type: 'over', scope: 'site', siteId, at: now })
    }
    // Outside class, and without a timetable, silence says nothing.
    if (classes === null || !classes.isClass(now) || !isAnyoneHeard) continue

    const expected = members.filter(({ device, at }) => at !== null && !device.scene.isMaintenance(now))
    const silent = expected
      .map(({ device, at, stopped }) => {
        const from = stopped ? device.site.nextDay(at!) : at!
        return { device, since: at!, ms: classes.classMs(Math.max(from, listeningSince), now) }
      })
      .filter(({ ms }) => ms >= SILENCE.grade3Ms)
    const together = largestCluster(silent)
    const isSite =
      together.length >= SILENCE.togetherLeast && together.length >= expected.length * SILENCE.togetherShare
    if (isSite) {
      const grade = together.length === expected.length ? 1 : 2
      const before = next.sites[siteId]
      const since = Math.min(...together.map(one => one.since))
      const ids = together.map(({ device }) => device.id)
      if (before === undefined || before.grade > grade || ids.some(id => !before.devices.includes(id))) {
        next.sites[siteId] = { since: before?.since ?? since, devices: ids, grade }
        const finding = siteFinding(since, together.length, { grade, now })
        told.push({ type: 'found', scope: 'site', siteId, devices: together.map(one => one.device), finding })
      }
    }
    for (const { device, since, ms } of silent) {
      const grade = ms >= SILENCE.grade2Ms ? 2 : 3
      const before = next.devices[device.id]
      const inSite = isSite && together.some(one => one.device === device)
      if (before !== undefined && before.grade <= grade) continue
      next.devices[device.id] = { since, grade }
      told.push({ type: 'found', scope: 'device', device, finding: deviceFinding(since, now, grade), inSite })
    }
  }
  return { state: next, told }
}

/** The most devices that were last heard within the time that counts as together. */
function largestCluster<T extends { since: number }>(silent: readonly T[]): T[] {
  const sorted = silent.toSorted((a, b) => a.since - b.since)
  let best: T[] = []
  for (let first = 0, last = 0; last < sorted.length; last++) {
    while (sorted[last]!.since - sorted[first]!.since > SILENCE.togetherMs) first++
    if (last - first + 1 > best.length) best = sorted.slice(first, last + 1)
  }
  return best
}

function groupBySite(heard: readonly Heard[]): Map<string, Heard[]> {
  return Map.groupBy(heard, ({ device }) => device.site.id)
}

function deviceFinding(since: number, now: number, grade: 2 | 3): Finding {
  return {
    rule: 'silent',
    topic: 'presence',
    class: 'incident',
    grade,
    suspected: false,
    reason: grade === 3 ? 'silent-in-class' : 'silent-long-in-class',
    since,
    last: now,
    count: 1,
    title: { zh: '上课时段没有数据', en: 'No data in class' },
    evidence: [{ at: since, text: 'last heard' }],
  }
}

function siteFinding(since: number, count: number, { grade, now }: { grade: 1 | 2; now: number }): Finding {
  return {
    rule: 'site-silent',
    topic: 'site-presence',
    class: 'incident',
    grade,
    suspected: grade === 1,
    reason: 'site-silent',
    since,
    last: now,
    count,
    title: { zh: `${count} 台设备同时失联`, en: `${count} devices fell silent at once` },
    evidence: [{ at: since, text: `${count} devices last heard within five minutes` }],
  }
}
