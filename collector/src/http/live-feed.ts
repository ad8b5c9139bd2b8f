import type { Latest, LiveReadings } from '@forewarn/shared/api.ts'
import type { ServerResponse } from 'node:http'

import { toLatest } from '../live/readings.ts'
import type { Parts } from './app.ts'
import { describeIncident } from './describe-incident.ts'
import { seen } from './routes/devices.ts'
import { readHealth } from './routes/health.ts'
import type { Scope } from './scope.ts'

/** A page that leaves this much unread is gone or asleep; it starts anew when it wakes. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024
/** Changed devices up to this many are asked for one by one. */
const FEW = 32
/** Incidents change in the store's thread, by records, clocks and people: it is asked this often while anybody looks. */
const INCIDENTS_EVERY_MS = 500

export interface LiveFeed {
  size(): number
  /** Follows the states of all devices in scope, and one device's readings if asked, until the page leaves or `mayStay` says no. */
  add(response: ServerResponse, follower: Follower): Promise<void>
  close(): void
}

interface Follower {
  device: string | null
  scope: Scope
  mayStay: () => Promise<boolean>
}

interface Page {
  scope: Scope
  send(event: string, data: unknown): void
  beat(): void
  end(): void
}

/** Pushes what changes to the pages that look: each change is read from the store once, however many pages there are. */
export function createLiveFeed(parts: Parts, beatMs: number): LiveFeed {
  const { store, hub, clock } = parts
  const pages = new Set<Page>()
  let health = ''
  /** Up to which change of incidents the pages know; null where nobody looked. */
  let mark: number | null = null

  async function pushChanges(ids: ReadonlySet<string>): Promise<void> {
    const rows =
      ids.size <= FEW
        ? await Promise.all(Array.from(ids, id => store.devices.get(id)))
        : (await store.devices.list()).filter(row => ids.has(row.id))
    const changed = rows.filter(row => row !== null).map(row => seen(row, parts))
    for (const page of pages) sendSeen(page, 'devices', changed)
  }

  async function pushHealth(): Promise<void> {
    const now = await readHealth(parts)
    const text = JSON.stringify(now)
    if (text === health) return
    health = text
    for (const page of pages) page.send('health', now)
  }

  async function pushIncidents(): Promise<void> {
    const saved = await store.incidents.savedSince(mark)
    mark = saved.mark
    const now = clock.now()
    const changed = saved.incidents.map(one => describeIncident(one, now))
    for (const page of pages) sendSeen(page, 'incidents', changed)
  }

  // One question at a time: a store that is busy is not asked twice, and what changed meanwhile comes with the next answer.
  let isAsking = false
  const incidents = setInterval(() => {
    if (pages.size === 0) mark = null
    if (pages.size === 0 || isAsking) return
    isAsking = true
    // A store that cannot be read now is told by the health event.
    pushIncidents()
      .catch(() => undefined)
      .finally(() => (isAsking = false))
  }, INCIDENTS_EVERY_MS)
  incidents.unref()

  const forgetChanges = hub.onDevicesChanged(ids => {
    if (pages.size === 0) return
    // A store that cannot be read now is told by the health event; the next change brings the devices again.
    pushChanges(ids).catch(pushHealth)
  })
  const heartbeat = setInterval(() => {
    void pushHealth()
    for (const page of pages) page.beat()
  }, beatMs)
  heartbeat.unref()

  return {
    size: () => pages.size,
    async add(response, { device, scope, mayStay }) {
      const page: Page = {
        scope,
        send(event, data) {
          if (response.writableLength > MAX_UNREAD_BYTES) response.destroy()
          else if (!response.writableEnded) response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
        },
        beat() {
          if (!response.writableEnded) response.write(': beat\n\n')
          mayStay().then(
            stay => (stay ? undefined : page.end()),
            () => page.end(),
          )
        },
        end: () => void response.end(),
      }
      // From here on nothing that changes is missed: what was before is in the page's own first answer.
      if (mark === null) await pushIncidents()
      pages.add(page)
      const sendReadings = (readings: Latest[]): void =>
        page.send('readings', { deviceId: device ?? '', readings } satisfies LiveReadings)
      const unfollow = device === null ? null : hub.follow(device, sendReadings)
      response.once('close', () => {
        pages.delete(page)
        unfollow?.()
      })
      response.write('retry: 2000\n\n')
      page.send('health', await readHealth(parts))
      page.send(
        'devices',
        (await store.devices.list()).filter(row => scope.sees(row.siteId)).map(row => seen(row, parts)),
      )
      if (device !== null) sendReadings((await store.readings.latest(device)).map(toLatest))
    },
    close() {
      clearInterval(incidents)
      clearInterval(heartbeat)
      forgetChanges()
      for (const page of pages) page.end()
    },
  }
}

/** Sends what changed of what the page's person sees; nothing where that is nothing. */
function sendSeen(page: Page, event: string, changed: readonly { siteId: string }[]): void {
  const theirs = changed.filter(({ siteId }) => page.scope.sees(siteId))
  if (theirs.length > 0) page.send(event, theirs)
}
