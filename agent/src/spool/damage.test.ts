import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

import type { EventBody } from '@forewarn/shared/record.ts'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'

import { openSpool, readAll, withFile, type TestSpool } from '../testing/spools.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { inspectSpool } from './inspect.ts'
import { RecordLostError } from './waiting.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  return () => vi.useRealTimers()
})

const event = (id: number, padding = 0): EventBody => ({
  name: 'test.event',
  severity: 'info',
  attributes: { id, padding: 'x'.repeat(padding) },
})

const at = (spool: TestSpool) => ({ now: spool.clock.now(), up: spool.clock.up() })
const numbers = (spool: TestSpool) => readAll(spool).map(({ record }) => record[0])

/** A folder with a cleanly closed spool of 50 events. */
async function filledFolder(): Promise<string> {
  const folder = temporaryFolder()
  const spool = openSpool(folder)
  for (let i = 1; i <= 50; i++) await spool.append('e', event(i, 500), at(spool))
  spool.close()
  return folder
}

const asides = (folder: string) => readdirSync(folder).filter(name => name.includes('corrupt'))

async function expectFresh(folder: string): Promise<void> {
  const spool = openSpool(folder)
  expect(spool.found.setAside?.reason).toMatch(/\w/)
  expect(existsSync(spool.found.setAside!.path)).toBe(true)
  expect(spool.position()).toMatchObject({ epoch: 1, next: 1 })
  await spool.append('e', event(1), at(spool))
  expect(numbers(spool)).toEqual([1])
  spool.close()
  expect(openSpool(folder).found).toMatchObject({ previous: 'clean', setAside: null })
}

describe('a damaged file is set aside and a fresh one begun', () => {
  test('garbage', async () => {
    const folder = await filledFolder()
    writeFileSync(join(folder, 'spool.db'), Buffer.alloc(20_000, 'no database '))
    await expectFresh(folder)
  })

  test('torn in the middle', async () => {
    const folder = await filledFolder()
    truncateSync(join(folder, 'spool.db'), 30_000)
    await expectFresh(folder)
  })

  test('nothing left of it', async () => {
    const folder = await filledFolder()
    truncateSync(join(folder, 'spool.db'), 0)
    await expectFresh(folder)
  })

  test('pages overwritten', async () => {
    const folder = await filledFolder()
    const path = join(folder, 'spool.db')
    const bytes = readFileSync(path)
    bytes.fill(0xa5, 4096 * 3, 4096 * 12)
    writeFileSync(path, bytes)
    await expectFresh(folder)
  })

  test('tables gone', async () => {
    const folder = await filledFolder()
    withFile(join(folder, 'spool.db'), db => db.exec('DROP TABLE records'))
    await expectFresh(folder)
  })

  test('again and again: two damaged files are kept, no more', async () => {
    const folder = await filledFolder()
    for (let i = 0; i < 5; i++) {
      writeFileSync(join(folder, 'spool.db'), 'garbage '.repeat(1_000))
      openSpool(folder).close()
    }
    expect(asides(folder)).toEqual(['spool.db.corrupt-4', 'spool.db.corrupt-5'])
  })
})

test('a torn write-ahead log costs what it held and nothing before it', async () => {
  const folder = temporaryFolder()
  const spool = openSpool(folder)
  for (let i = 1; i <= 4; i++) await spool.append('e', event(i), at(spool))
  const wal = join(folder, 'spool.db-wal')
  const copy = temporaryFolder()
  for (const name of ['spool.db', 'spool.db-wal']) writeFileSync(join(copy, name), readFileSync(join(folder, name)))
  truncateSync(join(copy, 'spool.db-wal'), statSync(wal).size - 3_000)
  const again = openSpool(copy)
  const kept = numbers(again)
  expect(kept.length).toBeLessThan(4)
  expect(kept).toEqual([1, 2, 3].slice(0, kept.length))
  await again.append('e', event(9), at(again))
  expect(numbers(again)).toEqual([...kept, kept.length + 1])
})

test('a record whose text was damaged is stated as lost, the others are read', async () => {
  const folder = await filledFolder()
  withFile(join(folder, 'spool.db'), db => db.exec("UPDATE records SET text = replace(text, 'e\"', 'e') WHERE n = 7"))
  const spool = openSpool(folder)
  readAll(spool)
  const held = readAll(spool).map(({ record }) => record)
  expect(held.map(record => record[0])).toEqual([
    ...Array.from({ length: 6 }, (_, i) => i + 1),
    ...Array.from({ length: 44 }, (_, i) => i + 8),
  ])
  expect(held.at(-1)![4]).toMatchObject({ reason: 'spool-corrupt', ranges: [[7, 7]], count: 1 })
})

test('damage found while running: the file is replaced, numbers go on, what waits is kept', async () => {
  const folder = temporaryFolder()
  const spool = openSpool(folder)
  for (let i = 1; i <= 5; i++) await spool.append('e', event(i), at(spool))
  const { runs } = spool.position()
  withFile(join(folder, 'spool.db'), db => db.exec('DROP TABLE records'))
  await spool.append('e', event(6), at(spool))
  expect(spool.troubles).toMatchObject([{ name: 'spool.corrupt', lost: 5 }])
  expect(numbers(spool)).toEqual([6])
  expect(spool.position()).toMatchObject({ epoch: 1, next: 7, runs })
  spool.close()
  expect(openSpool(folder).position()).toMatchObject({ epoch: 1, next: 7 })
})

