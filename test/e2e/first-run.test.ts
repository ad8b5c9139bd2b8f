import { existsSync } from 'node:fs'
import { freemem, totalmem, uptime } from 'node:os'
import { join } from 'node:path'

import type { Device } from '@forewarn/shared/api.ts'
import { expect, test, vi } from 'vitest'

import { createCode, deviceOf, eventsOf, latestOf, ledgerOf, seriesOf } from '../support/api.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { temporaryFolder } from '../support/folders.ts'
import { runProgram, startProgram } from '../support/program.ts'
import { openStored } from '../support/stored.ts'

const CLI = 'collector/src/main.ts'
const AGENT = 'agent/src/main.ts'
/** A newcomer sees their machine within this time of the start. */
const ONLINE_WITHIN_MS = 30_000
const SOON = { timeout: ONLINE_WITHIN_MS, interval: 100 }
const ARGS = ['--sample-interval-seconds', '1', '--batch-interval-seconds', '1']

test("a record's whole way, from this machine's agent to the store and back out", { timeout: 120_000 }, async () => {
  const folder = temporaryFolder()
  const agentFolder = join(temporaryFolder(), 'agent')
  const collector = await startCollectorProcess({ folder, args: ARGS })
  const code = await createCode(collector)
  expect(await runProgram(AGENT, 'enroll', '--code', code, '--data', agentFolder)).toMatchObject({
    code: 0,
    stderr: '',
  })
  const spent = await runProgram(AGENT, 'enroll', '--code', code, '--data', temporaryFolder())
  expect(spent).toMatchObject({ code: 4, stderr: expect.stringContaining('used') as string })

  const agent = startProgram(AGENT, 'run', '--data', agentFolder, '--stop-on-stdin-close')
  const started = performance.now()
  const device = await vi.waitFor(async () => {
    const listed = await runProgram(CLI, 'device', 'list', '--json', '--data', folder)
    const [one] = JSON.parse(listed.stdout) as [Device]
    expect(one.state).toBe('online')
    return one
  }, SOON)
  expect(performance.now() - started).toBeLessThan(ONLINE_WITHIN_MS)

  await vi.waitFor(async () => {
    const { readings } = await latestOf(collector, device.id)
    const valueOf = (metric: string) => readings.find(reading => reading.metric === metric)?.value ?? NaN
    expect(valueOf('system.memory.limit')).toBe(totalmem())
    expect(valueOf('system.uptime')).toBeGreaterThan(uptime() - 60)
    expect(valueOf('system.uptime')).toBeLessThanOrEqual(uptime())
    expect(valueOf('system.memory.usage')).toBeGreaterThan(0)
    expect(valueOf('system.memory.usage')).toBeLessThan(totalmem())
    expect(valueOf('system.linux.memory.available')).toBeGreaterThan(freemem() / 4)
    for (const share of ['system.cpu.utilization', 'system.memory.utilization', 'system.filesystem.utilization']) {
      expect(valueOf(share)).toBeGreaterThanOrEqual(0)
      expect(valueOf(share)).toBeLessThanOrEqual(1)
    }
    const received = readings.find(
      ({ metric, attributes }) => metric === 'system.network.io' && attributes['network.io.direction'] === 'receive',
    )
    expect(received).toMatchObject({ unit: 'By/s' })
  }, SOON)
  const lengthOf = async () =>
    (await seriesOf(collector, device.id, 'system.cpu.utilization')).series[0]?.time.length ?? 0
  const before = await lengthOf()
  await vi.waitFor(async () => expect(await lengthOf()).toBeGreaterThan(before + 3), SOON)
  await vi.waitFor(async () => {
    const { inventory } = await latestOf(collector, device.id)
    const subjects = inventory.map(item => item.subject)
    expect(subjects).toEqual(expect.arrayContaining(['cpu', 'host', 'memory', 'os']))
  }, SOON)

  // Both are stopped in order, the agent first, so that its last event still arrives.
  agent.closeInput()
  expect(await agent.ended).toBe(0)
  const names = (await eventsOf(collector, device.id)).map(event => event.name)
  // Beside them a machine may have something of its own to tell, such as a service that failed or what its log says of the last hour.
  expect(names.filter(name => name.startsWith('agent.'))).toEqual(['agent.stop', 'agent.start'])
  const history = await lengthOf()
  expect(await deviceOf(collector, device.id)).toMatchObject({ state: 'offline', flags: [] })
  expect(await collector.stop()).toBe(0)
  const outOfReach = await runProgram(CLI, 'device', 'list', '--json', '--data', folder)
  expect(outOfReach).toMatchObject({ code: 3, stdout: '' })

  const again = await startCollectorProcess({ folder, port: collector.port, args: ARGS })
  const agentAgain = startProgram(AGENT, 'run', '--data', agentFolder, '--stop-on-stdin-close')
  await vi.waitFor(async () => expect((await deviceOf(again, device.id)).state).toBe('online'), SOON)
  const growing = async () => (await seriesOf(again, device.id, 'system.cpu.utilization')).series[0]?.time.length ?? 0
  await vi.waitFor(async () => expect(await growing()).toBeGreaterThan(history), SOON)
  const { stdout } = await runProgram(CLI, 'device', 'list', '--json', '--data', folder)
  expect((JSON.parse(stdout) as Device[]).map(one => one.id)).toEqual([device.id])
  const starts = (await eventsOf(again, device.id)).filter(event => event.name === 'agent.start')
  expect(starts.map(event => event.attributes)).toMatchObject([
    { previous: 'clean', rebooted: false },
    { previous: 'unknown', rebooted: null },
  ])
  agentAgain.closeInput()
  expect(await agentAgain.ended).toBe(0)
  expect(await ledgerOf(again, device.id)).toMatchObject({ missing: 0, dropped: 0 })
  expect((await deviceOf(again, device.id)).flags).toEqual([])
  expect(await again.stop()).toBe(0)

  using stored = openStored(folder)
  const records = stored.recordsOf(device.id).map(({ epoch, n, name }) => `${epoch}/${n}/${name}`)
  expect(new Set(records).size, 'a record is stored twice').toBe(records.length)
  expect(existsSync(join(folder, 'collector.json')), 'the note of a running collector was left behind').toBe(false)
})
