import type { WindowsEvent } from '../event.ts'
import { dataOf, numberOf } from '../fields.ts'
import { findingOf, type Rules, type WindowsFinding } from '../finding.ts'

/** The user-mode driver host is loaded later than its devices ask for it, at every start. */
const LATE_DRIVER = /^\\Driver\\WudfRd$/i

/** A USB device that Windows could not start (Kernel-PnP 411) or has no driver for (219). The instance may hold a serial number. */
export const PERIPHERALS: Rules = { 'microsoft-windows-kernel-pnp': readDevice }

function readDevice(event: WindowsEvent): WindowsFinding | null {
  if (event.id === 411) return trouble(event, dataOf(event, 'DeviceInstanceId', 0), 'start', numberOf(event, 'Problem'))
  if (event.id !== 219) return null
  const driver = dataOf(event, 'FailureName', 4)
  if (driver === null || LATE_DRIVER.test(driver)) return null
  return trouble(event, dataOf(event, 'DriverName', 1), 'driver', null)
}

function trouble(
  event: WindowsEvent,
  instance: string | null,
  code: string,
  problem: number | null,
): WindowsFinding | null {
  const id = /^(?:USB|HID)\\VID_([\da-f]{4})&PID_([\da-f]{4})/i.exec(instance ?? '')
  if (id === null) return null
  const device = `${id[1]}:${id[2]}`.toLowerCase()
  return findingOf(event, 'usb.error', 'warning', { device, code, problem: problem ?? undefined })
}
