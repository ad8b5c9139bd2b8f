import type { Device } from '@forewarn/shared/api.ts'
import { batch, signal } from '@preact/signals'
import type { ReadonlySignal, Signal } from '@preact/signals'

/*
 * The devices the console knows, each in a cell of its own, so that a change of one draws one row. The list itself (`version`)
 * moves with every change and is followed only by what counts over all of them.
 */
const cells = new Map<string, Signal<Device>>()
const changes = signal(0)
const known = signal(false)

/** Whether the list was read at least once. */
export const devicesKnown = () => known.value

/** All devices as they are now, following every change. */
export function allDevices(): Device[] {
  void changes.value
  return Array.from(cells.values(), cell => cell.peek())
}

/** The cell of one device, or undefined while it is not known; then the list is followed, so that its coming is seen. */
export function deviceCell(id: string): ReadonlySignal<Device> | undefined {
  const cell = cells.get(id)
  if (cell === undefined) void changes.value
  return cell
}

/** Takes in devices that changed or are new. */
export function mergeDevices(devices: readonly Device[]): void {
  batch(() => {
    for (const device of devices) {
      const cell = cells.get(device.id)
      if (cell === undefined) cells.set(device.id, signal(device))
      else cell.value = device
    }
    changes.value++
  })
}

/** Takes the whole list: what is not in it is gone. */
export function replaceDevices(devices: readonly Device[]): void {
  const ids = new Set(devices.map(device => device.id))
  batch(() => {
    for (const id of cells.keys()) if (!ids.has(id)) cells.delete(id)
    mergeDevices(devices)
    known.value = true
  })
}

/** Forgets everything, when another person may sign in. */
export function forgetDevices(): void {
  cells.clear()
  known.value = false
  changes.value++
}
