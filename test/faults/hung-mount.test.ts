import { join } from 'node:path'

import { writeIdentity } from '@forewarn/agent/identity.ts'
import { expect, test, vi } from 'vitest'

import { enrolDevice, eventsOf, ledgerOf, seriesOf } from '../support/api.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { temporaryFolder } from '../support/folders.ts'
import { startBehindHungMount } from '../support/hung-mount.ts'
import { needs } from '../support/parts.ts'

const AGENT = 'agent/src/main.ts'
/** One volume's deadline, the linger before the end, the start of a process under load, and room. */
const ENDS_WITHIN_MS = 15_000

interface Told {
  source: string
  outcome: string
  readings: { metric: string; attributes: Record<string, string>; value: number | null }[]
}

function within<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
  return Promise.race([
    promise,
    new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error(`${what} took too long`)), ms).unref()),
  ])
}

test('a hung volume is null, and everything else is read as ever', { timeout: 40_000 }, async context => {
  needs('hung mount', context)
  const { mountpoint, said, ended } = startBehindHungMount([
    AGENT,
    'sense',
    '--once',
    '--json',
    '--data',
    temporaryFolder(),
  ])
  // The runtime's exit would wait for the thread that hangs.
  expect(await within(ended, ENDS_WITHIN_MS, 'the end'), said.stderr).toBe(0)
  const told = JSON.parse(said.stdout) as Told[]
  expect(told.filter(({ outcome }) => !['read', 'absent', 'watch'].includes(outcome))).toEqual([])
  const volumes = told.find(({ source }) => source === 'volumes')!.readings
  const valuesOf = (name: string) =>
    volumes.filter(({ attributes }) => attributes['system.filesystem.mountpoint'] === name).map(({ value }) => value)
  expect(valuesOf(mountpoint)).toEqual([null, null, null, null, 0])
  expect(
    valuesOf('/')
      .slice(0, 3)
      .every(value => value !== null && value > 0),
  ).toBe(true)
})

test('an agent with a hung volume samples on, and stops when it is told to', { timeout: 90_000 }, async context => {
  needs('hung mount', context)
  const collector = await startCollectorProcess({
    folder: temporaryFolder(),
    args: ['--batch-interval-seconds', '1', '--sample-interval-seconds', '1'],
  })
  const identity = await enrolDevice(collector)
  const folder = join(temporaryFolder(), 'agent')
  writeIdentity(folder, identity)
  const agent = startBehindHungMount([AGENT, 'run', '--data', folder])
  await vi.waitFor(
    async () => {
      const { series } = await seriesOf(collector, identity.device, 'system.filesystem.utilization')
      const root = series.find(({ attributes }) => attributes['system.filesystem.mountpoint'] === '/')
      expect(root?.mean.filter(value => value !== null).length).toBeGreaterThanOrEqual(5)
    },
    { timeout: 40_000, interval: 200 },
  )
  const failed = (await eventsOf(collector, identity.device)).filter(({ name }) => name === 'source.failed')
  expect(failed).toEqual([])
  agent.stop()
  expect(await within(agent.ended, ENDS_WITHIN_MS, 'the stop'), agent.said.stderr).toBe(0)
  expect(await ledgerOf(collector, identity.device)).toMatchObject({ dropped: 0, missing: 0 })
  await collector.stop()
})
