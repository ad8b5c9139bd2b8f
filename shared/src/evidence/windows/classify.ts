import type { WindowsEvent } from './event.ts'
import type { Rule, WindowsFinding } from './finding.ts'
import { CLOCK } from './subjects/clock.ts'
import { DISKS, readPort } from './subjects/disks.ts'
import { FILESYSTEMS } from './subjects/filesystems.ts'
import { HARDWARE } from './subjects/hardware.ts'
import { PERIPHERALS } from './subjects/peripherals.ts'
import { PROGRAMS } from './subjects/programs.ts'
import { RESOURCES } from './subjects/resources.ts'
import { SERVICES } from './subjects/services.ts'

const SUBJECTS = [PROGRAMS, SERVICES, DISKS, FILESYSTEMS, HARDWARE, RESOURCES, CLOCK, PERIPHERALS]
const RULES = new Map<string, Rule>(SUBJECTS.flatMap(rules => Object.entries(rules)))

/**
 * What an event of a Windows log says happened, or null where it is none of the things we know. By provider and id, from named or placed
 * fields; never from the text for people, which is in the machine's language. Starts and stops are told by `boots/`, because it takes
 * several events to know them.
 */
export function classify(event: WindowsEvent): WindowsFinding | null {
  const rule = RULES.get(event.provider.toLowerCase()) ?? readPort
  return rule(event)
}
