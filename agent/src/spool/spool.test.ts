import { cpSync, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'

import type { Block, EventBody, WireRecord } from '@forewarn/shared/record.ts'
import fc from 'fast-check'
import { beforeEach, describe, expect, test, vi } from 'vitest'

import { createFakeClock } from '../testing/fake-clock.ts'
import { openSpool, readAll, type TestSpool } from '../testing/spools.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { inspectSpool } from './inspect.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  return () => vi.useRealTimers()
})

function event(id: number, padding = 0): EventBody {
  return { name: 'test.event', severity: 'info', attributes: { id, padding: 'x'.repeat(padding) } }
}

function blocks(spool: TestSpool, id: number, values = 1): Block[] {
  const layout = spool.layoutId({
    source: 'test',
    series: [['test.id'], ...Array.from({ length: values - 1 }, (_, i) => [`test.v${i}`] as [string])],
  })
  return [[layout, id, ...Array.from({ length: values - 1 }, () => 123_456)]]
}

function at(spool: TestSpool) {
  return { now: spool.clock.now(), up: spool.clock.up() }
}

const numbers = (spool: TestSpool) => readAll(spool).map(({ record }) => record[0])
const kinds = (spool: TestSpool) =>
  readAll(spool)
    .map(({ record }) => record[1])
    .join('')

/** What a power cut leaves: the files as they are now, in another folder. */
function crash(folder: string): string {
  const copy = temporaryFolder()
  for (const name of ['spool.db', 'spool.db-wal'])
    if (existsSync(join(folder, name))) cpSync(join(folder, name), join(copy, name))
  return copy
}

describe('appending', () => {
  test('an event is durable when its promise resolves, and readable as wire JSON', async () => {
    const folder = temporaryFolder()
    const spool = openSpool(folder)
    await spool.append('e', event(7), at(spool))
    const { record } = readAll(openSpool(crash(folder)))[0]!
    expect(record).toEqual([1, 'e', spool.clock.now(), spool.clock.up(), event(7)])
  })

  test('samples that come close together share a commit at most two seconds later', async () => {
    const spool = openSpool(temporaryFolder())
    await spool.append('s', blocks(spool, 1), at(spool))
    spool.clock.advance(500)
    let durable = 0
    for (const id of [2, 3]) void spool.append('s', blocks(spool, id), at(spool)).then(() => durable++)
    await vi.advanceTimersByTimeAsync(1_400)
    expect([durable, numbers(spool)]).toEqual([0, [1]])
    await vi.advanceTimersByTimeAsync(200)
    expect([durable, numbers(spool)]).toEqual([2, [1, 2, 3]])
  })

  test('an event takes the samples before it along, so numbers have no holes', async () => {
    const spool = openSpool(temporaryFolder())
    void spool.append('s', blocks(spool, 1), at(spool))
    void spool.append('s', blocks(spool, 2), at(spool))
    await spool.append('e', event(3), at(spool))
    expect(numbers(spool)).toEqual([1, 2, 3])
    expect(kinds(spool)).toBe('sse')
  })

  test('layouts survive a crash together with the samples that use them', async () => {
    const folder = temporaryFolder()
    const spool = openSpool(folder)
    await spool.append('s', blocks(spool, 1, 3), at(spool))
    const again = openSpool(crash(folder))
    const [row] = again.read({ after: 0, upTo: 9, bytes: 9e9, records: 9 })
    expect(again.layout(row!.layouts[0]!)).toEqual({ source: 'test', series: [['test.id'], ['test.v0'], ['test.v1']] })
    expect(again.layoutId({ source: 'other', series: [['test.id']] })).not.toBe(row!.layouts[0])
  })

  test('layouts that no spooled sample uses any more are forgotten, those in use are not', async () => {
    const spool = openSpool(temporaryFolder())
    for (let i = 1; i <= 100; i++) {
      const layout = spool.layoutId({ source: `source-${i}`, series: [['test.id']] })
      spool.clock.advance(10_000)
      await spool.append('s', [[layout, i]], at(spool))
    }
    spool.acknowledge(1, [[1, 99]])
    expect(spool.layout(50)).toBeNull()
    expect(spool.layout(100)).not.toBeNull()
    expect(readAll(spool)).toHaveLength(1)
  })
})

describe('reading', () => {
  test('stops at the bounds of bytes, records and place', async () => {
    const spool = openSpool(temporaryFolder())
    for (let i = 1; i <= 10; i++) await spool.append('e', event(i, 1_000), at(spool))
    const seqs = (bounds: object) =>
      spool.read({ after: 0, upTo: 99, bytes: 9e9, records: 99, ...bounds }).map(row => row.seq)
    expect(seqs({ records: 3 })).toEqual([1, 2, 3])
    expect(seqs({ after: 7 })).toEqual([8, 9, 10])
    expect(seqs({ upTo: 2 })).toEqual([1, 2])
    expect(seqs({ bytes: 2_500 })).toEqual([1, 2])
    expect(seqs({ bytes: 1 })).toEqual([1])
  })
})