test('damage met while reading costs no crash either', async () => {
  const folder = temporaryFolder()
  const spool = openSpool(folder)
  await spool.append('e', event(1), at(spool))
  withFile(join(folder, 'spool.db'), db => db.exec('DROP TABLE records; DROP TABLE meta'))
  expect(readAll(spool)).toEqual([])
  expect(spool.recall('os')).toBeNull()
  await spool.append('e', event(2), at(spool))
  expect(numbers(spool)).toEqual([2])
})

test('the file taken away while running is replaced', async () => {
  const folder = temporaryFolder()
  const spool = openSpool(folder)
  await spool.append('e', event(1), at(spool))
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
  await spool.append('e', event(2), at(spool)).catch(() => undefined)
  await spool.append('e', event(3), at(spool))
  expect(inspectSpool(folder)).toMatchObject({ next: 4 })
})

test('a folder that cannot be made is an error that says so', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  expect(() => openSpool(join(file, 'below'))).toThrow(/ENOTDIR|EEXIST|ENOENT/)
})

test('a file of another version is left alone', async () => {
  const folder = await filledFolder()
  withFile(join(folder, 'spool.db'), db => db.exec('PRAGMA user_version = 99'))
  expect(() => openSpool(folder)).toThrow('another version of the agent')
  expect(asides(folder)).toEqual([])
})

/** Whether this machine lets us mount a small file system to fill it. */
function smallDisk(): string | null {
  const folder = temporaryFolder()
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'ignore' })
  } catch {
    return null
  }
  onTestFinished(() => void execFileSync('umount', ['-l', disk]))
  return disk
}

describe('a full disk', () => {
  test('what does not fit waits in memory, is not said to be durable, and is written when space returns', async ({
    skip,
  }) => {
    const disk = smallDisk()
    if (disk === null) return skip('mounting is not allowed here')
    const spool = openSpool(disk, { capBytes: 4 << 20 })
    const filler = join(disk, 'filler')
    await spool.append('e', event(0), at(spool))
    fill(filler)
    const durable: number[] = []
    const pending = []
    for (let i = 1; i <= 150; i++) {
      pending.push(spool.append('e', event(i, 2_000), at(spool)).then(() => durable.push(i)))
      await Promise.resolve()
    }
    const before = durable.length
    expect(before).toBeLessThan(150)
    expect(spool.troubles.map(({ name }) => name)).toEqual(['spool.fault'])
    expect(spool.status().fault).toMatch(/full|disk/i)
    expect(readAll(spool)).toHaveLength(before + 1)
    rmSync(filler)
    await vi.advanceTimersByTimeAsync(6_000)
    await Promise.all(pending)
    expect(spool.troubles.map(({ name }) => name)).toEqual(['spool.fault', 'spool.resumed'])
    expect(numbers(spool)).toEqual(Array.from({ length: 151 }, (_, i) => i + 1))
    expect(spool.status().fault).toBeNull()
  })

  test('memory is bounded: the oldest samples are given up, their promises say so, and the loss is stated', async ({
    skip,
  }) => {
    const disk = smallDisk()
    if (disk === null) return skip('mounting is not allowed here')
    const spool = openSpool(disk, { capBytes: 512 * 1024 })
    const layout = spool.layoutId({ source: 'test', series: [['test.id']] })
    const filler = join(disk, 'filler')
    fill(filler)
    const results: Promise<string>[] = []
    const note = (appended: Promise<void>) =>
      results.push(
        appended.then(
          () => 'durable',
          (error: unknown) => (error instanceof RecordLostError ? 'lost' : 'broken'),
        ),
      )
    note(spool.append('e', event(1), at(spool)))
    for (let i = 1; i <= 5_000; i++) {
      spool.clock.advance(10_000)
      note(spool.append('s', [[layout, i, ...Array.from({ length: 40 }, () => i)]], at(spool)))
    }
    expect(spool.status().dropped).toBeGreaterThan(1_000)
    rmSync(filler)
    await vi.advanceTimersByTimeAsync(6_000)
    const outcomes = await Promise.all(results)
    expect(outcomes[0]).toBe('durable')
    expect(outcomes.at(-1)).toBe('durable')
    expect(new Set(outcomes)).toEqual(new Set(['durable', 'lost']))
    const held = readAll(spool).map(({ record }) => record)
    const drops = held.filter(record => record[1] === 'd').map(record => record[4])
    const stated = drops.flatMap(drop => drop.ranges.map(([first, last]) => last - first + 1))
    expect(stated.reduce((sum, count) => sum + count, 0) + held.length).toBe(spool.status().next - 1)
    expect(drops.reduce((sum, { count }) => sum + count, 0)).toBe(spool.status().dropped)
    expect(spool.status().dropped).toBeGreaterThanOrEqual(outcomes.filter(outcome => outcome === 'lost').length)
  })

  test('a spool that is emptied as fast as it is filled goes on writing on its reserve', async ({ skip }) => {
    const disk = smallDisk()
    if (disk === null) return skip('mounting is not allowed here')
    const spool = openSpool(disk, { capBytes: 4 << 20 })
    for (let i = 1; i <= 100; i++) {
      await spool.append('e', event(i, 500), at(spool))
      spool.acknowledge(1, [[i, i]])
    }
    fill(join(disk, 'filler'))
    for (let i = 101; i <= 400; i++) {
      await spool.append('e', event(i, 500), at(spool))
      spool.acknowledge(1, [[i, i]])
    }
    expect(spool.troubles).toEqual([])
  })
})

/** Takes what is left of the disk. */
function fill(path: string): void {
  for (const size of [65_536, 4_096, 1]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size), { flag: 'a' })
    } catch {
      // Full for this size.
    }
  }
}
