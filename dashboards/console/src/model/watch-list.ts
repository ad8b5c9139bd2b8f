import type { SiteWatchList } from '@forewarn/shared/api.ts'
import { WATCH_RULES } from '@forewarn/shared/protocol.ts'

export type WatchFault = 'name' | 'executables' | 'usbId' | 'host' | 'port'

export interface WatchFaults {
  watchedPrograms: (WatchFault | null)[]
  requiredPeripherals: (WatchFault | null)[]
  peers: (WatchFault | null)[]
  count: number
}

const MOST_PORT = 65_535

/** What has to be put right before a watch list can be saved, entry by entry, as the collector will see it. */
export function faultsOfWatchList({ watchedPrograms, requiredPeripherals, peers }: SiteWatchList): WatchFaults {
  const isNamed = ({ name }: { name: string }) => name.trim() !== '' && name.length <= WATCH_RULES.textLength
  const found = {
    watchedPrograms: watchedPrograms.map((one): WatchFault | null => {
      if (!isNamed(one)) return 'name'
      const { executables } = one
      return executables.length === 0 || executables.some(file => !WATCH_RULES.executable.test(file))
        ? 'executables'
        : null
    }),
    requiredPeripherals: requiredPeripherals.map((one): WatchFault | null => {
      if (!isNamed(one)) return 'name'
      return one.usbId !== null && !WATCH_RULES.usbId.test(one.usbId) ? 'usbId' : null
    }),
    peers: peers.map((one): WatchFault | null => {
      if (!isNamed(one)) return 'name'
      if (!WATCH_RULES.host.test(one.host)) return 'host'
      return Number.isInteger(one.port) && one.port >= 1 && one.port <= MOST_PORT ? null : 'port'
    }),
  }
  return {
    ...found,
    count: Object.values(found)
      .flat()
      .filter(fault => fault !== null).length,
  }
}

/** Names of files as a person lists them; a name may have spaces in it. */
export const fileNames = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,，、;；\n]/)
      .map(name => name.trim())
      .filter(name => name !== ''),
  ),
]
