import type { DeviceView } from './directory.ts'

/**
 * At least three and 60 % of a site's terminals falling silent within 5 minutes are one incident of the site, all of them a suspected
 * grade 1 (commitments). The same share of a floor or room is one incident of that place: a switch or a fuse has no more behind it.
 */
const TOGETHER_MS = 5 * 60_000
const LEAST = 3
const SHARE = 0.6

export interface Silent {
  device: DeviceView
  /** When it was last heard. */
  since: number
}

/** Devices that fell silent together, and the place they have in common. */
export interface SilentGroup {
  topic: string
  /** The place's name for people, empty for the whole site. */
  where: string
  since: number
  devices: DeviceView[]
  grade: 1 | 2
}

export const SITE_TOPIC = 'site-presence'
const PLACE_TOPICS = { floor: 'floor-presence:', room: 'room-presence:' } as const

/** Whether a topic is about the silence of many: a site's, or of a place in it. */
export function isGroupTopic(topic: string): boolean {
  return topic === SITE_TOPIC || isPlaceTopic(topic)
}

export function isPlaceTopic(topic: string): boolean {
  return Object.values(PLACE_TOPICS).some(prefix => topic.startsWith(prefix))
}

/** The groups among those silent now, of those expected: the site, else its floors, else rooms of no such floor. */
export function silentTogether(silent: readonly Silent[], expected: readonly DeviceView[]): SilentGroup[] {
  const site = groupOf(silent, expected)
  if (site !== null) return [{ ...site, topic: SITE_TOPIC, where: '', grade: site.isAll ? 1 : 2 }]
  const floors = placesOf(silent, expected, 'floor', ({ floor }) => floor)
  const rest = silent.filter(({ device }) => !floors.some(({ devices }) => devices.includes(device)))
  return [...floors, ...placesOf(rest, expected, 'room', ({ roomId }) => roomId)]
}

function placesOf(
  silent: readonly Silent[],
  expected: readonly DeviceView[],
  kind: keyof typeof PLACE_TOPICS,
  placeOf: (device: DeviceView) => string | null,
): SilentGroup[] {
  const names = new Set(silent.map(({ device }) => placeOf(device)).filter(name => name !== null))
  return [...names].flatMap((name): SilentGroup[] => {
    const group = groupOf(
      silent.filter(({ device }) => placeOf(device) === name),
      expected.filter(device => placeOf(device) === name),
    )
    const where = kind === 'floor' ? name : ''
    return group === null ? [] : [{ ...group, topic: `${PLACE_TOPICS[kind]}${name}`, where, grade: 2 }]
  })
}

/** Those that fell silent together, where they are enough of those expected. */
function groupOf(
  silent: readonly Silent[],
  expected: readonly DeviceView[],
): { since: number; devices: DeviceView[]; isAll: boolean } | null {
  const together = largestCluster(silent)
  if (together.length < LEAST || together.length < expected.length * SHARE) return null
  return {
    since: Math.min(...together.map(({ since }) => since)),
    devices: together.map(({ device }) => device),
    isAll: together.length === expected.length,
  }
}

/** The most devices that were last heard within the time that counts as together. */
function largestCluster(silent: readonly Silent[]): Silent[] {
  const sorted = silent.toSorted((a, b) => a.since - b.since)
  let best: Silent[] = []
  for (let first = 0, last = 0; last < sorted.length; last++) {
    while (sorted[last]!.since - sorted[first]!.since > TOGETHER_MS) first++
    if (last - first + 1 > best.length) best = sorted.slice(first, last + 1)
  }
  return best
}
