import type { Files } from '../files.ts'

const FOLDER = '/sys/class/hwmon'

/** The kinds of sensor that are read, and which limits each may state (Documentation/hwmon/sysfs-interface.rst). */
const KINDS = {
  temp: { kind: 'temperature', limits: { crit: 'high.critical', max: 'high.degraded' } },
  fan: { kind: 'fan', limits: { min: 'low.critical' } },
} as const

/** More sensors than tell something new: a server's processor alone has one a core, with the whole package first. */
const MOST_PER_CHIP = 8
const MOST_CHIPS = 32
const LABEL_LENGTH = 64

/**
 * `drivetemp` is left out: each reading is a command to the disk, and keeps some disks from ever spinning down
 * (Documentation/hwmon/drivetemp.rst). Their temperature comes with their health, which is asked rarely.
 */
const LEFT_OUT = new Set(['drivetemp'])
/**
 * An NVMe drive's first temperature is the one its limits are for; the others are spots on the chip that run far hotter by design or
 * stand still (lm-sensors#574), and each costs the drive a command.
 */
const FIRST_ONLY = new Set(['nvme'])

/** What OpenTelemetry calls a limit (`hw.limit_type`). */
export type LimitType = 'high.critical' | 'high.degraded' | 'low.critical'

/** One sensor and the files to read it by. */
export interface Sensor {
  kind: 'temperature' | 'fan'
  /** The chip it belongs to: the sensors of one chip answer or hang together. */
  chip: string
  /** The same on every boot, as far as the system can tell. */
  id: string
  /** What the sensor is at, in its maker's words. */
  location: string
  input: string
  /** Holds 1 where the sensor itself says that its reading is none; null where there is no such file. */
  fault: string | null
  limits: { type: LimitType; path: string }[]
}

/** A device's address on its bus, which stays the same where numbers such as `hwmon3` and `nvme0` are given out in the order of finding. */
const ADDRESSES = [
  // PCI, as in 0000:01:00.0.
  /^[\da-f]{4,}:[\da-f]{2}:[\da-f]{2}\.[0-7]$/,
  // I2C, as in 0-002e.
  /^\d+-[\da-f]{4}$/,
  // ACPI, as in LNXTHERM:00.
  /^[A-Z\d]{4,8}:[\da-f]{2}$/,
  // USB, as in 1-1.2:1.0.
  /^\d+-[\d.]+:\d+\.\d+$/,
]

/** Every sensor of the machine by the hwmon class, chips in the order of their ids. */
export function findHwmonSensors(files: Files): Sensor[] {
  const chips = files
    .list(FOLDER)
    .filter(folder => /^hwmon\d+$/.test(folder))
    .map(folder => {
      const path = `${FOLDER}/${folder}`
      const name = printable(files.read(`${path}/name`)) ?? 'sensor'
      // The chip's own folder is a link into the tree of devices.
      const device = files.link(path) ?? ''
      return { path, name, device, address: addressOf(name, device) }
    })
    .filter(({ name }) => !LEFT_OUT.has(name))
    .toSorted((a, b) => compare(a.address, b.address) || compare(a.device, b.device))
  const seen = new Map<string, number>()
  return chips.slice(0, MOST_CHIPS).flatMap(({ path, name, address }) => {
    // Two chips at one address, or without any, stay apart by the order of their devices.
    const count = (seen.get(address) ?? 0) + 1
    seen.set(address, count)
    return sensorsOf(files, path, name, count === 1 ? address : `${address}#${count}`)
  })
}

/** `nvme@0000:01:00.0`, or the address alone where it says the chip already, as `coretemp.0` does. */
function addressOf(name: string, device: string): string {
  const parts = device.split('/')
  const platform = parts[parts.indexOf('platform') + 1]
  const onBus = parts.findLast(part => ADDRESSES.some(form => form.test(part)))
  const address = onBus ?? (parts.includes('platform') ? platform : undefined)
  if (address === undefined) return name
  return address.startsWith(name) ? address : `${name}@${address}`
}

function sensorsOf(files: Files, path: string, name: string, chip: string): Sensor[] {
  const names = new Set(files.list(path))
  const inputs = [...names].flatMap(file => {
    const match = /^(temp|fan)(\d{1,3})_input$/.exec(file)
    return match === null ? [] : [{ type: match[1] as keyof typeof KINDS, channel: Number(match[2]) }]
  })
  const wanted = inputs
    .filter(({ channel }) => channel === 1 || !FIRST_ONLY.has(name))
    .toSorted((a, b) => compare(b.type, a.type) || a.channel - b.channel)
  return wanted.slice(0, MOST_PER_CHIP).map(({ type, channel }) => {
    const prefix = `${type}${channel}`
    const { kind, limits } = KINDS[type]
    const stated = Object.entries(limits).filter(([limit]) => names.has(`${prefix}_${limit}`))
    return {
      kind,
      chip,
      id: `${chip}/${prefix}`,
      location: printable(files.read(`${path}/${prefix}_label`)) ?? name,
      input: `${path}/${prefix}_input`,
      fault: names.has(`${prefix}_fault`) ? `${path}/${prefix}_fault` : null,
      limits: stated.map(([limit, type]) => ({ type, path: `${path}/${prefix}_${limit}` })),
    }
  })
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A driver's own words, short and printable; null for none. */
export function printable(text: string | null): string | null {
  const clean = text
    ?.replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, LABEL_LENGTH)
  return clean === undefined || clean === '' ? null : clean
}
