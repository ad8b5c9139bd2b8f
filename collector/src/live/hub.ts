import type { Latest } from '@forewarn/shared/api.ts'

/**
 * Where what just happened meets who is looking: the gateway publishes, pages subscribe. Nothing is kept here; a page
 * reads the store first and then follows.
 */
export interface LiveHub {
  /** Follows one device's readings. While at least one follower exists the gateway asks that agent for live samples. */
  follow(deviceId: string, listener: (readings: Latest[]) => void): () => void
  /** Hears of devices whose state or summary changed; many changes of one second come as one call. */
  onDevicesChanged(listener: (deviceIds: ReadonlySet<string>) => void): () => void
  publishReadings(deviceId: string, readings: () => Latest[]): void
  publishChange(deviceId: string): void
  isFollowed(deviceId: string): boolean
  /** Called when a device gets its first follower or loses its last. */
  onFollowed(listener: (deviceId: string, followed: boolean) => void): void
  close(): void
}

const COALESCE_MS = 1000

export function createLiveHub(): LiveHub {
  const followers = new Map<string, Set<(readings: Latest[]) => void>>()
  const watchers = new Set<(ids: ReadonlySet<string>) => void>()
  const demand = new Set<(deviceId: string, followed: boolean) => void>()
  let changed = new Set<string>()
  let timer: NodeJS.Timeout | null = null

  function flush(): void {
    timer = null
    const ids = changed
    changed = new Set()
    for (const watcher of watchers) watcher(ids)
  }

  return {
    follow(deviceId, listener) {
      let set = followers.get(deviceId)
      if (set === undefined) {
        followers.set(deviceId, (set = new Set()))
        for (const hear of demand) hear(deviceId, true)
      }
      set.add(listener)
      return () => {
        if (!set.delete(listener) || set.size > 0 || followers.get(deviceId) !== set) return
        followers.delete(deviceId)
        for (const hear of demand) hear(deviceId, false)
      }
    },
    onDevicesChanged(listener) {
      watchers.add(listener)
      return () => void watchers.delete(listener)
    },
    publishReadings(deviceId, readings) {
      const set = followers.get(deviceId)
      if (set === undefined) return
      const list = readings()
      for (const listener of set) listener(list)
    },
    publishChange(deviceId) {
      if (watchers.size === 0) return
      changed.add(deviceId)
      timer ??= setTimeout(flush, COALESCE_MS)
    },
    isFollowed: deviceId => followers.has(deviceId),
    onFollowed: listener => void demand.add(listener),
    close() {
      if (timer !== null) clearTimeout(timer)
      followers.clear()
      watchers.clear()
    },
  }
}
