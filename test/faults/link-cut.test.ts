import { describe, expect, test, vi } from 'vitest'

import { enrolDevice, eventsOf, ledgerOf } from '../support/api.ts'
import { createTestClock } from '../support/clock.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { temporaryFolder } from '../support/folders.ts'
import { startProxy } from '../support/proxy.ts'
import { openStored, type StoredRecord } from '../support/stored.ts'
import { createWriter, type WriterOptions } from '../support/writer.ts'

const HOUR_MS = 3_600_000
const CADENCE_MS = 30_000
const ARGS = ['--batch-interval-seconds', '1', '--sample-interval-seconds', '1']
const SOON = { timeout: 20_000, interval: 20 }

/** A collector process, a network that can be cut, and an agent whose clock runs `behindMs` behind until time is moved on. */
async function prepare(behindMs: number, options: Partial<WriterOptions> = {}) {
  const folder = temporaryFolder()
  const collector = await startCollectorProcess({ folder, args: ARGS })
  const link = await startProxy(collector.port)
  const time = createTestClock({ wallMs: -behindMs })
  const identity = { ...(await enrolDevice(collector)), address: link.address }
  const writer = createWriter({ folder: temporaryFolder(), identity, clock: time.clock, ...options })
  let id = 0
  return {
    collector,
    folder,
    link,
    time,
    writer,
    device: identity.device,
    lastId: () => id,
    sample: () => writer.sample(++id),
    event: () => writer.event(++id),
    /** A stretch of time in which a sample is taken every half minute, and an event every hour. */
    async sampleFor(ms: number): Promise<void> {
      const appended: Promise<void>[] = []
      for (let passed = 0; passed < ms; passed += CADENCE_MS) {
        time.advance(CADENCE_MS)
        appended.push(writer.sample(++id))
        if (passed % HOUR_MS === 0) appended.push(writer.event(++id))
        if (appended.length >= 100) await Promise.all(appended.splice(0))
      }
      await writer.event(++id)
    },
    delivered: () => vi.waitFor(() => expect(writer.spool.status().records).toBe(0), SOON),
    online: () => vi.waitFor(() => expect(writer.uplink.status().state).toBe('online'), SOON),
    offline: () => vi.waitFor(() => expect(writer.uplink.status().state).not.toBe('online'), SOON),
  }
}

