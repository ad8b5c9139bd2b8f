import type { DeviceEvent } from '@forewarn/shared/api.ts'
import { describe, expect, it } from 'vitest'

import { incident } from '../../test/incidents.ts'
import { barsOf, marksOf, offSpans } from './lanes.ts'

const NOW = Date.parse('2026-11-25T06:18:00Z')
const HOUR = 3_600_000
const DAY = { from: NOW - 24 * HOUR, to: NOW }
const iso = (ms: number) => new Date(ms).toISOString()

function event(
  name: string,
  ago: number,
  attributes: DeviceEvent['attributes'] = {},
  severity: DeviceEvent['severity'] = 'warning',
): DeviceEvent {
  const at = iso(NOW - ago)
  return { id: `${name} ${ago}`, name, severity, attributes, at, sampledAt: at, receivedAt: at }
}

describe('the marks of a timeline', () => {
  it('stand in the lane of their kind; what goes its usual way stands in none', () => {
    const marks = marksOf(
      [
        event('program.crash', 2 * HOUR),
        event('disk.io-error', 3 * HOUR, {}, 'error'),
        event('program.started', 4 * HOUR, {}, 'info'),
        event('system.boot', 5 * HOUR, { downSeconds: 600 }, 'info'),
        event('something.newer', 6 * HOUR),
        event('program.crash', 30 * HOUR),
      ],
      DAY,
      60_000,
    )
    expect(marks.map(({ lane, kind }) => [lane, kind])).toEqual([
      ['errors', 'event'],
      ['runs', 'stop'],
      ['runs', 'boot'],
      ['errors', 'event'],
      ['crashes', 'event'],
    ])
    expect(marks[1]!.at).toBe(NOW - 5 * HOUR - 600_000)
  })
  it('are one where they would lie on each other, told by the gravest', () => {
    const close = [0, 1, 2].map(index => event('usb.error', HOUR + index * 1000))
    const marks = marksOf([...close, event('drive.failing', HOUR + 500, {}, 'error')], DAY, 10 * 60_000)
    expect(marks).toHaveLength(1)
    expect(marks[0]).toMatchObject({ count: 4, event: { name: 'drive.failing' } })
  })
  it('stand whatever an agent says', () => {
    for (const downSeconds of [-5, Number.NaN, 'long', null, 1e300])
      expect(marksOf([event('system.boot', HOUR, { downSeconds })], DAY, 1)).toHaveLength(1)
  })
})

it('a machine was off from its stop to its boot, within the range alone', () => {
  const boots = [
    event('system.boot', HOUR, { downSeconds: 600 }),
    event('system.boot', 24 * HOUR - 60_000, { downSeconds: 3600 }),
    event('system.boot', 2 * HOUR),
  ]
  expect(offSpans(boots, DAY)).toEqual([
    { from: NOW - HOUR - 600_000, to: NOW - HOUR },
    { from: DAY.from, to: DAY.from + 60_000 },
  ])
})

describe('an incident as a bar', () => {
  const from = (id: string, since: number, changes: Parameters<typeof incident>[3] = {}) =>
    incident(id, NOW, HOUR, { since: iso(NOW - since), ...changes })
  it('reaches from when the trouble began until it was solved, or until now', () => {
    const resolution = { at: iso(NOW - HOUR), cause: 'power' as const, measures: '', parts: [], way: 'self' as const }
    const bars = barsOf([from('open', 3 * HOUR), from('solved', 30 * HOUR, { resolution, state: 'closed' })], DAY)
    expect(bars.map(bar => [bar.incident.id, bar.from, bar.to])).toEqual([
      ['solved', DAY.from, NOW - HOUR],
      ['open', NOW - 3 * HOUR, NOW],
    ])
  })
  it('has a row of its own where it overlaps another, and there are never too many rows', () => {
    const bars = barsOf(
      [1, 2, 3, 4, 5, 6].map(hours => from(`F-${hours}`, hours * HOUR)),
      DAY,
    )
    expect(bars.map(({ row }) => row)).toEqual([0, 1, 2, 3, 3, 3])
  })
})
