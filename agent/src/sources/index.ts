import type { Clock } from '@forewarn/shared/clock.ts'
import type { AgentConfig } from '@forewarn/shared/protocol.ts'

import type { Commands } from '../commands.ts'
import type { Files } from '../files.ts'
import { createUsage } from '../guest/usage.ts'
import { readAside } from '../read-aside.ts'
import type { Source } from '../sampler/source.ts'
import type { Deaths } from '../watchers/deaths.ts'
import type { Memory } from '../watchers/watcher.ts'
import { createBatterySource } from './battery.ts'
import { createClockSource } from './clock.ts'
import { createComponentsSource } from './components.ts'
import { createCpuSource } from './cpu.ts'
import { createDisksSource } from './disks.ts'
import { createDnsSource } from './dns.ts'
import { createDrivesSource } from './drives.ts'
import { createEventsSource, type Counter } from './events.ts'
import { createInventorySource } from './inventory.ts'
import { createMemorySource } from './memory.ts'
import { createNetworkSource } from './network.ts'
import { createPatience } from './patience.ts'
import { createPeripheralsSource } from './peripherals.ts'
import { createPressureSource } from './pressure.ts'
import { createProcessTable } from './process-table.linux.ts'
import { createProcessesSource } from './processes.ts'
import { createProgramsSource } from './programs.ts'
import { createReachSource } from './reach.ts'
import { createRebootSource } from './reboot.ts'
import { createSelfSource } from './self.ts'
import { createSensorFinder, createSensorLimitsSource, createSensorsSource } from './sensors.ts'
import { createServicesSource } from './services.ts'
import { createSoftwareSource } from './software.ts'
import { createUpdatesSource } from './updates.ts'
import { createUptimeSource } from './uptime.ts'
import { createVolumesSource } from './volumes.ts'

/** What the agent knows of its collector by talking to it. */
export interface Link {
  /** `ws://…` or `wss://…`. */
  address: string
  /** Collector time minus this machine's, ms; null before they have met. */
  clockOffsetMs: number | null
  /** How long the collector's last answer to a ping took, ms; null while there is none. */
  roundTripMs: number | null
}

/** What sources and watchers may need of the agent around them. */
export interface SourceParts {
  files: Files
  commands: Commands
  memory: Memory
  /** Why processes ended, as the watchers of the system's log hear it. */
  deaths: Deaths
  /** Counts events that came too thick to be told one by one. */
  suppressed: Counter
  clock: Clock
  config: () => AgentConfig
  link: () => Link
  spool: () => { bytes: number; records: number; dropped: number }
}

/** Every source, in the order of its blocks in a sample. */
export function createSources(parts: SourceParts): Source[] {
  const { files, spool, suppressed } = parts
  const processes = createProcessTable(files)
  const patience = createPatience()
  const sensors = { find: createSensorFinder(files), patience, read: readAside }
  return [
    createCpuSource(files),
    createMemorySource(files),
    createNetworkSource(files),
    createVolumesSource(files, patience),
    createDisksSource(files),
    createPressureSource(files),
    createSensorsSource(sensors),
    createSensorLimitsSource(sensors),
    createBatterySource(files, patience, readAside),
    createUptimeSource(),
    createSelfSource(createUsage(files), spool),
    createEventsSource(suppressed),
    createInventorySource(files),
    createProgramsSource(processes, parts),
    createProcessesSource(processes),
    createReachSource(parts),
    createDnsSource(parts),
    createClockSource(parts),
    createPeripheralsSource(parts),
    createServicesSource(parts),
    createRebootSource(files),
    createDrivesSource(parts),
    createUpdatesSource(parts),
    createSoftwareSource(parts),
    createComponentsSource(parts),
  ]
}
