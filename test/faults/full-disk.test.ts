import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import type { Source } from '@forewarn/agent/sampler/source.ts'
import { DEFAULT_AGENT_CONFIG } from '@forewarn/shared/protocol.ts'
import { expect, test, vi } from 'vitest'

import { startAgent } from '../support/agent.ts'
import { enrolDevice, eventsOf, health, ledgerOf } from '../support/api.ts'
import { spawnCollector, startCollectorProcess } from '../support/collector-process.ts'
import { temporaryFolder } from '../support/folders.ts'
import { needs, smallDisk } from '../support/parts.ts'
import { startProxy } from '../support/proxy.ts'
import { openStored } from '../support/stored.ts'
import { createWriter } from '../support/writer.ts'

const MIB = 1024 * 1024
const SOON = { timeout: 20_000, interval: 30 }
const ARGS = ['--batch-interval-seconds', '1', '--sample-interval-seconds', '1']

/** Fills a disk to its last byte; the returned function takes the ballast away again. */
function fill(disk: string): () => void {
  const ballast = join(disk, 'ballast')
  const file = openSync(ballast, 'w')
  for (let block = Buffer.alloc(64 * 1024); block.length > 0;) {
    try {
      if (writeSync(file, block) < block.length) throw new Error('a short write')
      fsyncSync(file)
    } catch {
      block = block.subarray(0, block.length >>> 1)
    }
  }
  closeSync(file)
  return () => rmSync(ballast)
}

/** A source whose first value counts its readings, and which is large enough to fill a disk soon. */
function createCountingSource(): Source & { count: () => number } {
  const series = ['test.count', ...Array.from({ length: 200 }, (_, i) => `test.ballast_${i}`)].map((name): [string] => [
    name,
  ])
  let count = 0
  return {
    name: 'counting',
    everyMs: null,
    deadlineMs: 1_000,
    read: () => ({ series, values: series.map((_, i) => (i === 0 ? ++count : 1e9 + count * i)) }),
    count: () => count,
  }
}

test(
  'an agent whose disk is full keeps what it has, says so, and goes on when there is room',
  { timeout: 60_000 },
  async context => {
    needs('mount', context)
    const collector = await startCollectorProcess({ folder: temporaryFolder(), args: ARGS })
    const link = await startProxy(collector.port)
    link.cut()
    const identity = { ...(await enrolDevice(collector)), address: link.address }
    const disk = smallDisk(MIB)
    const source = createCountingSource()
    // Offline, so that nothing leaves the spool; every twentieth of a second, until a collector says otherwise.
    const config = { ...DEFAULT_AGENT_CONFIG, sampleIntervalMs: 50, batchIntervalMs: 1_000 }
    const agent = await startAgent({
      folder: join(disk, 'agent'),
      identity,
      spoolBytes: 800 * 1024,
      sources: [source],
      config,
    })
    await vi.waitFor(() => expect(agent.status()!.spool.records).toBeGreaterThan(20), SOON)
    const empty = fill(disk)
    await vi.waitFor(() => expect(agent.status()!.spool.fault).toMatch(/full/), SOON)
    const atFault = source.count()
    await vi.waitFor(() => expect(source.count()).toBeGreaterThan(atFault + 20), SOON)
    expect(agent.status()!.spool.fault).toMatch(/full/)
    empty()
    await vi.waitFor(() => expect(agent.status()!.spool.fault).toBeNull(), SOON)
    const atRecovery = source.count()
    link.open()
    await vi.waitFor(async () => {
      const names = (await eventsOf(collector, identity.device)).map(event => event.name)
      expect(names).toEqual(expect.arrayContaining(['agent.start', 'spool.fault', 'spool.resumed']))
    }, SOON)
    await agent.stop()
    expect(await ledgerOf(collector, identity.device)).toMatchObject({ dropped: 0, missing: 0 })
    await collector.stop()

    using stored = openStored(collector.folder)
    const counts = stored.recordsOf(identity.device).filter(record => record.name === 'counting')
    // Nothing was lost: what the disk did not take had waited in memory.
    expect(counts.map(record => record.id).toSorted((a, b) => a! - b!)).toEqual(
      Array.from({ length: counts.length }, (_, i) => i + 1),
    )
    expect(counts.length).toBeGreaterThanOrEqual(atRecovery)
  },
)

