import type { DeviceView } from './directory.ts'
import type { Finding } from './finding.ts'
import { silentTogether, type SilentGroup } from './silent-together.ts'

const MINUTE = 60_000

/** Silence by default (commitments): 10 minutes of class without a word raise grade 3, 30 minutes grade 2. */
const GRADE_3_MS = 10 * MINUTE
const GRADE_2_MS = 30 * MINUTE

/** What is remembered between ticks: of whom silence was told, and with which grade; and of which groups, by site and topic. */
export interface SilenceState {
  devices: Record<string, { since: number; grade: 2 | 3 }>
  groups: Record<string, { siteId: string; topic: string; since: number; devices: string[]; grade: 1 | 2 }>
}

export const NO_SILENCE: SilenceState = { devices: {}, groups: {} }

/** A silence told of a device, with the group it is silent with, or of a group as a whole; or that it is over. */
export type SilenceTold =
  | { type: 'found'; scope: 'device'; device: DeviceView; finding: Finding; group: string | null }
  | { type: 'over'; scope: 'device'; device: DeviceView; at: number }
  | { type: 'found'; scope: 'group'; siteId: string; devices: DeviceView[]; finding: Finding }
  | { type: 'over'; scope: 'group'; siteId: string; topic: string; at: number }

export interface Heard {
  device: DeviceView
  /** When something of it last arrived, collector time; null for never since enrolment. */
  at: number | null
  /** Whether the last thing it said was that it stops: a machine switched off properly is expected again on the next day. */
  stopped: boolean
}

/**
 * Judges presence by arrival time, in class alone: a device that is off outside class is off, and a device is expected in class once it
 * was ever heard. One that was switched off properly is not expected before the next day's lessons. Time before `listeningSince` counts
 * for nobody: the collector was not there to hear. When nobody at all is heard, of this site or another (`heardAt`), the collector's own
 * link is at fault and nothing is told.
 */
export function judgeSilence(
  state: SilenceState,
  heard: readonly Heard[],
  { now, listeningSince, heardAt }: { now: number; listeningSince: number; heardAt: number | null },
): { state: SilenceState; told: SilenceTold[] } {
  const next: SilenceState = { devices: { ...state.devices }, groups: { ...state.groups } }
  const told: SilenceTold[] = []
  const isAnyoneHeard = heardAt !== null && now - heardAt < GRADE_3_MS

  for (const [siteId, members] of Map.groupBy(heard, ({ device }) => device.site.id)) {
    const { classes } = members[0]!.device.site
    for (const { device, at } of members) {
      const known = next.devices[device.id]
      if (known === undefined || at === null || at <= known.since) continue
      delete next.devices[device.id]
      told.push({ type: 'over', scope: 'device', device, at: now })
    }
    for (const [key, group] of Object.entries(next.groups)) {
      if (group.siteId !== siteId || group.devices.some(id => next.devices[id] !== undefined)) continue
      delete next.groups[key]
      told.push({ type: 'over', scope: 'group', siteId, topic: group.topic, at: now })
    }
    // Outside class, and without a timetable, silence says nothing.
    if (classes === null || !classes.isClass(now) || !isAnyoneHeard) continue

    const expected = members.filter(({ device, at }) => at !== null && !device.scene.isMaintenance(now))
    const silent = expected
      .map(({ device, at, stopped }) => {
        const from = stopped ? device.site.nextDay(at!) : at!
        return { device, since: at!, ms: classes.classMs(Math.max(from, listeningSince), now) }
      })
      .filter(({ ms }) => ms >= GRADE_3_MS)
    const groups = silentTogether(
      silent,
      expected.map(({ device }) => device),
    )
    for (const group of groups) {
      const { topic } = group
      const key = `${siteId} ${topic}`
      const before = next.groups[key]
      const ids = group.devices.map(({ id }) => id)
      // What is left of a larger one while its devices come back is no new one.
      const isRest = Object.entries(next.groups).some(
        ([other, { devices }]) => other !== key && ids.every(id => devices.includes(id)),
      )
      if (isRest) continue
      const grows = before === undefined || before.grade > group.grade || ids.some(id => !before.devices.includes(id))
      if (!grows) continue
      next.groups[key] = { siteId, topic, since: before?.since ?? group.since, devices: ids, grade: group.grade }
      told.push({ type: 'found', scope: 'group', siteId, devices: group.devices, finding: groupFinding(group, now) })
    }
    for (const { device, since, ms } of silent) {
      const grade = ms >= GRADE_2_MS ? 2 : 3
      const before = next.devices[device.id]
      if (before !== undefined && before.grade <= grade) continue
      next.devices[device.id] = { since, grade }
      const group = Object.values(next.groups).find(({ devices }) => devices.includes(device.id))?.topic ?? null
      told.push({ type: 'found', scope: 'device', device, finding: deviceFinding(since, now, grade), group })
    }
  }
  return { state: next, told }
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

function groupFinding({ topic, since, devices, grade, where }: SilentGroup, now: number): Finding {
  const count = devices.length
  return {
    rule: GROUP_RULE,
    topic,
    class: 'incident',
    grade,
    suspected: grade === 1,
    reason: 'site-silent',
    since,
    last: now,
    count,
    title: {
      zh: `${where}${count} 台设备同时失联`,
      en: `${count} devices${where === '' ? '' : ` on ${where}`} fell silent at once`,
    },
    evidence: [{ at: since, text: `${count} devices last heard within five minutes` }],
  }
}

/** What groups are told by. */
export const GROUP_RULE = 'silent-together'