describe('acknowledging', () => {
  test('forgets what was named and nothing else, for good', async () => {
    const folder = temporaryFolder()
    const spool = openSpool(folder)
    for (let i = 1; i <= 10; i++) await spool.append('e', event(i), at(spool))
    spool.acknowledge(2, [[1, 10]])
    spool.acknowledge(1, [
      [2, 4],
      [9, 9],
      [40, 90],
    ])
    expect(numbers(spool)).toEqual([1, 5, 6, 7, 8, 10])
    expect(numbers(openSpool(crash(folder)))).toEqual([1, 5, 6, 7, 8, 10])
    expect(spool.status()).toMatchObject({ records: 6, next: 11 })
    expect(inspectSpool(folder)).toMatchObject({
      records: 6,
      next: 11,
      lastAckAt: new Date(spool.clock.now()).toISOString(),
    })
  })

  test('numbers are not given twice although everything was acknowledged', async () => {
    const folder = temporaryFolder()
    const spool = openSpool(folder)
    await spool.append('e', event(1), at(spool))
    spool.acknowledge(1, [[1, 1]])
    const again = openSpool(crash(folder))
    await again.append('e', event(2), at(again))
    expect(numbers(again)).toEqual([2])
  })

  test('gives disk space back after a backlog, down to a small reserve', async () => {
    const folder = temporaryFolder()
    const spool = openSpool(folder, { capBytes: 8 << 20 })
    for (let i = 1; i <= 700; i++) void spool.append('e', event(i, 5_000), at(spool))
    spool.acknowledge(1, [[1, 700]])
    for (let i = 0; i < 10; i++) spool.acknowledge(1, [[1, 1]])
    spool.close()
    expect(statSync(join(folder, 'spool.db')).size).toBeLessThan(600_000)
  })
})

describe('starting again', () => {
  test('tells how the last run ended and whether the machine booted since', async () => {
    const folder = temporaryFolder()
    const first = openSpool(folder)
    expect(first.found).toMatchObject({ previous: 'unknown', rebooted: null, setAside: null })
    await first.append('e', event(1), at(first))
    expect(openSpool(crash(folder)).found).toMatchObject({ previous: 'unclean', rebooted: false })
    first.close()
    expect(openSpool(folder, { boot: 'boot-2' }).found).toMatchObject({ previous: 'clean', rebooted: true })
  })

  test('each run is listed with its first number and its boot, the last 64 of them', async () => {
    const folder = temporaryFolder()
    for (let i = 1; i <= 70; i++) {
      const spool = openSpool(folder, { boot: `boot-${i}` })
      await spool.append('e', event(i), at(spool))
      spool.close()
    }
    const { runs, next } = openSpool(folder, { boot: 'boot-71' }).position()
    expect(next).toBe(71)
    expect(runs).toHaveLength(64)
    expect(runs.at(-1)).toMatchObject({ first: 71, boot: 'boot-71' })
    expect(runs[0]).toMatchObject({ first: 8, boot: 'boot-8' })
    expect(new Set(runs.map(run => run.id)).size).toBe(64)
  })

  test('a small memory outlives the process', () => {
    const folder = temporaryFolder()
    const spool = openSpool(folder)
    spool.remember('os', '{"a":1}')
    expect(openSpool(crash(folder)).recall('os')).toBe('{"a":1}')
    expect(openSpool(crash(folder)).recall('cpu')).toBeNull()
  })

  test('what is to be remembered with an event is durable with it, in one moment', async () => {
    const folder = temporaryFolder()
    const spool = openSpool(folder)
    const time = { now: spool.clock.now(), up: spool.clock.up() }
    const event = { name: 'disk.io-error', severity: 'error', attributes: {} } as const
    await spool.append('e', event, time, { key: 'cursor', value: 's=1' })
    const again = openSpool(crash(folder))
    expect(readAll(again)).toHaveLength(1)
    expect(again.recall('cursor')).toBe('s=1')
  })

  test('every durable record is kept exactly once and no number is given twice, whatever happens in between', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('sample' as const), wait: fc.nat(3_000) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('event' as const) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('ack' as const), from: fc.nat(30), count: fc.nat(10) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async steps => {
        let folder = temporaryFolder()
        const clock = createFakeClock()
        let spool = openSpool(folder, { clock })
        let id = 0
        const durable = new Set<number>()
        const owners = new Map<number, number>()
        const acknowledged = new Set<number>()
        for (const step of steps) {
          switch (step.do) {
            case 'sample':
            case 'event': {
              const mine = ++id
              const owner = spool
              const appended =
                step.do === 'event'
                  ? spool.append('e', event(mine), at(spool))
                  : spool.append('s', blocks(spool, mine), at(spool))
              appended.then(
                // What a process says after its power was cut nobody hears.
                () => owner === spool && durable.add(mine),
                () => undefined,
              )
              if (step.do === 'sample') {
                clock.advance(step.wait)
                await vi.advanceTimersByTimeAsync(step.wait)
              }
              break
            }
            case 'ack': {
              const known = [...owners.keys()].toSorted((a, b) => a - b)
              const range = known.slice(step.from, step.from + step.count)
              spool.acknowledge(
                1,
                range.map((n): [number, number] => [n, n]),
              )
              for (const n of range) acknowledged.add(owners.get(n)!)
              break
            }
            case 'crash':
              folder = crash(folder)
              spool = openSpool(folder, { clock })
              break
            case 'restart':
              spool.close()
              await Promise.resolve()
              spool = openSpool(folder, { clock })
              break
          }
          await Promise.resolve()
          const held = readAll(spool).map(({ record }) => [record[0], idOf(record)] as const)
          for (const [n, owner] of held) {
            if (owners.has(n)) expect(owners.get(n)).toBe(owner)
            owners.set(n, owner)
          }
          const wanted = [...durable].filter(known => !acknowledged.has(known)).toSorted((a, b) => a - b)
          expect(
            held
              .map(([, owner]) => owner)
              .filter(owner => durable.has(owner))
              .toSorted((a, b) => a - b),
          ).toEqual(wanted)
        }
      }),
      { numRuns: 60 },
    )
  })
})

