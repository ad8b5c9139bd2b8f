import { addRange, type NumberRanges } from '@forewarn/shared/number-ranges.ts'
import type { WireRecord } from '@forewarn/shared/record.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { StoredLayout } from './layouts.ts'
import type { Store } from './store.ts'
import { createDevices, groupOf, KEY_HASH, openTestStore, temporaryDatabase, type TestEntry } from './test-store.ts'

const HOUR = 3_600_000
const BASE = Date.UTC(2026, 8, 1)
const NOW = BASE + 10 * HOUR
const LAYOUTS: StoredLayout[] = [
  { id: 1, source: 'a', series: [['test.number']] },
  { id: 2, source: 'b', series: [['test.other'], ['test.more']] },
]

/** What the device recorded under a number: the same however often it is sent. One in four is an event. */
function recordOf(n: number): WireRecord {
  const at = BASE + n * 400_000
  if (n % 4 === 0) return [n, 'e', at, at, { name: 'test', severity: 'info', attributes: { n } }]
  return [
    n,
    's',
    at,
    at,
    n % 3 === 0
      ? [
          [1, n],
          [2, -n, n * 2],
        ]
      : [[1, n]],
  ]
}

/** The first record, as if its time could be told in several ways. */
function madeAt(at: number): WireRecord {
  return [1, 'e', at, at, { name: 'test', severity: 'info', attributes: {} }]
}

const MOST = 60
const DEVICES = 2
const EPOCHS = 2
const numbers = fc.oneof(
  // A run of numbers, as an agent sends them; a set in any order and with repetitions, as the network might.
  fc
    .tuple(fc.integer({ min: 1, max: MOST }), fc.nat(15))
    .map(([first, more]) => Array.from({ length: Math.min(MOST, first + more) - first + 1 }, (_, i) => first + i)),
  fc.array(fc.integer({ min: 1, max: MOST }), { minLength: 1, maxLength: 12 }),
)
const entry = fc.record({
  device: fc.integer({ min: 1, max: DEVICES }),
  epoch: fc.integer({ min: 1, max: EPOCHS }),
  backlog: fc.boolean(),
  numbers,
})
const group = fc.array(entry, { minLength: 1, maxLength: 4 })
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('apply' as const), group }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('fail' as const), group }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('cut' as const), device: fc.integer({ min: 1, max: DEVICES }) }),
  },
  // Before anything is old enough to be cut, or after; a few steps may leave one device cut and the other not.
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('tend' as const),
      now: fc.constantFrom(BASE, NOW),
      times: fc.integer({ min: 1, max: 5 }),
    }),
  },
)

type Entries = { device: number; epoch: number; backlog: boolean; numbers: number[] }[]

function toGroup(entries: Entries, more: TestEntry[] = []) {
  return groupOf([...entries.map(one => ({ ...one, records: one.numbers.map(recordOf) })), ...more], LAYOUTS)
}

/** Every number the store answers for a device, by what the numbers' records carry. */
function readAll(store: Store, device: string): { samples: number[]; other: number[]; events: number[] } {
  const range = { device, from: BASE, to: NOW }
  const column = (metric: string): number[] =>
    store.calls.readings
      .series({ ...range, metric, maxPoints: 100_000 }, NOW)
      .series.flatMap(one => one.mean.filter(value => value !== null))
      .toSorted((a, b) => a - b)
  const events = store.calls.readings.events({ ...range, limit: 10_000, before: null, names: null })
  return {
    samples: column('test.number'),
    other: column('test.more').map(value => value / 2),
    events: events.map(event => event.attributes['n'] as number).toSorted((a, b) => a - b),
  }
}

/** The committed ranges, as a device that says hello is told them. */
function committed(store: Store, device: number, epoch: number): NumberRanges {
  const answer = store.calls.devices.greet(
    {
      publicId: `dev-${device}`,
      keyHash: KEY_HASH,
      agent: 'a',
      epoch,
      // A run that begins beyond everything: nothing of it is committed, so it is no rolled-back disk.
      runs: [{ id: 'run', first: MOST + 1, boot: 'b' }],
      hardware: [],
      clockOffset: 0,
      present: null,
    },
    NOW,
  )
  return answer.ok ? answer.committed : []
}

