import { systemCommands } from '@forewarn/agent/commands.ts'
import { systemFiles } from '@forewarn/agent/files.ts'
import type { Source } from '@forewarn/agent/sampler/source.ts'
import { createProcessTable } from '@forewarn/agent/sources/process-table.linux.ts'
import { createProgramsSource } from '@forewarn/agent/sources/programs.ts'
import { fakeParts } from '@forewarn/agent/testing/source-parts.ts'
import { systemClock } from '@forewarn/shared/clock.ts'
import { DEFAULT_AGENT_CONFIG } from '@forewarn/shared/protocol.ts'
import type { Reading } from '@forewarn/shared/record.ts'
import { expect, test, vi } from 'vitest'

import { startAgent } from '../support/agent.ts'
import { deviceOf, enrolDevice, incidentDetail, incidentsOf, setWatchList } from '../support/api.ts'
import { spawnCollector, startCollectorProcess } from '../support/collector-process.ts'
import { temporaryFolder } from '../support/folders.ts'
import { createWatchedProgram } from '../support/watched-program.ts'

const PLAYER = { name: '播放器', executables: ['forewarn-player'] }
const ARGS = ['--sample-interval-seconds', '1', '--batch-interval-seconds', '60']
/** A loop is to be found within a minute of the crash that decides it. */
const FOUND = { timeout: 60_000, interval: 200 }

test.runIf(process.platform === 'linux')(
  'a watched program that crashes again and again: grade 3, then grade 2, one incident, also across a kill of the collector',
  { timeout: 240_000 },
  async () => {
    const folder = temporaryFolder()
    const collector = await startCollectorProcess({ folder, args: ARGS })
    const identity = await enrolDevice(collector)
    const { siteId } = await deviceOf(collector, identity.device)
    await setWatchList(collector, siteId, { watchedPrograms: [{ ...PLAYER, roles: [] }] })
    const config = { ...DEFAULT_AGENT_CONFIG, watchedPrograms: [PLAYER] }
    const parts = fakeParts({ files: systemFiles, commands: systemCommands, clock: systemClock, config: () => config })
    const programs = createProgramsSource(createProcessTable(systemFiles), parts)
    let instances: Reading = null
    const source: Source = {
      ...programs,
      async read(tick, signal) {
        const answer = await programs.read(tick, signal)
        if ('values' in answer)
          instances =
            answer.values[answer.series.findIndex(([metric]) => metric === 'forewarn.program.instances')] ?? null
        return answer
      },
    }
    await startAgent({ identity, sources: [source] })
    const player = createWatchedProgram('forewarn-player')
    let at = { url: collector.url, folder }

    const crash = async (expected: object): Promise<void> => {
      const pid = await player.start()
      // A program that dies between two looks was never there.
      await vi.waitFor(() => expect(instances).toBe(1), FOUND)
      process.kill(pid, 'SIGSEGV')
      await vi.waitFor(async () => expect(await incidentsOf(at)).toMatchObject([expected]), FOUND)
    }

    await crash({ grade: 3, state: 'open', topic: 'program:播放器', devices: [identity.device] })
    await crash({ grade: 3, findings: [{ rule: 'program-crash', count: 2 }] })
    const port = new URL(collector.url).port
    await collector.kill()
    const again = await spawnCollector({ folder, args: [...ARGS, '--port', port] }).ready
    at = { url: again.url, folder }
    expect(await incidentsOf(at)).toMatchObject([{ grade: 3, state: 'open' }])
    await crash({ grade: 2, findings: [{ rule: 'program-crash', count: 3 }] })

    const [opened] = await incidentsOf(at)
    const { timeline, incident } = await incidentDetail(at, opened!.id)
    expect(timeline.map(({ what }) => what)).toEqual(['opened', 'regraded'])
    expect(incident.clocks.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'answer running',
      'solve running',
      'plan running',
      'on-site running',
      'spare running',
    ])
  },
)