function idOf(record: WireRecord): number {
  if (record[1] === 's') return record[4][0]![1]!
  if (record[1] === 'e') return record[4].attributes['id'] as number
  throw new Error(`a record of kind ${record[1]} that nobody appended`)
}

describe('the cap', () => {
  const CAP = 256 * 1024

  test('the oldest samples go first, then inventory, events last; what is left and what is stated as lost is everything', async () => {
    const folder = temporaryFolder()
    const spool = openSpool(folder, { capBytes: CAP })
    for (let i = 0; i < 40; i++) await spool.append('e', event(i, 1_000), at(spool))
    for (let i = 0; i < 20; i++)
      await spool.append('i', { subject: 'os', facts: { text: 'y'.repeat(1_000) } }, at(spool))
    for (let i = 0; i < 1_000; i++) {
      spool.clock.advance(10_000)
      await spool.append('s', blocks(spool, i, 60), at(spool))
    }
    const held = readAll(spool).map(({ record }) => record)
    const count = (kind: string) => held.filter(record => record[1] === kind).length
    expect([count('e'), count('i'), count('d')]).toEqual([40, 20, 1])
    const drop = held.find(record => record[1] === 'd')!
    const samples = held.filter(record => record[1] === 's').map(record => record[0])
    expect(drop[4]).toMatchObject({ reason: 'spool-full', count: 1_000 - samples.length })
    expect(spool.status().dropped).toBe(1_000 - samples.length)
    const stated = (drop[4] as { ranges: [number, number][] }).ranges.flatMap(([first, last]) =>
      Array.from({ length: last - first + 1 }, (_, i) => first + i),
    )
    const all = [...held.map(record => record[0]), ...stated].toSorted((a, b) => a - b)
    expect(all).toEqual(Array.from({ length: spool.status().next - 1 }, (_, i) => i + 1))
    expect(Math.min(...samples)).toBeGreaterThan(Math.max(...stated))

    for (let i = 0; i < 300; i++) await spool.append('e', event(i, 1_000), at(spool))
    expect(kinds(spool).replaceAll('d', '')).toMatch(/^e+$/)
    const size = statSync(join(folder, 'spool.db')).size + statSync(join(folder, 'spool.db-wal')).size
    expect(size).toBeLessThan(CAP * 1.15)
    expect(size).toBeGreaterThan(CAP * 0.7)
  })

  test('a statement of loss that was offered does not change any more; the next loss is another statement', async () => {
    const spool = openSpool(temporaryFolder(), { capBytes: CAP })
    const fill = async (count: number) => {
      for (let i = 0; i < count; i++) {
        spool.clock.advance(10_000)
        await spool.append('s', blocks(spool, i, 200), at(spool))
      }
    }
    await fill(400)
    const before = readAll(spool).find(({ record }) => record[1] === 'd')
    await fill(50)
    const after = readAll(spool).filter(({ record }) => record[1] === 'd')
    expect(after).toHaveLength(2)
    expect(after[0]).toEqual(before)
    expect(spool.status().dropped).toBe(
      after.reduce((sum, { record }) => sum + (record[4] as { count: number }).count, 0),
    )
  })

  test('a record given up as refused is stated as such', async () => {
    const spool = openSpool(temporaryFolder())
    for (let i = 1; i <= 3; i++) await spool.append('e', event(i), at(spool))
    const [, second] = spool.read({ after: 0, upTo: 9, bytes: 9e9, records: 9 })
    expect(spool.reject(second!)).toBe(true)
    const held = readAll(spool).map(({ record }) => record)
    expect(held.map(record => record[0])).toEqual([1, 3, 4])
    expect(held[2]![4]).toMatchObject({ reason: 'rejected', ranges: [[2, 2]], count: 1 })
  })
})