describe('a link cut for hours', () => {
  test('the backlog arrives complete, once, and behind the live records', { timeout: 60_000 }, async () => {
    const hours = 8
    const at = await prepare(hours * HOUR_MS)
    at.writer.start()
    await at.online()
    await at.event()
    await at.delivered()

    at.link.cut()
    await at.offline()
    await at.sampleFor(hours * HOUR_MS)
    const lastOld = at.lastId()
    // The link comes back slow: the backlog would take seconds by itself, and fresh records must not wait so long.
    at.link.slowDown(100_000)
    at.link.open()
    await at.online()
    for (let fresh = 0; fresh < 3; fresh++) await at.event()
    await at.delivered()
    const ledger = await ledgerOf(at.collector, at.device)
    await at.writer.stop()
    await at.collector.stop()

    using stored = openStored(at.folder)
    const records = stored.recordsOf(at.device)
    expect(records.map(record => record.id).toSorted((a, b) => a! - b!)).toEqual(
      Array.from({ length: at.lastId() }, (_, i) => i + 1),
    )
    const arrivals = (wanted: (record: StoredRecord) => boolean) =>
      records.filter(wanted).map(record => record.receivedAt)
    const fresh = arrivals(record => record.id! > lastOld)
    const old = arrivals(record => record.kind === 's')
    expect(Math.max(...old) - Math.min(...old), 'the backlog went at once, which shows nothing').toBeGreaterThan(1_000)
    expect(Math.max(...fresh), 'live records waited for the backlog').toBeLessThan(Math.max(...old) - 1_000)
    expect(ledger).toMatchObject({ received: at.lastId(), dropped: 0, missing: 0 })
    // What was made in the last minutes counts as live, whatever the link did meanwhile.
    expect(ledger.backfilled).toBeGreaterThan(at.lastId() - 100)
    expect(ledger.backfilled).toBeLessThan(at.lastId())
    // Told by the clock that cannot jump, the hours lie where they were, up to the moment of the return.
    const placed = records.map(record => record.at).toSorted((a, b) => a - b)
    expect(placed.at(-1)! - placed[0]!).toBeGreaterThan((hours - 1) * HOUR_MS)
  })

  test('a spool too small for it drops the oldest samples, no event, and says so', { timeout: 60_000 }, async () => {
    const at = await prepare(8 * HOUR_MS, { capBytes: 256 * 1024 })
    await at.sampleFor(8 * HOUR_MS)
    const { dropped, next, records: kept } = at.writer.spool.status()
    expect(dropped).toBeGreaterThan(500)
    at.writer.start()
    await at.delivered()
    const ledger = await ledgerOf(at.collector, at.device)
    const numbers = at.writer.spool.position().next - 1
    await at.writer.stop()
    await at.collector.stop()

    expect(numbers).toBe(next - 1)
    expect(ledger.received + ledger.dropped + ledger.missing).toBe(numbers)
    expect(ledger).toMatchObject({ received: kept, dropped, missing: 0 })
    expect(ledger.gaps.every(gap => gap.reason === 'spool-full')).toBe(true)
    using stored = openStored(at.folder)
    const records = stored.recordsOf(at.device)
    expect(records.filter(record => record.kind === 'e')).toHaveLength(9)
    // What was dropped is the oldest: the samples that are left are the newest without a hole.
    const samples = records.filter(record => record.kind === 's').map(record => record.n)
    const events = records.filter(record => record.kind === 'e').map(record => record.n)
    const oldest = Math.min(...samples)
    const newer = new Set([...samples, ...events].filter(n => n >= oldest))
    const statements = ledger.received - records.length
    expect(next - oldest - newer.size, 'a newer sample was dropped before an older one').toBeLessThanOrEqual(statements)
  })

  test('cut again and again in the middle of the backlog, all of it arrives once', { timeout: 60_000 }, async () => {
    const at = await prepare(6 * HOUR_MS)
    await at.sampleFor(6 * HOUR_MS)
    at.link.slowDown(200_000)
    at.writer.start()
    for (let cuts = 0; cuts < 4; cuts++) {
      await at.online()
      const left = at.writer.spool.status().records
      await vi.waitFor(() => expect(at.writer.spool.status().records).toBeLessThan(left), SOON)
      expect(at.writer.spool.status().records, 'nothing was left to cut off').toBeGreaterThan(0)
      at.link.cut()
      await at.offline()
      at.link.open()
    }
    await at.delivered()
    expect(await ledgerOf(at.collector, at.device)).toMatchObject({ received: at.lastId(), dropped: 0, missing: 0 })
    await at.writer.stop()
    await at.collector.stop()
    using stored = openStored(at.folder)
    const ids = stored.recordsOf(at.device).map(record => record.id)
    expect(ids.toSorted((a, b) => a! - b!)).toEqual(Array.from({ length: at.lastId() }, (_, i) => i + 1))
  })
})

test('a link that swallows every byte is not healthy, is given up, and is made anew', { timeout: 60_000 }, async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const at = await prepare(0)
    at.writer.start()
    await at.online()
    await at.event()
    await at.delivered()
    expect(at.writer.uplink.status().healthy).toBe(true)

    at.link.blackHole()
    await at.event()
    at.time.advance(5_000)
    expect(at.writer.uplink.status(), 'the socket is open, yet nothing is acknowledged').toMatchObject({
      state: 'online',
      healthy: false,
    })
    // Past the limit of silence the agent's own watch gives the link up.
    at.time.advance(60_000)
    vi.advanceTimersByTime(10_000)
    expect(at.writer.uplink.status()).toMatchObject({ state: 'waiting', reason: 'the link fell silent' })

    at.link.open()
    await at.online()
    await at.delivered()
    expect(at.writer.uplink.status().healthy).toBe(true)
    const told = (await eventsOf(at.collector, at.device)).map(event => event.attributes['id'])
    expect(new Set(told)).toEqual(new Set([1, 2]))
    expect(told).toHaveLength(2)
    expect(await ledgerOf(at.collector, at.device)).toMatchObject({ received: 2, missing: 0 })
    await at.writer.stop()
  } finally {
    vi.useRealTimers()
  }
})
