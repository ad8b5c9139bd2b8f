import { createAgent, type AgentOptions } from '@forewarn/agent/agent.ts'
import type { Log } from '@forewarn/agent/log.ts'
import { onTestFinished } from 'vitest'

import { temporaryFolder } from './folders.ts'

const SILENT: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/**
 * A whole agent in this process, on a folder of its own unless one is named; stopped with the test. It does not follow the machine's log, in
 * which anything may happen while a test runs.
 */
export async function startAgent(options: Partial<AgentOptions> & Pick<AgentOptions, 'identity'>) {
  const agent = createAgent({
    folder: temporaryFolder(),
    spoolBytes: 64 << 20,
    log: SILENT,
    random: () => 0.05,
    watchers: [],
    ...options,
  })
  await agent.start()
  onTestFinished(() => agent.stop())
  return agent
}
