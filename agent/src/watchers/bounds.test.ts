import type { EventName } from '@forewarn/shared/events.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { createBounds, type TimedHappening } from './bounds.ts'

const AT = Date.parse('2026-03-02T02:00:00Z')

function disconnect(at: number, device = '1-1'): TimedHappening {
  return {
    name: 'usb.disconnect',
    severity: 'info',
    at,
    attributes: { device, evidence: `usb ${device}: USB disconnect` },
  }
}

/** How often what was told happened, counts included. */
function sum(told: TimedHappening[]): number {
  return told.reduce((total, { attributes }) => total + Number(attributes['count'] ?? 1), 0)
}

describe('what comes too thick', () => {
  test('few events are told one by one', () => {
    const bounds = createBounds()
    const events = [disconnect(AT), disconnect(AT + 1_000), disconnect(AT + 2_000)]
    expect(events.flatMap(bounds.take)).toEqual(events)
    expect(bounds.flush(AT + 120_000)).toEqual([])
    expect(bounds.suppressed()).toBe(0)
  })

  test('200 a second for a minute are a handful of events, and every one of them is counted', () => {
    const bounds = createBounds()
    const told: TimedHappening[] = []
    for (let i = 0; i < 12_000; i++) told.push(...bounds.take(disconnect(AT + i * 5)))
    told.push(...bounds.flush(AT + 60_000))
    expect(told).toHaveLength(4)
    expect(sum(told)).toBe(12_000)
    expect(bounds.suppressed()).toBe(11_997)
    expect(told.at(-1)).toEqual({
      name: 'usb.disconnect',
      severity: 'info',
      at: AT + 59_995,
      attributes: {
        device: '1-1',
        evidence: 'usb 1-1: USB disconnect',
        count: 11_997,
        first: '2026-03-02T02:00:00.015Z',
        last: '2026-03-02T02:00:59.995Z',
      },
    })
  })

  test('of many devices at once the first are told, some are counted by name, the others together', () => {
    const bounds = createBounds()
    const told: TimedHappening[] = []
    for (let i = 0; i < 12_000; i++) told.push(...bounds.take(disconnect(AT + i * 5, `1-${i % 40}`)))
    told.push(...bounds.flush(null))
    expect(told).toHaveLength(15)
    expect(sum(told)).toBe(12_000)
    expect(told.slice(-5).map(({ attributes }) => attributes['device'])).toEqual([
      '1-10',
      '1-11',
      '1-12',
      '1-13',
      undefined,
    ])
  })

  test('another name is not held back', () => {
    const bounds = createBounds()
    for (let i = 0; i < 100; i++) bounds.take(disconnect(AT + i))
    const panic: TimedHappening = { name: 'kernel.panic', severity: 'error', at: AT + 101, attributes: {} }
    expect(bounds.take(panic)).toEqual([panic])
  })

  test('a minute ends with the next event after it, with the timer, and with a clock that is set back', () => {
    for (const later of [AT + 60_000, AT - 60_000]) {
      const bounds = createBounds()
      for (let i = 0; i < 10; i++) bounds.take(disconnect(AT + i))
      expect(bounds.flush(AT + 59_999)).toEqual([])
      const told = bounds.take(disconnect(later))
      expect(told.map(({ attributes }) => attributes['count'])).toEqual([7, undefined])
    }
  })

  test('what was counted and not yet told outlives the process', () => {
    const before = createBounds()
    for (let i = 0; i < 10; i++) before.take(disconnect(AT + i))
    const saved = JSON.parse(JSON.stringify(before.pending())) as ReturnType<typeof before.pending>
    const after = createBounds(saved)
    expect(after.take(disconnect(AT + 20))).toEqual([])
    expect(sum(after.flush(null))).toBe(8)
    expect(createBounds(after.pending()).flush(null)).toEqual([])
  })

  test('nothing is lost and nothing is told twice, whatever comes in whatever order', () => {
    const event = fc
      .tuple(
        fc.constantFrom<EventName[]>('usb.disconnect', 'disk.reset', 'network.link-down'),
        fc.nat(6),
        fc.nat(400_000),
      )
      .map(([name, port, after]): TimedHappening => ({ ...disconnect(AT + after, `1-${port}`), name }))
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), events => {
        const bounds = createBounds()
        const told = events.flatMap(bounds.take)
        told.push(...bounds.flush(null))
        expect(sum(told)).toBe(events.length)
      }),
    )
  })
})
