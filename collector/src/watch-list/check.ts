import { DEVICE_ROLES, type DeviceRole, type SiteWatchList } from '@forewarn/shared/api.ts'
import { CONFIG_LIMITS, PERIPHERAL_KINDS, WATCH_RULES } from '@forewarn/shared/protocol.ts'
import { isPeripheralKind, isPort, isText } from '@forewarn/shared/watch-list.ts'

import type { Fault } from './faults.ts'

/** A list is sent to every agent of its site whenever one connects, so it stays small, bytes as JSON. */
const MOST_BYTES = 32_768

type Checked = { ok: true; list: SiteWatchList } | { ok: false; faults: Fault[] }

/** Where in the list a rule looks, and how it says what is wrong there. */
interface Place {
  at(step: string | number): Place
  /** Notes the fault. What is answered in its stead is thrown away with the list. */
  refuse<T>(problem: string, instead: T): T
}
type Rule<T> = (value: unknown, place: Place) => T
type Fields = Record<string, unknown>

/** Checks a watch list as somebody wrote it, and fills in what may be left out. Every fault is told, not only the first. */
export function checkWatchList(given: unknown): Checked {
  const faults: Fault[] = []
  const placeAt = (path: Fault['path']): Place => ({
    at: step => placeAt([...path, step]),
    refuse(problem, instead) {
      faults.push({ path, problem })
      return instead
    },
  })
  const list = watchList(given, placeAt([]))
  const bytes = Buffer.byteLength(JSON.stringify(list))
  if (faults.length === 0 && bytes > MOST_BYTES)
    faults.push({ path: [], problem: `has ${bytes} bytes; it may have ${MOST_BYTES}` })
  return faults.length === 0 ? { ok: true, list } : { ok: false, faults }
}

const name: Rule<string> = (value, place) =>
  isText(value)
    ? value
    : place.refuse(isMissing(value, `must be text of 1 to ${WATCH_RULES.textLength} characters`), '')

const executable: Rule<string> = (value, place) =>
  isText(value) && WATCH_RULES.executable.test(value)
    ? value
    : place.refuse('must be the name of a program’s file, without its folder', '')

const executables: Rule<string[]> = (value, place) => {
  const known = listOf(executable, CONFIG_LIMITS.executables)(value, place)
  return value === undefined || (Array.isArray(value) && value.length === 0)
    ? place.refuse('must name at least one program file', [])
    : known
}

const kind: Rule<SiteWatchList['requiredPeripherals'][number]['kind']> = (value, place) =>
  isPeripheralKind(value)
    ? value
    : place.refuse(isMissing(value, `must be one of ${PERIPHERAL_KINDS.join(', ')}`), PERIPHERAL_KINDS[0])

const usbId: Rule<string | null> = (value, place) => {
  if (value === undefined || value === null) return null
  return typeof value === 'string' && WATCH_RULES.usbId.test(value)
    ? value
    : place.refuse('must look like 1a2b:3c4d, in lower case', null)
}

const host: Rule<string> = (value, place) =>
  typeof value === 'string' && WATCH_RULES.host.test(value)
    ? value
    : place.refuse(isMissing(value, 'must be a host name or an address'), '')

const port: Rule<number> = (value, place) => {
  if (value === undefined) return WATCH_RULES.defaultPort
  return isPort(value) ? value : place.refuse('must be a whole number from 1 to 65535', 0)
}

const role: Rule<DeviceRole> = (value, place) =>
  (DEVICE_ROLES as readonly unknown[]).includes(value)
    ? (value as DeviceRole)
    : place.refuse(`must be one of ${DEVICE_ROLES.join(', ')}`, 'other')

const roles = listOf(role, DEVICE_ROLES.length)

const watchList: Rule<SiteWatchList> = entryOf({
  watchedPrograms: distinct(listOf(entryOf({ name, executables, roles }), CONFIG_LIMITS.programs)),
  requiredPeripherals: distinct(listOf(entryOf({ name, kind, usbId, roles }), CONFIG_LIMITS.peripherals)),
  peers: distinct(listOf(entryOf({ name, host, port, roles }), CONFIG_LIMITS.peers)),
})

function isMissing(value: unknown, otherwise: string): string {
  return value === undefined ? 'is missing' : otherwise
}

/** A list of at most so many; one that is left out is empty. */
function listOf<T>(rule: Rule<T>, most: number): Rule<T[]> {
  return (value, place) => {
    if (value === undefined || value === null) return []
    if (!Array.isArray(value)) return place.refuse('must be a list', [])
    if (value.length > most) place.refuse(`has ${value.length} entries; it may have ${most}`, null)
    return value.slice(0, most).map((one, index) => rule(one, place.at(index)))
  }
}

/** An object of exactly these fields. */
function entryOf<Rules extends Record<string, Rule<unknown>>>(
  rules: Rules,
): Rule<{ [Key in keyof Rules]: ReturnType<Rules[Key]> }> {
  const known = Object.keys(rules)
  return (value, place) => {
    const given = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
    if (given === null) place.refuse(`must have the fields ${known.join(', ')}`, null)
    for (const key of Object.keys(given ?? {}))
      if (!known.includes(key)) place.at(key).refuse(`is not known; known are ${known.join(', ')}`, null)
    const inside = given === null ? NOWHERE : place
    const read = Object.entries(rules).map(([key, rule]) => [key, rule(given?.[key], inside.at(key))])
    return Object.fromEntries(read) as { [Key in keyof Rules]: ReturnType<Rules[Key]> }
  }
}

/** For the fields of what is no object at all: that was said already. */
const NOWHERE: Place = { at: () => NOWHERE, refuse: (_problem, instead) => instead }

/** Readings are told apart by an entry's name, so no device may get two of one name. */
function distinct<T extends { name: string; roles: DeviceRole[] }>(rule: Rule<T[]>): Rule<T[]> {
  return (value, place) => {
    const list = rule(value, place)
    list.forEach((entry, index) => {
      const first = list.findIndex(other => other.name === entry.name && meet(other.roles, entry.roles))
      if (entry.name !== '' && first < index)
        place.at(index).at('name').refuse(`is the name of [${first}] too, for the same devices`, null)
    })
    return list
  }
}

function meet(a: readonly DeviceRole[], b: readonly DeviceRole[]): boolean {
  return a.length === 0 || b.length === 0 || a.some(one => b.includes(one))
}
