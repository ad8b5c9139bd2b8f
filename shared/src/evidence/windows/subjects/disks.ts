import type { DiskRole } from '../../disk-book.ts'
import { nvmeWarnings } from '../../smart-nvme.ts'
import type { WindowsEvent } from '../event.ts'
import { dataOf, numberOf } from '../fields.ts'
import { findingOf, type Rules, type WindowsFinding } from '../finding.ts'
import { givenName } from '../names.ts'

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
const PORT_DEVICE = /^\\Device\\(?:RaidPort|(?:Ide|Scsi)\\[a-z]+)\d+$/i

/** Errors and warnings of drives. What tells of a disc or of a stick is told apart where the event shows it. */
export const DISKS: Rules = {
  disk: event => (event.id === 52 ? predicted(event) : told(event, DISK[event.id], diskOf(event))),
  cdrom: optical,
  'microsoft-windows-diskdiagnostic': event => (event.id === 1 ? predicted(event) : null),
  'microsoft-windows-storport': event => (event.id === 512 ? nvmeHealth(event) : readPort(event)),
}

/** Resets and errors of a port, by whichever of the many drivers. Others use the same numbers for other things, the hypervisor 129. */
export function readPort(event: WindowsEvent): WindowsFinding | null {
  const how = PORT[event.id]
  const port = how === undefined ? null : dataOf(event, 'DeviceName', 0)
  if (port === null || !PORT_DEVICE.test(port)) return null
  const usb = /^(?:uaspstor|usbstor)$/i.test(event.provider)
  return told(event, how, { device: deviceName(port), role: usb ? 'usb' : undefined })
}

interface Disk {
  device: string | undefined
  role: DiskRole | undefined
}

function told(event: WindowsEvent, how: How | undefined, { device, role }: Disk): WindowsFinding | null {
  if (how === undefined || device === undefined) return null
  const [name, severity, code] = how
  // A stick that was pulled out is no loss.
  const weight = role === 'usb' && name === 'disk.gone' ? 'info' : severity
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

/** Being warm is none of a drive's faults; whatever else it warns of is one. */
function nvmeHealth(event: WindowsEvent): WindowsFinding | null {
  const warnings = nvmeWarnings(numberOf(event, 'CriticalWarning') ?? 0)
  if (warnings.length === 0) return null
  const port = numberOf(event, 'PortNumber')
  const what = {
    device: port === null ? undefined : `RaidPort${port}`,
    model: givenName(dataOf(event, 'ProductId')) ?? undefined,
    code: warnings.join(' '),
  }
  return warnings.every(one => one === 'temperature')
    ? findingOf(event, 'drive.degraded', 'warning', what)
    : findingOf(event, 'drive.failing', 'error', what)
}

/**
 * `\Device\Harddisk1\DR4`: the first number is the disk's, the second counts all that were ever plugged in since the start. Where they
 * differ the disk was plugged in later, as sticks are; where they are equal it may be either.
 */
function diskOf(event: WindowsEvent): Disk {
  const path = dataOf(event, 'DeviceName', 0) ?? ''
  const [, disk, plugged] = /^\\Device\\Harddisk(\d{1,4})\\DR(\d{1,6})$/i.exec(path) ?? []
  const role = disk !== undefined && disk !== plugged ? 'usb' : undefined
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
