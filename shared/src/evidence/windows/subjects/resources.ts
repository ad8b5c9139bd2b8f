import type { WindowsEvent } from '../event.ts'
import { wholeOf } from '../fields.ts'
import { findingOf, type Rules, type WindowsFinding } from '../finding.ts'
import { baseName } from '../names.ts'

/** Windows names this many of the biggest processes, and so do we, most at first. */
const MOST_PROGRAMS = 3

/** Memory that is about to run out (Resource Exhaustion 2004), with the programs that took most of it. */
export const RESOURCES: Rules = {
  'microsoft-windows-resource-exhaustion-detector': event => (event.id === 2004 ? exhausted(event) : null),
}

function exhausted(event: WindowsEvent): WindowsFinding {
  const programs = programsOf(event)
  return findingOf(event, 'memory.exhausted', 'warning', {
    limit: systemInfo(event, 'SystemCommitLimit'),
    charge: systemInfo(event, 'SystemCommitCharge'),
    program: programs[0]?.name,
    bytes: programs[0]?.bytes,
    programs: programs.map(({ name, bytes }) => `${name} ${bytes}`).join(', ') || undefined,
  })
}

function systemInfo(event: WindowsEvent, name: string): number | undefined {
  const value = event.userData.find(([path]) => path?.endsWith(`/SystemInfo/${name}`))?.[1]
  return wholeOf(value ?? null) ?? undefined
}

/** The fields of a process stand under `ProcessInfo/Process_1` and so on; programs of one name are counted together. */
function programsOf({ userData }: WindowsEvent): { name: string; bytes: number }[] {
  const fields = new Map(userData)
  const bytesByName = new Map<string, number>()
  for (const [path, value] of userData) {
    const process = /^(.*\/ProcessInfo\/Process_\d{1,2})\/Name$/.exec(path ?? '')?.[1]
    const name = process === undefined ? null : baseName(value)
    const bytes = wholeOf(fields.get(`${process}/CommitCharge`) ?? null)
    if (name !== null && bytes !== null) bytesByName.set(name, (bytesByName.get(name) ?? 0) + bytes)
  }
  return [...bytesByName]
    .map(([name, bytes]) => ({ name, bytes }))
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, MOST_PROGRAMS)
}
