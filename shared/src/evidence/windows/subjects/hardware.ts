import type { WindowsEvent } from '../event.ts'
import { dataOf, numberOf } from '../fields.ts'
import { findingOf, type Rules, type WindowsFinding } from '../finding.ts'
import { givenName } from '../names.ts'

/** What WHEA-Logger's events are about, and whether the hardware put it right by itself. The others are judged by their level. */
const WHEA: Record<number, readonly [component: string, corrected: boolean]> = {
  17: ['pcie', true],
  18: ['cpu', false],
  19: ['cpu', true],
  46: ['memory', false],
  47: ['memory', true],
}
const WARNING = 3

/** Hardware that told of an error of its own, a processor held back, a display driver that was restarted. */
export const HARDWARE: Rules = {
  'microsoft-windows-whea-logger': whea,
  // The memory test found errors; 1101 and 1201 say that it found none.
  'microsoft-windows-memorydiagnostics-results': event =>
    event.id === 1102 || event.id === 1202 ? failed(event, 'memory', 'memory-test') : null,
  // Shut down (86) or hibernated (88) because a thermal zone became too hot.
  'microsoft-windows-kernel-power': event =>
    event.id === 86 || event.id === 88 ? failed(event, 'thermal', 'critical-temperature') : null,
  'microsoft-windows-kernel-processor-power': event => (event.id === 37 ? throttled(event) : null),
  display: event => (event.id === 4101 ? timedOut(event) : null),
}

function failed(event: WindowsEvent, component: string, code: string): WindowsFinding {
  return findingOf(event, 'hardware.error', 'error', { component, corrected: false, code })
}

function timedOut(event: WindowsEvent): WindowsFinding {
  const device = givenName(dataOf(event, 'DriverName', 0))
  return findingOf(event, 'gpu.reset', 'warning', { device, code: 'timeout' })
}

function whea(event: WindowsEvent): WindowsFinding | null {
  // The others are the records of its own work.
  if (event.level === 0 || event.level > WARNING) return null
  const [component, corrected] = WHEA[event.id] ?? ['platform', event.level === WARNING]
  return findingOf(event, 'hardware.error', corrected ? 'warning' : 'error', {
    component,
    corrected,
    ...(component === 'pcie' ? pciDevice(event) : {}),
    ...(component === 'cpu' ? machineCheck(event) : {}),
  })
}

function machineCheck(event: WindowsEvent): Record<string, string | number | undefined> {
  const status = /^0x[\da-f]{1,16}$/i.exec(dataOf(event, 'MciStat')?.trim() ?? '')?.[0].toLowerCase()
  return {
    cpu: numberOf(event, 'ApicId') ?? undefined,
    bank: numberOf(event, 'MCABank') ?? undefined,
    code: status === undefined || /^0x0+$/.test(status) ? undefined : status,
  }
}

/** The device by its place on the bus, as `0:1c.4`; before Windows 10 2004 it is not named otherwise. */
function pciDevice(event: WindowsEvent): Record<string, string | undefined> {
  const [bus, device, unit] = ['Bus', 'Device', 'Function'].map(name => numberOf(event, name))
  const id = /VEN_([\da-f]{4})&DEV_([\da-f]{4})/i.exec(dataOf(event, 'PrimaryDeviceName') ?? '')
  return {
    device:
      bus == null || device == null || unit == null ? undefined : `${bus.toString(16)}:${device.toString(16)}.${unit}`,
    model: id === null ? undefined : `${id[1]}:${id[2]}`.toLowerCase(),
  }
}

/** The firmware holds the processor back; each core tells it for itself. */
function throttled(event: WindowsEvent): WindowsFinding {
  return findingOf(event, 'cpu.throttled', 'warning', {
    kind: 'firmware',
    cpu: numberOf(event, 'Number', 1) ?? undefined,
    seconds: numberOf(event, 'CapDurationInSeconds', 2) ?? undefined,
  })
}