test(
  'a collector whose disk is full acknowledges nothing, says so, and goes on when there is room',
  { timeout: 90_000 },
  async context => {
    needs('mount', context)
    const disk = smallDisk(6 * MIB)
    const folder = join(disk, 'data')
    const collector = await startCollectorProcess({ folder, args: ARGS })
    const identity = await enrolDevice(collector)
    const { device } = identity
    const writer = createWriter({ folder: temporaryFolder(), identity })
    const newcomer = createWriter({ folder: temporaryFolder(), identity: await enrolDevice(collector) })
    writer.start()
    await writer.event(1)
    await vi.waitFor(() => expect(writer.spool.status().records).toBe(0), SOON)

    const empty = fill(disk)
    let id = 1
    await vi.waitFor(async () => {
      await writer.event(++id)
      expect((await health(collector)).status).toBe(503)
    }, SOON)
    const { answer } = await health(collector)
    expect(answer).toMatchObject({ status: 'degraded', store: { writing: false } })
    expect(answer.problems.join()).toMatch(/full|disk/)
    // What is committed stays readable, a newcomer is told to come back, and nothing more is acknowledged.
    const known = (await eventsOf(collector, device)).length
    const waiting = writer.spool.status().records
    expect(waiting).toBeGreaterThan(0)
    newcomer.start()
    await newcomer.event(1)
    await vi.waitFor(() => expect(newcomer.uplink.status().reason).toContain('store-unavailable'), SOON)
    for (let i = 0; i < 20; i++) await writer.event(++id)
    expect(writer.spool.status().records).toBe(waiting + 20)
    expect(await eventsOf(collector, device)).toHaveLength(known)

    empty()
    await vi.waitFor(() => expect(writer.spool.status().records).toBe(0), SOON)
    await vi.waitFor(() => expect(newcomer.spool.status().records).toBe(0), SOON)
    await vi.waitFor(async () => expect((await health(collector)).status).toBe(200), SOON)
    expect(await ledgerOf(collector, device)).toMatchObject({ received: id, missing: 0, dropped: 0 })
    await Promise.all([writer.stop(), newcomer.stop()])
    expect(await collector.stop()).toBe(0)
    using stored = openStored(folder)
    const ids = stored.recordsOf(device).map(record => record.id)
    expect(ids.toSorted((a, b) => a! - b!)).toEqual(Array.from({ length: id }, (_, i) => i + 1))
  },
)

test('a collector that no agent reaches, because its disk is full, says so too', { timeout: 60_000 }, async context => {
  needs('mount', context)
  const disk = smallDisk(6 * MIB)
  const collector = await startCollectorProcess({ folder: join(disk, 'data'), args: ARGS })
  const newcomer = createWriter({ folder: temporaryFolder(), identity: await enrolDevice(collector) })
  const empty = fill(disk)
  newcomer.start()
  await vi.waitFor(async () => expect((await health(collector)).status).toBe(503), SOON)
  expect(newcomer.uplink.status().state).not.toBe('online')
  await newcomer.stop()
  empty()
  await vi.waitFor(async () => expect((await health(collector)).status).toBe(200), SOON)
})

test(
  'a collector killed on a full disk has everything it acknowledged when it starts again',
  { timeout: 60_000 },
  async context => {
    needs('mount', context)
    const disk = smallDisk(6 * MIB)
    const folder = join(disk, 'data')
    const first = await startCollectorProcess({ folder, args: ARGS })
    const identity = await enrolDevice(first)
    const writer = createWriter({ folder: temporaryFolder(), identity })
    writer.start()
    let id = 0
    for (; id < 50; await writer.event(++id));
    await vi.waitFor(() => expect(writer.spool.status().records).toBe(0), SOON)
    const empty = fill(disk)
    await vi.waitFor(async () => {
      await writer.event(++id)
      expect((await health(first)).status).toBe(503)
    }, SOON)
    await first.kill()

    // It may start or not, but what it says must be to the point.
    const blocked = spawnCollector({ folder, port: first.port, args: ARGS })
    const start = await blocked.ready.then(
      () => 'started',
      (error: Error) => error.message,
    )
    expect(start).toMatch(/^started$|free space|full|ENOSPC/)
    await blocked.kill()
    empty()
    const second = await startCollectorProcess({ folder, port: first.port, args: ARGS })
    await vi.waitFor(() => expect(writer.spool.status().records).toBe(0), SOON)
    expect(await ledgerOf(second, identity.device)).toMatchObject({ received: id, missing: 0, dropped: 0 })
    await writer.stop()
    await second.stop()
    using stored = openStored(folder)
    const ids = stored.recordsOf(identity.device).map(record => record.id)
    expect(ids.toSorted((a, b) => a! - b!)).toEqual(Array.from({ length: id }, (_, i) => i + 1))
  },
)
