import { systemFiles } from '@forewarn/agent/files.ts'
import { createProcessTable } from '@forewarn/agent/sources/process-table.linux.ts'
import { createProgramsSource } from '@forewarn/agent/sources/programs.ts'
import { createDeaths } from '@forewarn/agent/watchers/deaths.ts'
import { DEFAULT_AGENT_CONFIG } from '@forewarn/shared/protocol.ts'
import { expect, test, vi } from 'vitest'

import { startAgent } from '../support/agent.ts'
import { deviceOf, enrolDevice, eventsOf, latestOf } from '../support/api.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { temporaryFolder } from '../support/folders.ts'
import { createWatchedProgram } from '../support/watched-program.ts'

const NAME = 'forewarn-player'
/** Batches go this often while nothing urgent happens, seconds: a crash must not wait for one. */
const BATCH_SECONDS = 60
/** A crash is seen with the next tick, a second later at most here, and travels at once. */
const CRASH_WITHIN_MS = 10_000
const SOON = { timeout: 30_000, interval: 100 }

test.runIf(process.platform === 'linux')(
  'a watched program that crashes is told to the collector within seconds',
  { timeout: 180_000 },
  async () => {
    const collector = await startCollectorProcess({
      folder: temporaryFolder(),
      args: ['--sample-interval-seconds', '1', '--batch-interval-seconds', String(BATCH_SECONDS)],
    })
    const identity = await enrolDevice(collector)
    const config = { ...DEFAULT_AGENT_CONFIG, watchedPrograms: [{ name: '播放器', executables: [NAME] }] }
    const parts = { config: () => config, deaths: createDeaths() }
    const source = createProgramsSource(createProcessTable(systemFiles), parts)
    await startAgent({ identity, sources: [source] })
    await vi.waitFor(async () => expect((await deviceOf(collector, identity.device)).state).toBe('online'), SOON)

    const pid = await createWatchedProgram(NAME).start()
    await vi.waitFor(
      async () => {
        const { readings } = await latestOf(collector, identity.device)
        const instances = readings.find(({ metric }) => metric === 'forewarn.program.instances')
        expect(instances).toMatchObject({ value: 1, attributes: { 'forewarn.program': '播放器' } })
      },
      { timeout: 2 * BATCH_SECONDS * 1000, interval: 200 },
    )
    process.kill(pid, 'SIGSEGV')
    const crash = await vi.waitFor(
      async () => {
        const events = await eventsOf(collector, identity.device)
        const found = events.find(({ name }) => name === 'program.crash')
        expect(found).toBeDefined()
        return found
      },
      { timeout: CRASH_WITHIN_MS, interval: 100 },
    )
    expect(crash).toMatchObject({
      severity: 'error',
      attributes: { program: '播放器', executable: NAME, pid, reason: 'signal', signal: 'SIGSEGV' },
    })
  },
)
