import { setTimeout as pause } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { startCollectorProcess } from '../support/collector-process.ts'
import { expectExactlyOnce, expectWholeLedger } from '../support/exactly-once.ts'
import { temporaryFolder } from '../support/folders.ts'
import { seededRandom } from '../support/random.ts'
import { createWriterDevice } from '../support/writers.ts'

/** Of each of the devices, which are killed side by side. */
const KILLS = 34
const DEVICES = 3
/** The latest moment of a kill after the start, ms: from before the spool is open to well under load. */
const LATEST_MS = 1_200

/*
 * What this proves: a record whose append has returned outlives the process, comes to the collector, and comes once; no kill is taken
 * for a rolled-back disk. It does not prove that a record outlives a power cut; that rests on SQLite's own fsync.
 */
test(`agents killed ${KILLS * DEVICES} times under load deliver every record once`, { timeout: 240_000 }, async () => {
  const random = seededRandom('kill-agent')
  const folder = temporaryFolder()
  const collector = await startCollectorProcess({
    folder,
    args: ['--batch-interval-seconds', '1', '--sample-interval-seconds', '1'],
  })
  const devices = await Promise.all(
    Array.from({ length: DEVICES }, (_, i) => createWriterDevice(collector, `terminal-${i}`)),
  )
  await Promise.all(
    devices.map(async device => {
      for (let kills = 0; kills < KILLS; kills++) {
        const writer = device.run({ burst: 3, everyMs: 10 })
        await pause(random() * LATEST_MS)
        await writer.kill()
      }
    }),
  )
  const drains = devices.map(device => device.run({ burst: 0, everyMs: 20, stopAfter: 0 }))
  expect(await Promise.all(drains.map(drain => drain.ended))).toEqual(devices.map(() => 0))
  for (const device of devices) await expectWholeLedger(collector, device)
  expect(await collector.stop()).toBe(0)
  const counts = devices.map(device => expectExactlyOnce(folder, device))
  console.log(`${KILLS * DEVICES} kills;`, counts)
  for (const { journalled } of counts) expect(journalled).toBeGreaterThan(KILLS)
})
