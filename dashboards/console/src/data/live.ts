import type { Device, Health, LiveReadings } from '@forewarn/shared/api.ts'
import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import { computed, signal } from '@preact/signals'

import { api } from './api.ts'
import { instant, now } from './clock.ts'

/** `connecting` is the first try only; once it was open, a link is either `open` or `lost`. */
type LinkState = 'connecting' | 'open' | 'lost'

export interface LiveListener {
  devices(devices: Device[]): void
  incidents(incidents: IncidentView[]): void
  readings(update: LiveReadings): void
  health(health: Health): void
  /** The link holds, for the first time or again; where it was lost before, what was missed has to be read anew. */
  opened(wasLost: boolean): void
}

const FIRST_RETRY_MS = 1000
const LAST_RETRY_MS = 30_000

const state = signal<LinkState>('connecting')
const lostAt = signal<number | null>(null)

export const linkState = () => state.value
/** When the link was lost, collector time; null while it holds. */
export const linkLostAt = () => lostAt.value

/**
 * The collector's push, over one event stream that also carries the readings of the device being watched. Losing it always
 * arms the next try, with full jitter; the browser's own silent retry is not used, because it gives up on an error answer.
 */
export function createLive(listener: LiveListener) {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let watched: string | null = null
  let running = false

  function open(): void {
    clearTimeout(timer)
    source?.close()
    const opened = new EventSource(
      watched === null ? '/api/v1/live' : `/api/v1/live?device=${encodeURIComponent(watched)}`,
    )
    source = opened
    opened.addEventListener('open', () => {
      if (source !== opened) return
      const wasLost = state.peek() === 'lost'
      failures = 0
      state.value = 'open'
      lostAt.value = null
      listener.opened(wasLost)
    })
    opened.addEventListener('error', () => source === opened && lose())
    on<Device[]>(opened, 'devices', devices => listener.devices(devices))
    on<IncidentView[]>(opened, 'incidents', incidents => listener.incidents(incidents))
    on<LiveReadings>(opened, 'readings', update => listener.readings(update))
    on<Health>(opened, 'health', health => listener.health(health))
  }

  function lose(): void {
    source?.close()
    source = null
    if (state.peek() !== 'lost') {
      state.value = 'lost'
      lostAt.value = instant()
    }
    const limit = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures++)
    timer = setTimeout(open, FIRST_RETRY_MS / 2 + Math.random() * limit)
    // An event stream does not tell why it failed; this request does, and ends the session if that is the reason.
    api.whoAmI().catch(() => undefined)
  }

  return {
    start() {
      if (running) return
      running = true
      state.value = 'connecting'
      open()
    },
    stop() {
      running = false
      clearTimeout(timer)
      source?.close()
      source = null
    },
    retryNow: () => running && open(),
    /** Follows one device's readings, or none. */
    watch(deviceId: string | null) {
      if (watched === deviceId) return
      watched = deviceId
      if (running) open()
    },
  }
}

function on<T>(source: EventSource, name: string, handle: (value: T) => void): void {
  source.addEventListener(name, event => handle(JSON.parse((event as MessageEvent<string>).data) as T))
}

/** Readings older than this are shown grey while the link is lost. */
const OLD_AFTER_MS = 90_000
const old = computed(() => lostAt.value !== null && now() - lostAt.value > OLD_AFTER_MS)

/** Whether the link has been lost for so long that what is shown may no longer hold. */
export const readingsAreOld = () => old.value
