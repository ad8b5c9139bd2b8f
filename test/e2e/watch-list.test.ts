import { readIdentity } from '@forewarn/agent/identity.ts'
import { recallFrom } from '@forewarn/agent/spool/inspect.ts'
import type { AgentConfig } from '@forewarn/shared/protocol.ts'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'

import { changeDevice, createCode, deviceOf, enrolDevice, setWatchList } from '../support/api.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { temporaryFolder } from '../support/folders.ts'
import { runProgram, startProgram } from '../support/program.ts'
import { connectScripted } from '../support/scripted-agent.ts'

const AGENT = 'agent/src/main.ts'
/** What a change of a site's list may take until its connected agents have it. */
const TOLD_WITHIN_MS = 1_000
const PROGRAM = { name: 'Whiteboard', executables: ['whiteboard'], roles: [] }
const CAMERA = { name: 'Camera', kind: 'camera' as const, usbId: null, roles: ['lecture-room-main' as const] }
const PEER = { name: 'Cloud', host: '127.0.0.1', port: 9, roles: [] }

/** What an agent remembers of the configuration it was last told, on its own disk. */
function rememberedIn(folder: string): Partial<AgentConfig> {
  return JSON.parse(recallFrom(folder, 'config') ?? '{}') as Partial<AgentConfig>
}

test('a changed list reaches a running agent within a second, and outlives a restart without the collector', async () => {
  const collector = await startCollectorProcess({ folder: temporaryFolder() })
  const folder = join(temporaryFolder(), 'agent')
  await runProgram(AGENT, 'enroll', '--code', await createCode(collector), '--data', folder)
  const id = readIdentity(folder)!.device
  const agent = startProgram(AGENT, 'run', '--data', folder, '--stop-on-stdin-close')
  await vi.waitFor(async () => expect((await deviceOf(collector, id)).state).toBe('online'), { timeout: 30_000 })
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
  const alone = startProgram(AGENT, 'run', '--data', folder, '--stop-on-stdin-close')
  await vi.waitFor(() => expect(alone.said.stderr + alone.said.stdout).toContain('agent.start'), { timeout: 30_000 })
  alone.closeInput()
  expect(await alone.ended).toBe(0)
  expect(rememberedIn(folder)).toMatchObject({ watchedPrograms: [program], requiredPeripherals: [{ name: 'Camera' }] })
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
