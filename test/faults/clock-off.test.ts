import { expect, test, vi } from 'vitest'

import { startAgent } from '../support/agent.ts'
import { deviceOf, enrolDevice, eventsOf, latestOf } from '../support/api.ts'
import { createTestClock } from '../support/clock.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { temporaryFolder } from '../support/folders.ts'

const YEAR_MS = 365 * 86_400_000
const SOON = { timeout: 15_000, interval: 50 }
/** Between a record's making and the moment the test looks. */
const RECENT_MS = 20_000

test.each([
  ['years ahead', 3 * YEAR_MS],
  ['years behind, as after a dead battery', -16 * YEAR_MS],
  ['an hour off, as with a wrong time zone', 3_600_000],
])('records of a device whose clock is %s lie at the right time, and it is flagged', async (_, wallMs) => {
  const collector = await startCollectorProcess({ folder: temporaryFolder() })
  const identity = await enrolDevice(collector)
  const { clock } = createTestClock({ wallMs })
  const agent = await startAgent({ identity, clock })
  await vi.waitFor(async () => expect(await eventsOf(collector, identity.device)).not.toEqual([]), SOON)
  await vi.waitFor(async () => expect((await latestOf(collector, identity.device)).readings).not.toEqual([]), SOON)

  const { flags, clockOffsetSeconds } = await deviceOf(collector, identity.device)
  expect(flags).toEqual(['clock-off'])
  expect(Math.abs(clockOffsetSeconds! - wallMs / 1000)).toBeLessThan(2)
  const [started] = await eventsOf(collector, identity.device)
  const now = clock.now() - wallMs
  expect(started).toMatchObject({ name: 'agent.start' })
  expect(now - Date.parse(started!.at)).toBeLessThan(RECENT_MS)
  expect(Date.parse(started!.at)).toBeLessThanOrEqual(now)
  // What the device itself said is kept as evidence.
  expect(Math.abs(Date.parse(started!.sampledAt) - Date.parse(started!.at) - wallMs)).toBeLessThan(2_000)
  const { readings } = await latestOf(collector, identity.device)
  for (const { at } of readings) expect(now - Date.parse(at)).toBeLessThan(RECENT_MS)
  await agent.stop()
})

test(
  'a clock set right while the agent runs is told as an event, and moves no record',
  { timeout: 30_000 },
  async () => {
    const collector = await startCollectorProcess({
      folder: temporaryFolder(),
      args: ['--sample-interval-seconds', '1', '--batch-interval-seconds', '1'],
    })
    const identity = await enrolDevice(collector)
    const time = createTestClock({ wallMs: -YEAR_MS })
    const agent = await startAgent({ identity, clock: time.clock })
    await vi.waitFor(async () => expect(await eventsOf(collector, identity.device)).not.toEqual([]), SOON)
    time.setWall(YEAR_MS)
    await vi.waitFor(async () => {
      const names = (await eventsOf(collector, identity.device)).map(event => event.name)
      expect(names).toContain('clock.jump')
    }, SOON)
    const jump = (await eventsOf(collector, identity.device)).find(event => event.name === 'clock.jump')!
    expect(jump.attributes['seconds']).toBeCloseTo(YEAR_MS / 1000, -1)
    expect(time.clock.now() - Date.parse(jump.at)).toBeLessThan(RECENT_MS)
    expect(time.clock.now() - Date.parse(jump.at)).toBeGreaterThanOrEqual(0)
    await agent.stop()
  },
)