describe('a new epoch', () => {
  test('records from the given number on move, in order, numbered from one; older ones stay in their epoch', async () => {
    const folder = temporaryFolder()
    const spool = openSpool(folder)
    for (let i = 1; i <= 6; i++) await spool.append('e', event(i), at(spool))
    spool.acknowledge(1, [[5, 5]])
    expect(spool.renumber(3, 4)).toBe(true)
    await spool.append('e', event(7), at(spool))
    const held = readAll(openSpool(crash(folder))).map(({ epoch, record }) => [epoch, record[0], idOf(record)])
    const expected = [
      [1, 1, 1],
      [1, 2, 2],
      [4, 1, 3],
      [4, 2, 4],
      [4, 3, 6],
      [4, 4, 7],
    ]
    expect(held).toEqual(expected)
    expect(spool.position()).toMatchObject({ epoch: 4, next: 5 })
  })

  test('runs go along under new names, each from its first record on', async () => {
    const folder = temporaryFolder()
    const write = async (boot: string, count: number, close = true) => {
      const spool = openSpool(folder, { boot })
      for (let i = 0; i < count; i++) await spool.append('e', event(i), at(spool))
      if (close) spool.close()
      return spool
    }
    await write('boot-1', 3)
    await write('boot-2', 2)
    const spool = await write('boot-3', 4, false)
    const before = spool.position().runs
    spool.acknowledge(1, [[5, 5]])
    spool.renumber(4, 2)
    const { runs } = spool.position()
    expect(runs.map(({ first, boot }) => [first, boot])).toEqual([
      [1, 'boot-2'],
      [2, 'boot-3'],
    ])
    expect(runs.some(run => before.some(({ id }) => id === run.id))).toBe(false)
  })

  test('a loss keeps its place: its numbers and the statement move together', async () => {
    const spool = openSpool(temporaryFolder())
    for (let i = 1; i <= 4; i++) await spool.append('e', event(i), at(spool))
    const rows = spool.read({ after: 0, upTo: 9, bytes: 9e9, records: 9 })
    spool.reject(rows[1]!)
    spool.reject(rows[2]!)
    spool.renumber(1, 2)
    const held = readAll(spool).map(({ record }) => record)
    expect(held.map(record => record[0])).toEqual([1, 2, 5])
    expect(held[2]![4]).toMatchObject({ ranges: [[3, 4]], count: 2 })
  })
})

describe('a new identity', () => {
  test('on the same machine what is spooled goes on under it, numbered afresh', async () => {
    const folder = temporaryFolder()
    const old = openSpool(folder)
    for (let i = 1; i <= 3; i++) await old.append('e', event(i), at(old))
    old.acknowledge(1, [[1, 1]])
    old.remember('os', 'said')
    old.close()
    const owner = { device: 'device-b', epoch: 1, facts: ['mac:aa', 'disk:new'] }
    const spool = openSpool(folder, { owner })
    expect(readAll(spool).map(({ epoch, record }) => [epoch, record[0], idOf(record)])).toEqual([
      [1, 1, 2],
      [1, 2, 3],
    ])
    expect(spool.position()).toMatchObject({ next: 3, runs: [{ first: 3 }] })
    expect(spool.recall('os')).toBeNull()
  })

  test('on another machine, whose disk image it came with, it is not sent', async () => {
    const folder = temporaryFolder()
    const old = openSpool(folder)
    await old.append('e', event(1), at(old))
    old.close()
    const spool = openSpool(folder, { owner: { device: 'device-b', epoch: 1, facts: ['mac:bb'] } })
    expect(readAll(spool)).toEqual([])
    expect(spool.position().next).toBe(1)
  })
})
