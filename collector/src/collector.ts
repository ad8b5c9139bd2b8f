import { readdirSync, rmSync } from 'node:fs'
import type { Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import type { Clock } from '@forewarn/shared/clock.ts'
import { DEFAULT_AGENT_CONFIG } from '@forewarn/shared/protocol.ts'
import cron from 'node-cron'
import type { Logger } from 'pino'

import { agentAddressOf, pageAddressOf, urlOf } from './address.ts'
import { createCleanups } from './cleanups.ts'
import { dataPaths, lockDataFolder, makePrivate, removeNote, writeNote } from './data-folder.ts'
import { prepareAccess } from './first-start.ts'
import { createAgentConfigs } from './gateway/agent-configs.ts'
import { createGateway } from './gateway/gateway.ts'
import { createAccess } from './http/access.ts'
import type { App, Parts } from './http/app.ts'
import { createMetrics } from './http/metrics.ts'
import { createPasswords } from './http/passwords.ts'
import { createServer, type HttpLimits } from './http/server.ts'
import { createLiveHub } from './live/hub.ts'
import type { CollectorSettings } from './settings.ts'
import { openStoreThread } from './store/client.ts'
import { givenIdentity, localNames, ownIdentity, type TlsIdentity } from './tls.ts'

export interface CollectorOptions {
  settings: CollectorSettings
  clock: Clock
  log: Logger
  version: string
  consoleFolder: string
  limits?: Partial<HttpLimits>
}

export interface Started {
  /** Where programs on this machine reach the collector. */
  url: string
  /** Where people reach it. */
  pageUrl: string
  /** The administrator's password when this start created it: it is kept nowhere else. */
  firstPassword: string | null
}

export interface Collector {
  /** Throws `StartError`, `DataFolderError`, `StoreError` or `SettingsError`; nothing is left behind then. */
  start(): Promise<Started>
  stop(): Promise<void>
}

/** The collector cannot start here; the message tells a person what to do. */
export class StartError extends Error {}

/** Once a day, when nobody teaches; the store then deletes in small steps beside its other work. */
const RETENTION_AT = '23 3 * * *'
/** Agents know the lessons of so many days ahead, so that a machine without its network keeps them too. */
const CLASS_DAYS_AHEAD = 14
const CLASS_HOURS_AT = '7 */6 * * *'
const TLS_CHECK_MS = 12 * 3_600_000

/** The whole collector, put together: from the folder's lock up to the listening server. Stopping runs the other way. */
export function createCollector(options: CollectorOptions): Collector {
  const { settings, clock, log, version } = options
  const cleanups = createCleanups(log)

  async function assemble(): Promise<Started> {
    const folder = settings.data
    cleanups.add('data folder', lockDataFolder(folder))
    removeDrafts(folder)

    let tls = await readTls(settings, clock.now())
    const { rawDays, fiveMinuteDays, hourlyDays } = settings
    const { database } = dataPaths(folder)
    makePrivate(database)
    const store = await openStoreThread({
      file: database,
      retention: { rawDays, fiveMinuteDays, hourlyDays },
      tailBytes: settings.tailMegabytes * 1024 * 1024,
      listeningSince: clock.now(),
    })
    cleanups.add('store', () => store.close())
    const retention = cron.schedule(RETENTION_AT, () => store.upkeep.scheduleRetention())
    cleanups.add('retention', () => void retention.destroy())
    const hub = createLiveHub()
    cleanups.add('live', () => hub.close())
    const cadence = {
      sampleIntervalMs: settings.sampleIntervalSeconds * 1000,
      batchIntervalMs: settings.batchIntervalSeconds * 1000,
    }
    const configs = createAgentConfigs({ ...DEFAULT_AGENT_CONFIG, ...cadence }, await store.watchLists.all())
    const gateway = await createGateway({ store, hub, clock, log, configs })
    cleanups.add('gateway', () => gateway.close())

    async function tellClassHours(): Promise<void> {
      for (const [site, hours] of await store.incidents.classHours(clock.now(), CLASS_DAYS_AHEAD))
        gateway.setClassHours(site, hours)
    }
    await tellClassHours()
    const lessons = cron.schedule(CLASS_HOURS_AT, () => {
      tellClassHours().catch((error: unknown) => log.error({ err: error }, 'the lessons ahead could not be told'))
    })
    cleanups.add('lessons', () => void lessons.destroy())

    let port = settings.port
    const isSecure = tls !== null || (settings.publicAddress?.startsWith('https:') ?? false)
    const passwords = createPasswords()
    const parts: Parts = {
      store,
      gateway,
      tellClassHours,
      hub,
      clock,
      passwords,
      access: createAccess({ store, clock, secureCookies: isSecure }),
      version,
      dataFolder: folder,
      pageAddress: () => pageAddressOf(settings, port),
      agentAddress: () => ({ address: agentAddressOf(settings, port), pinned: tls?.pinned ?? null }),
    }
    const metrics = createMetrics()
    const app = await createServer({
      parts,
      log,
      metrics,
      tls: tls === null ? null : { key: tls.key, cert: tls.chain },
      strictTransport: settings.tls === 'given',
      trustProxy: settings.trustProxy,
      consoleFolder: options.consoleFolder,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    })
    cleanups.add('server', () => closeServer(app, () => gateway.close()))
    const { password } = await prepareAccess({ store, clock, passwords, dataFolder: folder })
    port = await listen(app, settings)

    const url = urlOf(settings, port)
    const leaveNote = () => writeNote(folder, { url, pid: process.pid, version, trust: tls?.trust ?? null })
    cleanups.add('note', () => removeNote(folder))
    leaveNote()

    if (tls !== null) {
      const renewal = setInterval(() => {
        renew().catch((error: unknown) => log.error({ err: error }, 'the certificate could not be renewed'))
      }, TLS_CHECK_MS)
      cleanups.add('certificate renewal', () => clearInterval(renewal))
    }
    async function renew(): Promise<void> {
      const next = await readTls(settings, clock.now())
      if (next === null || next.chain === tls?.chain) return
      tls = next
      ;(app.server as unknown as HttpsServer).setSecureContext({ key: next.key, cert: next.chain })
      leaveNote()
      log.info('the certificate was renewed')
    }

    log.info({ url, data: folder, version }, 'the collector is ready')
    return { url, pageUrl: settings.publicAddress ?? url, firstPassword: password }
  }

  return {
    async start() {
      try {
        return await assemble()
      } catch (error) {
        await cleanups.run()
        throw error
      }
    },
    stop: () => cleanups.run(),
  }
}

async function readTls(settings: CollectorSettings, now: number): Promise<TlsIdentity | null> {
  switch (settings.tls) {
    case 'off':
      return null
    case 'own': {
      const publicHost = settings.publicAddress === null ? 'localhost' : new URL(settings.publicAddress).hostname
      const names = localNames(settings.host, publicHost)
      return ownIdentity({ folder: dataPaths(settings.data).tls, names, now })
    }
    case 'given':
      return givenIdentity({ certificate: settings.tlsCertificate!, key: settings.tlsKey!, pin: settings.tlsPin })
  }
}

async function listen(app: App, { host, port }: CollectorSettings): Promise<number> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      throw new StartError(
        `port ${port} is in use by another program; start with --port ${port + 1} or another free one`,
        { cause: error },
      )
    if (code === 'EACCES')
      throw new StartError(`port ${port} is reserved for the system; start with --port 7700`, { cause: error })
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new StartError(`"${host}" is no address of this machine; start with another --host`, { cause: error })
    throw error
  }
  return (app.server.address() as AddressInfo).port
}

/** Agents are told first, so that they know when to come back; what then still hangs on is cut. */
async function closeServer(app: App, closeGateway: () => Promise<void>): Promise<void> {
  await closeGateway()
  const cut = setTimeout(() => app.server.closeAllConnections(), CLOSE_GRACE_MS)
  try {
    await app.close()
  } finally {
    clearTimeout(cut)
  }
}

const CLOSE_GRACE_MS = 3000

/** Copies for backups that a crash left behind. */
function removeDrafts(folder: string): void {
  for (const name of readdirSync(folder)) if (/^backup-[0-9a-f]+\.tmp/.test(name)) rmSync(join(folder, name))
}
