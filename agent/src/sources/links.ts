import type { Reading } from '@forewarn/shared/record.ts'

import type { Files } from '../files.ts'
import { whole } from '../sampler/round.ts'
import type { Happening } from '../sampler/source.ts'

/** Asking a network card for its speed takes the kernel's network lock, which others may hold; so often is enough, ms. */
const SPEED_EVERY_MS = 60_000
/** A megabit per second in bytes per second. */
const MEGABIT = 125_000
/** Faster than this is no card of today, Mbit/s; 65535 and 4294967295 are how drivers write "unknown". */
const FASTEST = 1_000_000
const UNKNOWN_SPEED = 65_535

/** One interface's link at a moment. */
export interface LinkReading {
  /** 1 or 0; null where the driver does not say. */
  up: Reading
  /** Bytes per second; null where unknown, as on every link that is down and many virtual ones. */
  speed: Reading
  /** How often the link went up or down since the interface appeared. */
  changes: Reading
}

interface Known extends LinkReading {
  speedUp: number
}

/**
 * Whether an interface is usable, from its `operstate` (RFC 2863, Documentation/networking/operstates.rst). Many virtual drivers
 * never set it; there the carrier tells, which is asked only then. Wi-Fi that has no network yet is `dormant`, and not up.
 */
export function linkUp(operstate: string | null, carrier: () => string | null): Reading {
  switch (operstate?.trim() ?? '') {
    case 'up':
      return 1
    case 'down':
    case 'lowerlayerdown':
    case 'dormant':
    case 'notpresent':
      return 0
    case 'unknown': {
      const text = carrier()?.trim()
      return text === '1' ? 1 : text === '0' ? 0 : null
    }
    case 'testing':
    default:
      return null
  }
}

/** The file holds Mbit/s, -1 where unknown (Documentation/ABI/testing/sysfs-class-net). */
export function parseSpeed(text: string | null): Reading {
  const megabits = Number(text?.trim() || Number.NaN)
  return megabits > 0 && megabits <= FASTEST && megabits !== UNKNOWN_SPEED ? whole(megabits * MEGABIT) : null
}

/** Watches the links of interfaces from sysfs: what they are now, and which went up or down since they were read before. */
export function createLinks(files: Files) {
  let known = new Map<string, Known>()

  function readLink(name: string, before: Known | undefined, up: number): Known {
    const file = (which: string): string | null => files.read(`/sys/class/net/${name}/${which}`)
    const state = linkUp(file('operstate'), () => file('carrier'))
    const changes = file('carrier_changes')
    const link = { up: state, changes: changes === null ? null : whole(Number(changes.trim() || Number.NaN)) }
    if (state !== 1) return { ...link, speed: null, speedUp: up }
    if (before?.up === 1 && up - before.speedUp < SPEED_EVERY_MS)
      return { ...link, speed: before.speed, speedUp: before.speedUp }
    return { ...link, speed: parseSpeed(file('speed')), speedUp: up }
  }

  return {
    /** The links of these interfaces, in their order. One that was not there before has not changed. */
    read(names: readonly string[], up: number): { links: LinkReading[]; events: Happening[] } {
      const events: Happening[] = []
      const next = new Map<string, Known>()
      for (const name of names) {
        const before = known.get(name)
        const now = readLink(name, before, up)
        const change = before === undefined ? null : changeOf(name, before.up, now.up)
        if (change !== null) events.push(change)
        next.set(name, now)
      }
      known = next
      return { links: [...next.values()], events }
    },
  }
}

function changeOf(name: string, before: Reading, after: Reading): Happening | null {
  if (before === null || after === null || before === after) return null
  const attributes = { interface: name }
  return after === 1
    ? { name: 'network.link-up', severity: 'info', attributes }
    : { name: 'network.link-down', severity: 'warning', attributes }
}
