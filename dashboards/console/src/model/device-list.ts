import type { Device } from '@forewarn/shared/api.ts'

import { needsLook } from './concerns.ts'
import type { ListState, SortColumn } from './list-state.ts'

const collator = new Intl.Collator(['zh-CN', 'en'], { numeric: true })

/** The ids to show and in which order, for a filter, a search and a sorting. */
export function arrange(devices: readonly Device[], { find, state, sort, descending }: ListState): string[] {
  const words = find
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '')
  const shown = devices.filter(
    device => matchesState(device, state) && words.every(word => searchText(device).includes(word)),
  )
  // Each name is compared many times, so the collator works on ranks found once.
  const rank = new Map(
    [...shown].sort((a, b) => collator.compare(a.name, b.name)).map((device, index) => [device.id, index]),
  )
  const byName = (a: Device, b: Device) => rank.get(a.id)! - rank.get(b.id)! || (a.id < b.id ? -1 : 1)
  const direction = descending ? -1 : 1
  return shown
    .sort((a, b) => {
      if (sort === null) return urgency(a) - urgency(b) || byName(a, b)
      if (sort === 'name') return direction * byName(a, b)
      const [x, y] = [sortValue(a, sort), sortValue(b, sort)]
      // What is not known comes last, whichever way the rest runs.
      if (x === null || y === null) return x === y ? byName(a, b) : x === null ? 1 : -1
      return direction * (x - y) || byName(a, b)
    })
    .map(device => device.id)
}

function matchesState(device: Device, state: ListState['state']): boolean {
  if (state === null) return true
  return state === 'attention' ? needsLook(device) : device.state === state
}

/** The default order: offline and concerned devices, then the healthy, then those that never connected. */
function urgency(device: Device): number {
  if (device.state === 'offline') return 0
  if (needsLook(device)) return 1
  return device.state === 'online' ? 2 : 3
}

function sortValue(device: Device, column: Exclude<SortColumn, 'name'>): number | null {
  switch (column) {
    case 'state':
      return urgency(device)
    case 'cpu':
      return device.summary.cpu
    case 'memory':
      return device.summary.memory
    case 'volume':
      return device.summary.fullestVolume
    case 'uptime':
      return device.summary.uptimeSeconds
    case 'seen':
      return device.lastSeenAt === null ? null : Date.parse(device.lastSeenAt)
  }
}

function searchText(device: Device): string {
  return `${device.name} ${device.hostname} ${device.roomName ?? ''} ${device.siteName} ${device.id}`.toLowerCase()
}