test('whatever comes twice, in any order, in pieces, across restarts and failures, is there as if it came once', () => {
  const file = temporaryDatabase()
  let runs = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), steps => {
      const path = `${file}-${runs++}`
      let store = openTestStore(path)
      createDevices(store, DEVICES)
      /** What must be there: numbers per device and epoch, and the counts of the ledger. */
      const model = new Map<string, NumberRanges>()
      const counts = Array.from({ length: DEVICES }, () => ({ received: 0, backfilled: 0 }))
      for (const one of steps) {
        switch (one.do) {
          case 'apply': {
            const { accepted, duplicates } = store.apply(toGroup(one.group), NOW)
            const fresh = one.group.flatMap(({ device, epoch, backlog, numbers }) => {
              const key = `${device}/${epoch}`
              const ranges = model.get(key) ?? []
              model.set(key, ranges)
              return numbers.filter(n => {
                const before = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0)
                addRange(ranges, n, n)
                const isNew = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0) > before
                counts[device - 1]!.received += Number(isNew)
                counts[device - 1]!.backfilled += Number(isNew && backlog)
                return isNew
              })
            }).length
            expect(accepted).toBe(fresh)
            expect(accepted + duplicates).toBe(one.group.flatMap(({ numbers }) => numbers).length)
            break
          }
          case 'fail': {
            // An event of a device that does not exist: found out only after everything before it is taken in.
            const poison = { device: 999, epoch: 1, records: [recordOf(4)] }
            expect(() => store.apply(toGroup(one.group, [poison]), NOW)).toThrow('FOREIGN KEY')
            break
          }
          case 'restart':
            store.close()
            store = openTestStore(path)
            break
          case 'cut':
            store.calls.upkeep.cutAll()
            break
          case 'tend':
            for (let i = 0; i < one.times; i++) store.upkeep.step(one.now)
            break
        }
        for (let device = 1; device <= DEVICES; device++)
          expect(store.calls.ledger.of(`dev-${device}`)).toMatchObject(counts[device - 1]!)
      }
      for (let device = 1; device <= DEVICES; device++) {
        const epochs = Array.from({ length: EPOCHS }, (_, i) => model.get(`${device}/${i + 1}`) ?? [])
        const there = epochs
          .flatMap(ranges =>
            ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i)),
          )
          .toSorted((a, b) => a - b)
        expect(readAll(store, `dev-${device}`)).toEqual({
          samples: there.filter(n => n % 4 !== 0),
          other: there.filter(n => n % 4 !== 0 && n % 3 === 0),
          events: there.filter(n => n % 4 === 0),
        })
        epochs.forEach((ranges, i) => expect(committed(store, device, i + 1)).toEqual(ranges))
      }
      store.close()
    }),
    { numRuns: 300, interruptAfterTimeLimit: 40_000 },
  )
}, 60_000)

describe('what does not come', () => {
  test('is missing with the time of its neighbours until it comes, unless stated lost', () => {
    const store = openTestStore(temporaryDatabase())
    createDevices(store, 1)
    const send = (records: WireRecord[]) => store.apply(groupOf([{ device: 1, epoch: 1, records }], LAYOUTS), NOW)
    send([recordOf(1), recordOf(2)])
    send([recordOf(6), recordOf(9)])
    const ledger = () => store.calls.ledger.of('dev-1')!
    expect(ledger()).toMatchObject({ received: 4, missing: 5, dropped: 0 })
    expect(ledger().gaps).toEqual([
      { epoch: 1, first: 3, last: 5, count: 3, from: recordOf(2)[2], to: recordOf(6)[2], reason: 'missing' },
      { epoch: 1, first: 7, last: 8, count: 2, from: recordOf(6)[2], to: recordOf(9)[2], reason: 'missing' },
    ])
    const [from, to] = [recordOf(3)[2], recordOf(7)[2]]
    const ranges: NumberRanges = [
      [3, 4],
      [7, 7],
    ]
    send([[10, 'd', BASE, BASE, { ranges, reason: 'spool-full', count: 3, from, to }]])
    expect(ledger()).toMatchObject({ received: 5, missing: 2, dropped: 3 })
    // Something stated lost comes all the same, and what was missing comes late.
    send([recordOf(4), recordOf(5), recordOf(8)])
    expect(ledger()).toMatchObject({ received: 8, missing: 0, dropped: 2 })
    expect(ledger().received + ledger().dropped + ledger().missing).toBe(10)
    expect(ledger().gaps.map(gap => gap.reason)).toEqual(['spool-full', 'spool-full'])
    store.close()
  })

  test('the time of a record is the one of its first arrival', () => {
    const store = openTestStore(temporaryDatabase())
    createDevices(store, 1)
    for (const at of [BASE + 5, BASE + 99_000])
      store.apply(groupOf([{ device: 1, epoch: 1, records: [madeAt(at)] }]), NOW)
    const events = store.calls.readings.events({
      device: 'dev-1',
      from: 0,
      to: NOW,
      limit: 9,
      before: null,
      names: null,
    })
    expect(events.map(event => event.at)).toEqual([BASE + 5])
    store.close()
  })
})
