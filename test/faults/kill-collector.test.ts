import { setTimeout as pause } from 'node:timers/promises'

import { expect, test, vi } from 'vitest'

import { health } from '../support/api.ts'
import { spawnCollector, startCollectorProcess } from '../support/collector-process.ts'
import { expectExactlyOnce, expectWholeLedger } from '../support/exactly-once.ts'
import { temporaryFolder } from '../support/folders.ts'
import { seededRandom } from '../support/random.ts'
import { openStored } from '../support/stored.ts'
import { createWriterDevice } from '../support/writers.ts'

const KILLS = 100
/** One kill in four comes while the collector still starts, the others within so long after it listens, ms: writers come back meanwhile. */
const LATE_MS = 1_100
/** Records that claim to be this old end an hour long ago, so that they are cut into chunks all the time. */
const HOURS_AGO_MS = 5 * 3_600_000

/*
 * What this proves: whatever the collector had acknowledged when its process ended is in its database, and nothing is there twice. It does
 * not prove that the data would outlive a power cut, since the system's cache outlives the process; that rests on SQLite's own
 * fsync before each commit returns.
 */
test(`a collector killed ${KILLS} times under load holds every record once`, { timeout: 400_000 }, async () => {
  const random = seededRandom('kill-collector')
  const folder = temporaryFolder()
  const args = ['--log-level', 'info', '--batch-interval-seconds', '1', '--sample-interval-seconds', '1']
  // Compiled code is kept from one start to the next, which halves the time of a hundred of them.
  const env = { NODE_COMPILE_CACHE: temporaryFolder() }
  await (await startCollectorProcess({ folder, args, env })).stop()
  let startMs = performance.now()
  let collector = await startCollectorProcess({ folder, args, env })
  startMs = performance.now() - startMs
  const { port } = collector
  const devices = [
    await createWriterDevice(collector, 'now-1'),
    await createWriterDevice(collector, 'now-2'),
    await createWriterDevice(collector, 'hours-ago', HOURS_AGO_MS),
  ]
  const writers = devices.map(device => device.run({ burst: 3, everyMs: 15 }))
  const lives: [from: number, to: number][] = []
  for (let kills = 0; kills < KILLS; kills++) {
    const from = performance.timeOrigin + performance.now()
    const running = kills === 0 ? collector : spawnCollector({ folder, port, args, env })
    if (kills % 4 === 1) await pause(random() * startMs)
    else {
      await running.ready
      await pause(random() * LATE_MS)
    }
    await running.kill()
    lives.push([from, performance.timeOrigin + performance.now()])
  }
  await Promise.all(writers.map(writer => writer.kill()))

  collector = await startCollectorProcess({ folder, port, args, env })
  const drains = devices.map(device => device.run({ burst: 0, everyMs: 20, stopAfter: 0 }))
  expect(await Promise.all(drains.map(drain => drain.ended)), 'a writer could not deliver all').toEqual([0, 0, 0])
  for (const device of devices) await expectWholeLedger(collector, device)
  await vi.waitFor(async () => expect((await health(collector)).answer.status).toBe('ok'))
  expect(await collector.stop()).toBe(0)
  const counts = devices.map(device => expectExactlyOnce(folder, device))
  using stored = openStored(folder)
  const aged = stored.recordsOf(devices[2]!.device).filter(record => record.where === 'chunk')
  expect(aged.length, 'nothing was cut while collectors were killed').toBeGreaterThan(KILLS)
  const received = devices.flatMap(({ device }) => stored.recordsOf(device)).map(record => record.receivedAt)
  const loaded = lives.filter(([from, to]) => received.some(at => from <= at && at <= to)).length
  console.log(`${KILLS} kills, ${loaded} of them of a collector that had committed records;`, counts)
  expect(loaded, 'too few kills met a collector at work').toBeGreaterThan(KILLS / 4)
})
