import type { DriveReading } from './drive-reading.ts'
import { countOf, fieldsOf, listOf, textOf, type Fields } from './json-fields.ts'
import { readAtaHealth, readAtaSelfTests, readAtaWear } from './smart-ata.ts'
import { readNvmeHealth, readNvmeSelfTests, readNvmeWear } from './smart-nvme.ts'
import { readScsiHealth, readScsiSelfTests, readScsiWear } from './smart-scsi.ts'

/**
 * Why smartctl has nothing to tell. `old`: smartctl before 7.0 prints no JSON. `garbage`: it printed something else. `denied`: it may
 * not open the drive. `gone`: there is no such drive. `hidden`: it does not know how to ask, as behind a RAID controller, Intel RST or
 * VMD, an unknown USB bridge, or a virtual disk.
 */
export type SmartctlRefusal = 'old' | 'garbage' | 'denied' | 'gone' | 'hidden'

export type SmartctlAnswer =
  | { kind: 'drive'; reading: DriveReading }
  /** The drive sleeps and was left asleep (`-n standby`). */
  | { kind: 'asleep' }
  | { kind: 'refused'; why: SmartctlRefusal; message: string }

/** A drive found by `smartctl --scan-open --json`, and how smartctl is to be told to ask it. */
export interface ScannedDrive {
  device: string
  type: string
}

const MESSAGE_LENGTH = 160
/** More drives than a terminal has; a storage server is somebody else's to watch. */
const MOST_DRIVES = 32
/** Longer than any drive has existed, hours: a hundred years. */
const MOST_HOURS = 876_600
/** Device nodes and types as smartctl writes them on Linux, FreeBSD, macOS and Windows; nothing that could be an option. */
const DEVICE = /^[\w/][\w/:.@()-]{0,127}$/
const TYPE = /^[a-z][\w,+/-]{0,63}$/

/**
 * Reads what `smartctl --json` printed about one drive: 7.0 to 7.5, whatever its exit status said, and also what it prints when it cannot
 * do as it was told. Everything a drive says is bounded and checked.
 */
export function readSmartctl(output: string): SmartctlAnswer {
  const document = parse(output)
  if ('kind' in document) return document
  const { fields } = document
  const message = messageOf(fields)
  const reading = readDrive(fields)
  if (reading.health !== null || reading.passed !== null) return { kind: 'drive', reading }
  if (/\bdevice is in (standby|sleep|idle)/i.test(message)) return { kind: 'asleep' }
  if (reading.model !== null) return { kind: 'drive', reading }
  return { kind: 'refused', why: refusalOf(message), message }
}

/** The drives in the output of `smartctl --scan-open --json`, or why there is no such list. Drives that could not be opened are listed too. */
export function readScan(output: string): { drives: ScannedDrive[] } | { why: SmartctlRefusal; message: string } {
  const document = parse(output)
  if ('kind' in document) return document
  const found = listOf(document.fields['devices'], MOST_DRIVES)
  const drives = found.flatMap(({ name, type }) =>
    typeof name === 'string' && typeof type === 'string' && DEVICE.test(name) && TYPE.test(type)
      ? [{ device: name, type }]
      : [],
  )
  const failure = found.map(({ open_error }) => textOf(open_error, MESSAGE_LENGTH)).find(error => error !== null)
  if (drives.length === 0 && failure !== undefined) return { why: refusalOf(failure), message: failure }
  return { drives }
}

function parse(output: string): { fields: Fields } | { kind: 'refused'; why: SmartctlRefusal; message: string } {
  try {
    const value: unknown = JSON.parse(output)
    // Every document of smartctl's says which smartctl wrote it; what does not is another program's.
    if (Object.keys(fieldsOf(fieldsOf(value)['smartctl'])).length > 0) return { fields: fieldsOf(value) }
  } catch {
    // What is no JSON is looked at as text.
  }
  const version = /^smartctl ([1-6]\.\d+)\b/m.exec(output.slice(0, 4096))?.[1]
  if (version !== undefined)
    return { kind: 'refused', why: 'old', message: `smartctl ${version} cannot print JSON, 7.0 and later can` }
  const said = textOf(output, 80)
  return { kind: 'refused', why: 'garbage', message: said === null ? 'it printed nothing' : `it printed: ${said}` }
}

function readDrive(fields: Fields): DriveReading {
  const temperature = fieldsOf(fields['temperature'])
  const threshold = fieldsOf(fields['nvme_composite_temperature_threshold'])
  const status = fieldsOf(fields['smart_status'])
  const health = readAtaHealth(fields) ?? readNvmeHealth(fields) ?? readScsiHealth(fields)
  const wear = WEAR[health?.kind ?? 'scsi'](fields)
  const errors = fieldsOf(fields['ata_smart_error_log'])
  const concluded = messagesOf(fields).some(message => /based on an attribute check/i.test(message))
  return {
    device: textOf(fieldsOf(fields['device'])['name'], 128) ?? '',
    model: textOf(fields['model_name']) ?? textOf(fields['scsi_model_name']) ?? textOf(fields['scsi_product']),
    serial: textOf(fields['serial_number']),
    firmware: textOf(fields['firmware_version'], 32) ?? textOf(fields['scsi_revision'], 32),
    bytes: countOf(fieldsOf(fields['user_capacity'])['bytes']) ?? countOf(fields['nvme_total_capacity']),
    rotation: countOf(fields['rotation_rate'], 100_000) ?? (health?.kind === 'nvme' ? 0 : null),
    temperature: celsius(temperature['current']),
    temperatureWarning: celsius(temperature['op_limit_max']) ?? celsius(threshold['warning']),
    temperatureCritical:
      celsius(temperature['critical_limit_max']) ??
      celsius(threshold['critical']) ??
      celsius(temperature['drive_trip']),
    powerOnHours: countOf(fieldsOf(fields['power_on_time'])['hours'], MOST_HOURS),
    passed: typeof status['passed'] === 'boolean' && !concluded ? status['passed'] : null,
    health,
    ...wear,
    selfTests: SELF_TESTS[health?.kind ?? 'ata'](fields),
    loggedErrors: countOf(fieldsOf(errors['extended'] ?? errors['summary'])['count']),
  }
}

const WEAR = { ata: readAtaWear, nvme: readNvmeWear, scsi: readScsiWear }
const SELF_TESTS = { ata: readAtaSelfTests, nvme: readNvmeSelfTests, scsi: readScsiSelfTests }

/** Degrees that a running drive can have. Zero, and the −273 °C of an empty Kelvin field, mean that nothing was measured. */
function celsius(value: unknown): number | null {
  return typeof value === 'number' && value > -40 && value < 150 && value !== 0 ? Math.round(value) : null
}

function messagesOf(fields: Fields): string[] {
  const told = listOf(fieldsOf(fields['smartctl'])['messages'], 16)
  return told.map(({ string }) => textOf(string, MESSAGE_LENGTH)).filter(text => text !== null)
}

function messageOf(fields: Fields): string {
  return messagesOf(fields).join('; ').slice(0, MESSAGE_LENGTH)
}

function refusalOf(message: string): SmartctlRefusal {
  if (/permission denied|operation not permitted|requires? (root|administrator)|access is denied/i.test(message))
    return 'denied'
  if (/no such (device|file)|not found|does not exist/i.test(message)) return 'gone'
  return 'hidden'
}
