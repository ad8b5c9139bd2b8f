import { readIdentity } from '@forewarn/agent/identity.ts'
import { inspectSpool, recallFrom } from '@forewarn/agent/spool/inspect.ts'
import type { AgentConfig } from '@forewarn/shared/protocol.ts'
import { basename, join } from 'node:path'
import { expect, test, vi } from 'vitest'

import { changeDevice, createCode, deviceOf, enrolDevice, seriesOf, setWatchList } from '../support/api.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { temporaryFolder } from '../support/folders.ts'
import { runProgram, startProgram } from '../support/program.ts'
import { connectScripted } from '../support/scripted-agent.ts'

const AGENT = 'agent/src/main.ts'
const ARGS = ['--sample-interval-seconds', '1', '--batch-interval-seconds', '1']
const SOON = { timeout: 30_000, interval: 100 }
/** What a change of a site's list may take until its connected agents have it. */
const TOLD_WITHIN_MS = 1_000
/** One that runs for certain: the agent itself is one of its processes. */
const PROGRAM = { name: 'Whiteboard', executables: [basename(process.execPath)], roles: [] }
const CAMERA = { name: 'Camera', kind: 'camera' as const, usbId: null, roles: ['lecture-room-main' as const] }
const PEER = { name: 'Cloud', host: '127.0.0.1', port: 9, roles: [] }

/** What an agent remembers of the configuration it was last told, on its own disk. */
function rememberedIn(folder: string): Partial<AgentConfig> {
  return JSON.parse(recallFrom(folder, 'config') ?? '{}') as Partial<AgentConfig>
}

test('a changed list reaches a running agent within a second, and outlives a restart without the collector', async () => {
  const collector = await startCollectorProcess({ folder: temporaryFolder(), args: ARGS })
  const folder = join(temporaryFolder(), 'agent')
  await runProgram(AGENT, 'enroll', '--code', await createCode(collector), '--data', folder)
  const id = readIdentity(folder)!.device
  const agent = startProgram(AGENT, 'run', '--data', folder, '--stop-on-stdin-close')
  await vi.waitFor(async () => expect((await deviceOf(collector, id)).state).toBe('online'), SOON)
  const { siteId } = await deviceOf(collector, id)

  await setWatchList(collector, siteId, { watchedPrograms: [PROGRAM], requiredPeripherals: [CAMERA], peers: [PEER] })
  const { roles: _roles, ...program } = PROGRAM
  await vi.waitFor(
    () =>
      expect(rememberedIn(folder)).toMatchObject({
        watchedPrograms: [program],
        requiredPeripherals: [],
        classHours: [],
      }),
    { timeout: TOLD_WITHIN_MS, interval: 20 },
  )
  await changeDevice(collector, id, { role: 'lecture-room-main' })
  await vi.waitFor(() => expect(rememberedIn(folder)).toMatchObject({ requiredPeripherals: [{ name: 'Camera' }] }), {
    timeout: TOLD_WITHIN_MS,
    interval: 20,
  })

  await collector.stop()
  agent.closeInput()
  expect(await agent.ended).toBe(0)
  // With nobody to tell it, it goes on watching; what it saw is told when the collector is back.
  const aloneSince = Date.now()
  const alone = startProgram(AGENT, 'run', '--data', folder, '--stop-on-stdin-close')
  const { records } = inspectSpool(folder)!
  await vi.waitFor(() => expect(inspectSpool(folder)!.records).toBeGreaterThan(records + 3), SOON)
  const aloneUntil = Date.now()
  const again = await startCollectorProcess({ folder: collector.folder, port: collector.port, args: ARGS })
  await vi.waitFor(async () => {
    const [instances] = (await seriesOf(again, id, 'forewarn.program.instances')).series
    expect(instances?.attributes).toEqual({ 'forewarn.program': 'Whiteboard' })
    expect(instances?.time.some(at => at > aloneSince && at < aloneUntil)).toBe(true)
  }, SOON)
  alone.closeInput()
  expect(await alone.ended).toBe(0)
}, 120_000)

test('an agent is told its own role’s entries, when it connects, when they change and when its role does', async () => {
  const collector = await startCollectorProcess({ folder: temporaryFolder() })
  const [board, other] = [
    await enrolDevice(collector, { hostname: 'a' }),
    await enrolDevice(collector, { hostname: 'b' }),
  ]
  const { siteId } = await changeDevice(collector, board.device, { role: 'board' })
  await setWatchList(collector, siteId, { peers: [{ ...PEER, roles: ['board'] }] })

  const [a, b] = [await connectScripted(collector.address, board), await connectScripted(collector.address, other)]
  const { roles: _roles, ...peer } = PEER
  expect((await a.greet()).config).toMatchObject({ peers: [peer], classHours: [] })
  expect((await b.greet()).config).toMatchObject({ peers: [] })

  await setWatchList(collector, siteId, { watchedPrograms: [{ ...PROGRAM, roles: ['other'] }], peers: [PEER] })
  expect((await a.hear('config', TOLD_WITHIN_MS)).config).toMatchObject({ watchedPrograms: [], peers: [peer] })
  expect((await b.hear('config', TOLD_WITHIN_MS)).config).toMatchObject({ watchedPrograms: [{ name: 'Whiteboard' }] })

  await changeDevice(collector, board.device, { role: 'other' })
  expect((await a.hear('config', TOLD_WITHIN_MS)).config).toMatchObject({ watchedPrograms: [{ name: 'Whiteboard' }] })
  await expect(b.hear('config', 200), 'another device was told').rejects.toThrow('no config')
})
