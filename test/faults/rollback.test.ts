import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { writeIdentity, type Identity } from '@forewarn/agent/identity.ts'
import { describe, expect, test, vi } from 'vitest'

import { deviceOf, enrolDevice, ledgerOf } from '../support/api.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { temporaryFolder } from '../support/folders.ts'
import { openStored } from '../support/stored.ts'
import { createWriter, type Writer } from '../support/writer.ts'
import { createWriterDevice } from '../support/writers.ts'

const SOON = { timeout: 20_000, interval: 20 }

/*
 * A restore card puts the disk back to an older state at every boot: here a copy of the agent's folder, put back while the agent is
 * stopped. Whatever the copy had waiting, and whatever was recorded on it, must arrive once; what was recorded after the copy and
 * delivered before it was put back must stay.
 */
async function prepare() {
  const collector = await startCollectorProcess({ folder: temporaryFolder() })
  const identity = await enrolDevice(collector)
  const top = temporaryFolder()
  const disk = join(top, 'agent')
  writeIdentity(disk, identity)
  let boots = 0
  let id = 0
  return {
    collector,
    disk,
    identity,
    device: identity.device,
    freeze: (name: string) => cpSync(disk, join(top, name), { recursive: true }),
    rollBackTo(name: string): void {
      rmSync(disk, { recursive: true })
      cpSync(join(top, name), disk, { recursive: true })
    },
    /** Boots the machine, records some events, and waits until they are delivered unless there is no network. */
    async boot(records: number, network: 'network' | 'no network' = 'network'): Promise<void> {
      const writer = createWriter({ folder: disk, identity, boot: `boot-${++boots}` })
      if (network === 'network') writer.start()
      for (let i = 0; i < records; i++) await writer.event(++id)
      if (network === 'network') await delivered(writer)
      await writer.stop()
    },
    lastId: () => id,
    /** The ids in the store, in order, and the epochs they lie in. */
    async stopAndRead(): Promise<{ ids: (number | null)[]; epochs: number[] }> {
      await collector.stop()
      using stored = openStored(collector.folder)
      const records = stored.recordsOf(identity.device)
      return {
        ids: records.map(record => record.id).toSorted((a, b) => a! - b!),
        epochs: [...new Set(records.map(record => record.epoch))].toSorted((a, b) => a - b),
      }
    },
  }
}

async function delivered(writer: Writer): Promise<void> {
  await vi.waitFor(() => {
    expect(writer.uplink.status().state).toBe('online')
    expect(writer.spool.status().records).toBe(0)
  }, SOON)
}

const upTo = (last: number, ...without: number[]) =>
  Array.from({ length: last }, (_, i) => i + 1).filter(id => !without.includes(id))

describe('a disk put back to an older state', () => {
  test('is the same device in a new epoch, and every record is there once', async () => {
    const at = await prepare()
    await at.boot(5)
    at.freeze('frozen')
    await at.boot(4)
    expect((await deviceOf(at.collector, at.device)).flags).toEqual([])
    at.rollBackTo('frozen')
    await at.boot(6)
    expect((await deviceOf(at.collector, at.device)).flags).toEqual(['rolled-back'])
    expect(await ledgerOf(at.collector, at.device)).toMatchObject({ received: 15, missing: 0, dropped: 0 })
    expect(await at.stopAndRead()).toEqual({ ids: upTo(15), epochs: [1, 2] })
  })

  test('at every boot, as a restore card does, it stays one device without a gap', async () => {
    const at = await prepare()
    await at.boot(3)
    at.freeze('frozen')
    for (let day = 0; day < 4; day++) {
      await at.boot(3)
      await at.boot(2)
      at.rollBackTo('frozen')
    }
    await at.boot(1)
    expect(await ledgerOf(at.collector, at.device)).toMatchObject({ received: 24, missing: 0, dropped: 0 })
    expect(await at.stopAndRead()).toEqual({ ids: upTo(24), epochs: [1, 2, 3, 4, 5] })
  })

  test('with records waiting on it that were delivered since, it doubles none of them', async () => {
    const at = await prepare()
    await at.boot(2)
    await at.boot(5, 'no network')
    at.freeze('five waiting')
    await at.boot(3)
    at.rollBackTo('five waiting')
    await at.boot(2)
    at.rollBackTo('five waiting')
    await at.boot(0)
    expect(await at.stopAndRead()).toMatchObject({ ids: upTo(12) })
  })

  test('with records waiting on it that never were delivered, it loses none of them', async () => {
    const at = await prepare()
    await at.boot(2)
    at.freeze('frozen')
    await at.boot(3)
    at.rollBackTo('frozen')
    // Several boots without a network since the disk went back: their numbers were all given before, to other records.
    await at.boot(2, 'no network')
    await at.boot(4, 'no network')
    await at.boot(1)
    expect(await ledgerOf(at.collector, at.device)).toMatchObject({ missing: 0, dropped: 0 })
    expect(await at.stopAndRead()).toEqual({ ids: upTo(12), epochs: [1, 2] })
  })

  test('put back before the later state was ever heard of, it needs no new epoch', async () => {
    const at = await prepare()
    await at.boot(3)
    at.freeze('frozen')
    await at.boot(4, 'no network')
    at.rollBackTo('frozen')
    await at.boot(2)
    // The four went with the disk; nobody can know of them.
    expect(await at.stopAndRead()).toEqual({ ids: upTo(9, 4, 5, 6, 7), epochs: [1] })
  })
})

