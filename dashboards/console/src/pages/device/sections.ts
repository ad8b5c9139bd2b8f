import type { Latest } from '@forewarn/shared/api.ts'
import type { MetricName } from '@forewarn/shared/metrics.ts'

import type { Subject } from '../../model/inventory.ts'
import type { Trouble } from '../../model/troubles.ts'
import { agent } from './sections/agent.tsx'
import { disks } from './sections/disks.tsx'
import { drives } from './sections/drives.tsx'
import { load } from './sections/load.tsx'
import { network } from './sections/network.tsx'
import { peripherals } from './sections/peripherals.tsx'
import { power } from './sections/power.tsx'
import { processes } from './sections/processes.tsx'
import { programs } from './sections/programs.tsx'
import { reach } from './sections/reach.tsx'
import { sensors } from './sections/sensors.tsx'
import { upkeep } from './sections/upkeep.tsx'
import { volumes } from './sections/volumes.tsx'
import type { Matter, Section, SectionId } from './section.ts'

/** The sections of readings, in the page's order: what a lesson needs first, the agent's own cost last. */
export const SECTIONS: readonly Section[] = [
  peripherals,
  reach,
  programs,
  drives,
  volumes,
  sensors,
  disks,
  network,
  power,
  upkeep,
  load,
  processes,
  agent,
]

/** What the tiles and the trends show. */
const ABOVE: readonly MetricName[] = [
  'system.cpu.utilization',
  'system.memory.utilization',
  'system.memory.limit',
  'system.memory.usage',
  'system.uptime',
]

const SHOWN: ReadonlySet<string> = new Set([...ABOVE, ...SECTIONS.flatMap(({ metrics }) => metrics)])

/** The readings that no section shows. */
export function restOf({ readings }: Matter): Latest[] {
  return readings.metrics().flatMap(metric => (SHOWN.has(metric) ? [] : readings.all(metric)))
}

/** The subjects of the inventory that no section shows. */
export const unshownSubjects = (all: readonly Subject[]): Subject[] =>
  all.filter(({ subject }) => !SECTIONS.some(({ subjects = [] }) => subjects.some(own => isOf(subject, own))))

/** `drive:` stands for `drive:sda`, `battery.` for `battery.2`. */
const isOf = (subject: string, own: string) => (/[:.]$/.test(own) ? subject.startsWith(own) : subject === own)

/** The present sections by rows of the desk: two halves that follow each other stand side by side. */
export function rowsOf(present: readonly Section[]): Section[][] {
  const rows: Section[][] = []
  for (const section of present) {
    const last = rows.at(-1)
    if (section.half && last?.length === 1 && last[0]!.half) last.push(section)
    else rows.push([section])
  }
  return rows
}

/** Where the page shows a trouble. */
export const SECTION_OF: Record<Trouble['kind'], SectionId> = {
  'peripheral-missing': 'peripherals',
  'drive-failing': 'drives',
  'drive-degraded': 'drives',
  'volume-readonly': 'volumes',
  'program-hung': 'programs',
  'too-hot': 'sensors',
}
