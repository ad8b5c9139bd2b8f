import type { WindowsEvent } from '../event.ts'
import { dataOf, numberOf } from '../fields.ts'
import { findingOf, type Rule, type Rules, type WindowsFinding } from '../finding.ts'

type How = readonly [name: 'disk.io-error' | 'disk.reset' | 'disk.gone', severity: 'warning' | 'error', code: string]

/** Events of the class driver `disk`. 153 says that a command was sent again and succeeded. */
const DISK: Record<number, How> = {
  7: ['disk.io-error', 'error', 'bad-block'],
  11: ['disk.io-error', 'error', 'controller'],
  51: ['disk.io-error', 'warning', 'paging'],
  153: ['disk.reset', 'warning', 'retried'],
  154: ['disk.io-error', 'error', 'hardware'],
  157: ['disk.gone', 'error', 'removed'],
}
/** Events of port drivers, whoever made them; they name a port instead of a disk. */
const PORT: Record<number, How> = {
  9: ['disk.reset', 'warning', 'timeout'],
  11: ['disk.io-error', 'error', 'controller'],
  129: ['disk.reset', 'warning', 'reset'],
}
const PORT_DEVICE = /^\\Device\\(?:RaidPort|Ide\\IdePort|Scsi\\[a-z]+)\d+/i

/** Bits of the critical warning of an NVMe drive: spare blocks, temperature, reliability, read-only (NVM Express, SMART log). */
const NVME_TEMPERATURE = 1 << 1
const NVME_FAILING = (1 << 0) | (1 << 2) | (1 << 3)

/** Errors and warnings of drives. What tells of a disc or of a stick is told apart where the event shows it. */
export const DISKS: Rules = {
  disk: event => (event.id === 52 ? predicted(event) : told(event, DISK[event.id], diskOf(event))),
  cdrom: optical,
  'microsoft-windows-diskdiagnostic': event => (event.id === 1 ? predicted(event) : null),
  'microsoft-windows-storport': event => (event.id === 512 ? nvmeHealth(event) : null),
}

/** Resets and errors of a port, by whichever of the many drivers. Others use the same numbers for other things, the hypervisor 129. */
export const readPort: Rule = event => {
  const how = PORT[event.id]
  const port = how === undefined ? null : dataOf(event, 'DeviceName', 0)
  if (port === null || !PORT_DEVICE.test(port)) return null
  const removable = /^(?:uaspstor|usbstor)$/i.test(event.provider)
  return told(event, how, { device: deviceName(port), role: removable ? 'removable' : undefined })
}

interface Disk {
  device: string | undefined
  role: 'removable' | 'optical' | undefined
}

function told(event: WindowsEvent, how: How | undefined, { device, role }: Disk): WindowsFinding | null {
  if (how === undefined || device === undefined) return null
  const [name, severity, code] = how
  // A stick that was pulled out is no loss.
  const weight = role === 'removable' && name === 'disk.gone' ? 'info' : severity
  return findingOf(event, name, weight, { device, role, code, status: finalStatus(event.binary) })
}

/** A scratched disc is not a failing drive. */
function optical(event: WindowsEvent): WindowsFinding | null {
  const how = DISK[event.id]
  if (how === undefined || how[0] !== 'disk.io-error') return null
  const device = deviceName(dataOf(event, 'DeviceName', 0))
  return findingOf(event, how[0], 'info', { device, role: 'optical', code: how[2] })
}

function predicted(event: WindowsEvent): WindowsFinding {
  return findingOf(event, 'drive.failing', 'error', { device: diskOf(event).device, code: 'predicted' })
}

function nvmeHealth(event: WindowsEvent): WindowsFinding | null {
  const warning = numberOf(event, 'CriticalWarning') ?? 0
  if (warning === 0) return null
  const port = numberOf(event, 'PortNumber')
  const device = port === null ? undefined : `RaidPort${port}`
  const code = `critical-warning-0x${warning.toString(16)}`
  if ((warning & NVME_FAILING) !== 0) return findingOf(event, 'drive.failing', 'error', { device, code })
  const known = (warning & NVME_TEMPERATURE) !== 0 ? 'temperature' : code
  return findingOf(event, 'drive.degraded', 'warning', { device, code: known })
}

/**
 * `\Device\Harddisk1\DR4`: the first number is the disk's, the second counts all that were ever plugged in since the start. Where they
 * differ the disk was plugged in later, as sticks are; where they are equal it may be either.
 */
function diskOf(event: WindowsEvent): Disk {
  const path = dataOf(event, 'DeviceName', 0) ?? ''
  const [, disk, plugged] = /^\\Device\\Harddisk(\d{1,4})\\DR(\d{1,6})$/i.exec(path) ?? []
  const role = disk !== undefined && disk !== plugged ? 'removable' : undefined
  return { device: disk === undefined ? deviceName(path) : `Harddisk${disk}`, role }
}

/** A device's own name at the end of its path. */
function deviceName(path: string | null): string | undefined {
  return /^\\Device\\(?:[\w-]{1,32}\\)?([\w-]{1,32})$/i.exec(path ?? '')?.[1]
}

/** Where IO_ERROR_LOG_PACKET (wdm.h) has its FinalStatus: eight hex digits, lowest byte first. */
const STATUS_AT = 40

/** How the driver's request ended, such as `0xc000000e`: no such device. */
function finalStatus(binary: string | null): string | undefined {
  const bytes = binary?.slice(STATUS_AT, STATUS_AT + 8).match(/[\da-f]{2}/gi)
  const status = bytes?.length === 4 ? bytes.toReversed().join('').toLowerCase() : ''
  return status === '' || status === '00000000' ? undefined : `0x${status}`
}
