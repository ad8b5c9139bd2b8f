import type { Series, WireRecord } from '@forewarn/shared/record.ts'
import { describe, expect, test } from 'vitest'

import type { StoredLayout } from './layouts.ts'
import type { EventsQuery } from './readings.ts'
import type { Store } from './store.ts'
import { createDevices, groupOf, openTestStore, temporaryDatabase } from './test-store.ts'

const MINUTE = 60_000
const NOW = Date.UTC(2026, 8, 1, 12)

function openWithDevice(): Store {
  const store = openTestStore(temporaryDatabase())
  createDevices(store, 1)
  return store
}

function send(store: Store, records: WireRecord[], layouts: StoredLayout[] = []): void {
  store.apply(groupOf([{ device: 1, epoch: 1, records }], layouts), NOW)
}

describe('the newest readings', () => {
  const volume = (name: string): Series[] => [
    ['system.filesystem.utilization', { 'system.filesystem.mountpoint': name }],
  ]
  const DISKS: StoredLayout = { id: 3, source: 'disks', series: [['hw.errors', { 'hw.id': 'sda' }]] }
  const BOTH: StoredLayout = { id: 1, source: 'volumes', series: [...volume('/'), ...volume('/media/usb')] }
  const ONE: StoredLayout = { id: 2, source: 'volumes', series: volume('/') }
  const valuesOf = (store: Store) =>
    store.calls.readings
      .latest('dev-1')
      .map(({ metric, attributes, unit, value, total }) => ({
        of: [metric, ...Object.values(attributes)].join(' '),
        unit,
        value,
        total,
      }))
      .sort((a, b) => (a.of < b.of ? -1 : 1))

  test('of a counter are its rate and what it stands at, of a level its value alone', () => {
    const store = openWithDevice()
    const at = (n: number, time: number, errors: number | null): WireRecord => [
      n,
      's',
      time,
      time,
      [
        [3, errors],
        [2, 0.5],
      ],
    ]
    send(store, [at(1, NOW - 3_600_000, 4)], [DISKS, ONE])
    expect(valuesOf(store)).toEqual([
      { of: 'hw.errors sda', unit: '{error}/s', value: null, total: 4 },
      { of: 'system.filesystem.utilization /', unit: '1', value: 0.5, total: undefined },
    ])
    send(store, [at(2, NOW, 22)])
    expect(valuesOf(store)[0]).toEqual({ of: 'hw.errors sda', unit: '{error}/s', value: 18 / 3600, total: 22 })
    send(store, [at(3, NOW + 1000, null)])
    expect(valuesOf(store)[0]).toMatchObject({ value: null, total: null })
    store.close()
  })

  test('are those of a source’s present series: what it reports no longer is gone, what other sources report stays', () => {
    const store = openWithDevice()
    send(
      store,
      [
        [
          1,
          's',
          NOW - 60 * MINUTE,
          0,
          [
            [1, 0.5, 0.2],
            [3, 1],
          ],
        ],
      ],
      [BOTH, ONE, DISKS],
    )
    send(store, [[2, 's', NOW - 55 * MINUTE, 0, [[2, 0.6]]]])
    expect(valuesOf(store).map(({ of }) => of)).toHaveLength(3)
    send(store, [[3, 's', NOW, 0, [[2, 0.7]]]])
    expect(valuesOf(store)).toMatchObject([
      { of: 'hw.errors sda', total: 1 },
      { of: 'system.filesystem.utilization /', value: 0.7 },
    ])
    store.close()
  })

  test('of a terminal with every source on are all there', () => {
    const store = openWithDevice()
    const layouts = Array.from({ length: 20 }, (_, id): StoredLayout => ({
      id: id + 1,
      source: `source-${id}`,
      series: Array.from({ length: 200 }, (_, i): Series => ['test.level', { source: `${id}`, part: `${i}` }]),
    }))
    for (const { id, series } of layouts)
      send(store, [[id, 's', NOW, 0, [[id, ...series.map((_, i) => i / 7)]]]], id === 1 ? layouts : [])
    const rows = store.calls.readings.latest('dev-1')
    expect(rows).toHaveLength(20 * 200)
    expect(rows.every(({ attributes, value }) => value === Number(attributes['part']) / 7)).toBe(true)
    store.close()
  })
})

describe('events', () => {
  const ALL: EventsQuery = { device: 'dev-1', from: 0, to: NOW + MINUTE, limit: 100, before: null, names: null }
  const event = (n: number, at: number, name = 'test'): WireRecord => [
    n,
    'e',
    at,
    at,
    { name, severity: 'info', attributes: { n } },
  ]
  const read = (store: Store, query: Partial<EventsQuery>) => store.calls.readings.events({ ...ALL, ...query })
  const numbersOf = (rows: ReturnType<typeof read>) => rows.map(row => row.attributes['n'])

  test('are paged through once each, though some came late and some in the same moment', () => {
    const store = openWithDevice()
    send(store, [event(1, NOW - 9), event(2, NOW - 5), event(3, NOW - 5), event(4, NOW - 1)])
    send(store, [event(5, NOW - 7), event(6, NOW - 20), event(7, NOW - 5)])
    const inOrder = [4, 7, 3, 2, 5, 1, 6]
    expect(numbersOf(read(store, {}))).toEqual(inOrder)
    const seen: unknown[] = []
    let before: number | null = null
    for (let page = 0; page < 10; page++) {
      const rows = read(store, { limit: 2, before })
      seen.push(...numbersOf(rows))
      before = rows.at(-1)?.id ?? null
      if (before === null) break
    }
    expect(seen).toEqual(inOrder)
    store.close()
  })

  test('of some names are found among many others', () => {
    const store = openWithDevice()
    send(store, [event(1, NOW - 9, 'system.boot'), event(2, NOW - 8, 'usb.error'), event(3, NOW - 7, 'agent.start')])
    expect(numbersOf(read(store, { names: ['agent.start', 'system.boot'], limit: 2 }))).toEqual([3, 1])
    expect(read(store, { names: ["' OR 1", 'boot'] })).toEqual([])
    expect(read(store, { names: [] })).toEqual([])
    store.close()
  })
})
