import { DEFAULT_AGENT_CONFIG } from '@forewarn/shared/protocol.ts'

import { createCounter } from '../sources/events.ts'
import type { SourceParts } from '../sources/index.ts'
import { createDeaths } from '../watchers/deaths.ts'
import { fakeCommands } from './fake-commands.ts'
import { createFakeClock } from './fake-clock.ts'
import { fakeFiles } from './fake-files.ts'

/** The surroundings of sources and watchers: an empty machine, but for what a test puts there. */
export function fakeParts(given: Partial<SourceParts> = {}): SourceParts {
  const memory = new Map<string, string>()
  return {
    files: fakeFiles({}),
    commands: fakeCommands({}),
    memory: { recall: key => memory.get(key) ?? null, remember: (key, value) => void memory.set(key, value) },
    deaths: createDeaths(),
    suppressed: createCounter(),
    clock: createFakeClock(),
    config: () => DEFAULT_AGENT_CONFIG,
    link: () => ({ address: 'ws://127.0.0.1:7700', clockOffsetMs: null, roundTripMs: null }),
    spool: () => ({ bytes: 0, records: 0, dropped: 0 }),
    ...given,
  }
}
