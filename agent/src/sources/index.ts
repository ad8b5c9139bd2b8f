import type { Files } from '../files.ts'
import type { Source } from '../sampler/source.ts'
import { createCpuSource } from './cpu.ts'
import { createMemorySource } from './memory.ts'
import { createNetworkSource } from './network.ts'
import { createSelfSource } from './self.ts'
import { createUptimeSource } from './uptime.ts'
import { createVolumesSource } from './volumes.ts'

/** What sources may need of the agent around them. */
export interface SourceParts {
  files: Files
  spool: () => { bytes: number; records: number; dropped: number }
}

/** Every source, in the order of its blocks in a sample. */
export function createSources({ files, spool }: SourceParts): Source[] {
  return [
    createCpuSource(files),
    createMemorySource(files),
    createNetworkSource(files),
    createVolumesSource(files),
    createUptimeSource(),
    createSelfSource(spool),
  ]
}
