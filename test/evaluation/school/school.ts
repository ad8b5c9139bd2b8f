import type { TraceLine, TraceRecord } from '@forewarn/collector/replay/trace.ts'
import { NO_TIMETABLE } from '@forewarn/collector/service/settings.ts'
import type { Timetable } from '@forewarn/shared/timetable.ts'

import type { Random } from '../../support/random.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Agents send a batch so often. */
const BATCH = MINUTE

const SITE = 'school'
const TIMETABLE: Timetable = {
  ...NO_TIMETABLE,
  terms: [{ from: '2026-09-01', to: '2027-01-20' }],
  periods: [
    { name: 'morning', weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '11:40' },
    { name: 'afternoon', weekdays: [1, 2, 3, 4, 5], from: '13:30', to: '16:00' },
  ],
  statutory: false,
}

/** A stretch of time on one day, ms from its midnight. */
interface Stretch {
  day: number
  from: number
  to: number
}

/** What befalls the school, beside its days. */
export interface Fate {
  /** Devices cut off from power; they start again when it is back, and say how their run ended. */
  powerCut?: Stretch & { devices: readonly number[] }
  /** Devices that nobody hears though they run; what they kept comes when the link is back. */
  linkCut?: Stretch & { devices: readonly number[] }
  /** A device that is dead from then on. */
  dead?: { device: number; day: number; from: number }
  /** The collector does not run: nothing is heard, and no tick passes. */
  collectorDown?: Stretch
  /** Everything is cut off by one switch at closing, each evening. */
  masterSwitch?: boolean
}

interface Options {
  from: number
  days: number
  devices: number
  random: Random
  fate: Fate
}

/**
 * The trace of a school: devices on four floors, on by the first lesson or a little later, heard each minute, off in the afternoon; and what
 * befalls them. Somebody elsewhere is always heard. Nothing in here knows how silence is judged.
 */
export function makeSchool({ from, days, devices, random, fate }: Options): TraceLine[] {
  const between = (least: number, most: number): number => Math.round(least + random() * (most - least))
  const messages: Extract<TraceLine, { type: 'message' }>[] = []
  const say = (device: number, at: number, ...records: TraceRecord[]) =>
    messages.push({ type: 'message', device, at, records })
  const event = (at: number, name: 'agent.stop' | 'system.boot' | 'agent.start', attributes = {}): TraceRecord => [
    'e',
    at,
    { name, severity: 'info', attributes },
  ]
  const isWithin = (at: number, day: number, stretch: Stretch | undefined): boolean =>
    stretch?.day === day && at >= from + day * DAY + stretch.from && at < from + day * DAY + stretch.to
  const isListening = (at: number, day: number): boolean => !isWithin(at, day, fate.collectorDown)

  for (let device = 1; device <= devices; device++) {
    let offAt = from - 15 * HOUR
    let wasCut = false
    for (let day = 0; day < days; day++) {
      const midnight = from + day * DAY
      if ([0, 6].includes(new Date(midnight).getUTCDay())) continue
      const on = midnight + between(7 * 60 + 20, 7 * 60 + 55) * MINUTE + between(0, 59) * 1000
      const closing = midnight + (fate.masterSwitch === true ? 17 * 60 : between(16 * 60 + 5, 17 * 60)) * MINUTE
      const isDead = (at: number): boolean =>
        fate.dead?.device === device &&
        (day > fate.dead.day || (day === fate.dead.day && at >= midnight + fate.dead.from))
      const powerCut = fate.powerCut?.devices.includes(device) === true ? fate.powerCut : undefined
      const linkCut = fate.linkCut?.devices.includes(device) === true ? fate.linkCut : undefined
      let starting = true
      let kept: TraceRecord[] = []
      for (let at = on; at < closing; at += BATCH) {
        if (isDead(at)) break
        if (isWithin(at, day, powerCut)) {
          wasCut = true
          starting = true
          offAt = midnight + powerCut!.from
          continue
        }
        // After a cut machines come up within some minutes of each other.
        if (starting && wasCut && isWithin(at - between(1, 3) * MINUTE, day, powerCut)) continue
        const records: TraceRecord[] = [['s', at, 1, []]]
        if (starting) {
          const attributes = {
            kind: 'cold',
            previousEnd: wasCut ? 'unclean' : 'clean',
            previousCause: wasCut ? 'power-loss-or-hang' : null,
            downSeconds: Math.round((at - offAt) / 1000),
          }
          records.unshift(event(at, 'agent.start'), event(at, 'system.boot', attributes))
          starting = wasCut = false
        }
        kept.push(...records)
        if (isWithin(at, day, linkCut) || !isListening(at, day)) continue
        say(device, at + between(0, 900), ...kept)
        kept = []
      }
      offAt = closing
      if (fate.masterSwitch === true) wasCut = true
      else if (!isDead(closing)) say(device, closing, event(closing, 'agent.stop', { systemGoesDown: true }))
    }
  }

  const ticks: Extract<TraceLine, { type: 'tick' }>[] = []
  let listeningSince = from
  for (let at = from; at < from + days * DAY; at += MINUTE) {
    const day = Math.floor((at - from) / DAY)
    if (!isListening(at, day)) listeningSince = at + MINUTE
    else ticks.push({ type: 'tick', at, listeningSince, heardAt: at - 5_000 })
  }
  const head: TraceLine[] = [
    {
      type: 'trace',
      version: 1,
      of: { site: SITE },
      since: from,
      until: from + days * DAY,
      rolledUpUntil: null,
      notes: [],
    },
    {
      type: 'context',
      context: {
        subject: 'site',
        facts: { id: SITE, timeZone: 'UTC', timetable: TIMETABLE, calendar: null, clocks: null, watchList: null },
      },
    },
    ...Array.from({ length: devices }, (_, i): TraceLine => {
      const facts = { number: i + 1, id: nameOf(i + 1), siteId: SITE, roomId: `room-${i + 1}` }
      return {
        type: 'context',
        context: { subject: 'device', facts: { ...facts, floor: String(floorOf(i + 1)), role: 'board' } },
      }
    }),
  ]
  return [...head, ...[...messages, ...ticks].toSorted((a, b) => a.at - b.at)]
}

export const nameOf = (device: number): string => `dev-${device}`
/** Four floors, devices by turns. */
export const floorOf = (device: number): number => (device % 4) + 1
