import { systemCommands } from '@forewarn/agent/commands.ts'
import { systemFiles } from '@forewarn/agent/files.ts'
import type { SourceParts } from '@forewarn/agent/sources/index.ts'
import { createProcessTable } from '@forewarn/agent/sources/process-table.linux.ts'
import { createProgramsSource } from '@forewarn/agent/sources/programs.ts'
import { fakeParts } from '@forewarn/agent/testing/source-parts.ts'
import { createWatchers } from '@forewarn/agent/watchers/index.ts'
import type { Watcher } from '@forewarn/agent/watchers/watcher.ts'
import type { DeviceEvent } from '@forewarn/shared/api.ts'
import { systemClock } from '@forewarn/shared/clock.ts'
import { DEFAULT_AGENT_CONFIG } from '@forewarn/shared/protocol.ts'
import { describe, expect, test, vi } from 'vitest'

import { startAgent } from '../support/agent.ts'
import { deviceOf, enrolDevice, eventsOf, latestOf } from '../support/api.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { startDoomed } from '../support/crash.ts'
import { temporaryFolder } from '../support/folders.ts'
import { needs } from '../support/parts.ts'
import { createWatchedProgram } from '../support/watched-program.ts'

/** Batches go this often while nothing urgent happens, seconds: a crash must not wait for one. */
const BATCH_SECONDS = 60
/** A crash is seen with the next tick, a second later at most here, and travels at once. */
const CRASH_WITHIN_MS = 10_000
const SOON = { timeout: 30_000, interval: 100 }

/** A collector, and an agent on this machine that watches programs by one name. */
async function watch(executable: string, createOthers: (parts: SourceParts) => Watcher[] = () => []) {
  const collector = await startCollectorProcess({
    folder: temporaryFolder(),
    args: ['--sample-interval-seconds', '1', '--batch-interval-seconds', String(BATCH_SECONDS)],
  })
  const identity = await enrolDevice(collector)
  const config = { ...DEFAULT_AGENT_CONFIG, watchedPrograms: [{ name: '播放器', executables: [executable] }] }
  const parts = fakeParts({ files: systemFiles, commands: systemCommands, clock: systemClock, config: () => config })
  await startAgent({
    identity,
    sources: [createProgramsSource(createProcessTable(systemFiles), parts)],
    watchers: createOthers(parts),
  })
  await vi.waitFor(async () => expect((await deviceOf(collector, identity.device)).state).toBe('online'), SOON)
  return {
    /** Resolves when the collector knows that the program runs. */
    running: () =>
      vi.waitFor(
        async () => {
          const { readings } = await latestOf(collector, identity.device)
          const instances = readings.find(({ metric }) => metric === 'forewarn.program.instances')
          expect(instances).toMatchObject({ value: 1, attributes: { 'forewarn.program': '播放器' } })
        },
        { timeout: 2 * BATCH_SECONDS * 1000, interval: 200 },
      ),
    /** The crash of the watched program, as soon as the collector knows of it. */
    crash: (): Promise<DeviceEvent> =>
      vi.waitFor(
        async () => {
          const events = await eventsOf(collector, identity.device)
          const found = events.find(
            ({ name, attributes }) => name === 'program.crash' && attributes['program'] === '播放器',
          )
          expect(found).toBeDefined()
          return found!
        },
        { timeout: CRASH_WITHIN_MS, interval: 100 },
      ),
  }
}

describe.runIf(process.platform === 'linux')(
  'a watched program’s crash is told to the collector within seconds',
  () => {
    test('where its parent does not ask how it ended: the process table says', { timeout: 180_000 }, async () => {
      const { running, crash } = await watch('forewarn-player')
      const pid = await createWatchedProgram('forewarn-player').start()
      await running()
      process.kill(pid, 'SIGSEGV')
      expect(await crash()).toMatchObject({
        severity: 'error',
        attributes: { executable: 'forewarn-player', pid, reason: 'signal', signal: 'SIGSEGV' },
      })
    })

    test('where it is gone at once: the kernel’s log says', { timeout: 180_000 }, async context => {
      needs('kernel log', context)
      const { running, crash } = await watch('forewarn-doomed', createWatchers)
      const program = startDoomed(temporaryFolder(), 'forewarn-doomed')
      await running()
      await program.crash()
      expect(await crash()).toMatchObject({
        severity: 'error',
        attributes: { executable: 'forewarn-doomed', pid: program.pid, reason: 'segfault', signal: 'SIGSEGV' },
      })
    })
  },
)