test(
  'an agent killed again and again around the new epoch doubles and swallows nothing',
  { timeout: 60_000 },
  async () => {
    const collector = await startCollectorProcess({ folder: temporaryFolder() })
    const device = await createWriterDevice(collector, 'restore-card')
    const frozen = temporaryFolder()
    expect(await device.run({ burst: 5, everyMs: 10, stopAfter: 20 }).ended).toBe(0)
    cpSync(device.folder, frozen, { recursive: true, filter: name => !name.endsWith('journal') })
    expect(await device.run({ burst: 5, everyMs: 10, stopAfter: 30 }).ended).toBe(0)

    for (const suffix of ['', '-wal', '-shm']) rmSync(join(device.folder, `spool.db${suffix}`), { force: true })
    cpSync(frozen, device.folder, { recursive: true })
    // Killed before it ever reached the collector, then at moments spread over the first contact.
    const unheard = device.run({ burst: 5, everyMs: 10, offline: true })
    await vi.waitFor(() => expect(device.journal().length).toBeGreaterThan(60), SOON)
    await unheard.kill()
    const journalled = device.journal().length
    for (let afterMs = 150; afterMs <= 500; afterMs += 25) {
      const writer = device.run({ burst: 2, everyMs: 5 })
      await new Promise(resolve => setTimeout(resolve, afterMs))
      await writer.kill()
    }
    expect(device.journal().length).toBeGreaterThan(journalled)
    expect(await device.run({ burst: 0, everyMs: 10, stopAfter: 0 }).ended).toBe(0)

    expect((await deviceOf(collector, device.device)).flags).toEqual(['rolled-back'])
    expect(await ledgerOf(collector, device.device)).toMatchObject({ missing: 0, dropped: 0 })
    await collector.stop()
    using stored = openStored(collector.folder)
    const ids = stored.recordsOf(device.device).map(record => record.id)
    expect(new Set(ids).size, 'a record is there twice').toBe(ids.length)
    const there = new Set(ids)
    expect(device.journal().filter(({ id }) => !there.has(id))).toEqual([])
  },
)

function machine(folder: string, identity: Identity, board: string): Writer {
  return createWriter({ folder, identity, hardware: [`board:${board}`, `mac:02:00:00:00:00:0${board.length}`] })
}

describe('a clone', () => {
  test('is refused by name while the first machine works on, and can enrol anew', { timeout: 30_000 }, async () => {
    const collector = await startCollectorProcess({ folder: temporaryFolder() })
    const identity = await enrolDevice(collector, { hardware: ['board:first'] })
    const [folder, image] = [temporaryFolder(), temporaryFolder()]
    writeIdentity(folder, identity)
    const early = machine(folder, identity, 'first')
    early.start()
    await early.event(1)
    await delivered(early)
    await early.stop()
    cpSync(folder, image, { recursive: true })

    const first = machine(folder, identity, 'first')
    first.start()
    await first.event(2)
    await delivered(first)
    const second = machine(image, identity, 'the second')
    second.start()
    await second.event(3)
    await vi.waitFor(() => expect(second.uplink.status()).toMatchObject({ state: 'refused', code: 'clone' }), SOON)
    expect(second.uplink.status().reason).toContain('enroll')
    await first.event(4)
    await delivered(first)
    expect((await deviceOf(collector, identity.device)).flags).toEqual([])
    await second.stop()

    const anew = await enrolDevice(collector, { hardware: ['board:the second'] })
    expect(anew.device).not.toBe(identity.device)
    const own = machine(image, anew, 'the second')
    own.start()
    await own.event(5)
    await delivered(own)
    await Promise.all([own.stop(), first.stop()])
    await collector.stop()
    using stored = openStored(collector.folder)
    const idsOf = (device: string) => stored.recordsOf(device).map(record => record.id)
    expect(idsOf(identity.device)).toEqual([1, 2, 4])
    // What the second machine itself recorded while it was refused goes along; nothing of the first one's does.
    expect(idsOf(anew.device)).toEqual([3, 5])
  })

  test('one that shares a part with the first is taken for it: the parts of a machine get replaced', async () => {
    const collector = await startCollectorProcess({ folder: temporaryFolder() })
    const identity = await enrolDevice(collector)
    const [folder, image] = [temporaryFolder(), temporaryFolder()]
    const before = createWriter({ folder, identity, hardware: ['board:b', 'disk:old'] })
    before.start()
    await before.event(1)
    await delivered(before)
    cpSync(folder, image, { recursive: true })
    const after = createWriter({ folder: image, identity, hardware: ['board:b', 'disk:new'] })
    after.start()
    await after.event(2)
    await delivered(after)
    await Promise.all([before.stop(), after.stop()])
  })
})
