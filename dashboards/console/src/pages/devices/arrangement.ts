import { useRef, useState } from 'preact/hooks'

import { allDevices, deviceCell, devicesKnown } from '../../data/devices.ts'
import { arrange } from '../../model/device-list.ts'
import type { ListState } from '../../model/list-state.ts'

/** The rows of the list, and what has come since they were put in order. */
export interface Arrangement {
  ids: readonly string[]
  /** Devices that were not there when the order was made. */
  newcomers: number
  /** Puts everything in order anew. */
  again(): void
}

/**
 * The order of the rows for a view. It is made when the view is opened or changed and then stands still under the reader,
 * whatever the updates bring; only an empty list takes in what comes at once.
 */
export function useArrangement(view: ListState): Arrangement {
  const [round, setRound] = useState(0)
  const key = JSON.stringify([view, round, devicesKnown()])
  const held = useRef<{ key: string; ids: string[]; seen: ReadonlySet<string> }>({ key: '', ids: [], seen: new Set() })
  const devices = allDevices()
  if (held.current.key !== key || held.current.ids.length === 0)
    held.current = { key, ids: arrange(devices, view), seen: new Set(devices.map(device => device.id)) }
  const { ids, seen } = held.current
  return {
    ids: ids.every(deviceCell) ? ids : ids.filter(deviceCell),
    newcomers: devices.reduce((count, device) => count + (seen.has(device.id) ? 0 : 1), 0),
    again: () => setRound(round + 1),
  }
}
