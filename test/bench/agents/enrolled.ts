import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'

import { dataPaths } from '@forewarn/collector/data-folder.ts'
import { openStore } from '@forewarn/collector/store/store.ts'

/** A device that was enrolled beforehand, and its secret key. */
export interface EnrolledDevice {
  device: string
  key: string
}

export const RETENTION = { rawDays: 7, fiveMinuteDays: 90, hourlyDays: 1095 }

/** Puts so many devices into a new data folder, through the store's own enrolment: the HTTP API takes 120 a minute. */
export function enrolDevices(folder: string, count: number): EnrolledDevice[] {
  mkdirSync(folder, { recursive: true })
  const store = openStore({
    file: dataPaths(folder).database,
    retention: RETENTION,
    tailBytes: 1 << 20,
    listeningSince: 0,
  })
  const now = Date.now()
  const { places, enrolment } = store.calls
  places.createSite({ name: 'Bench', timeZone: 'UTC' }, now)
  const secretHash = randomBytes(32)
  const siteId = places.listSites()[0]!.id
  enrolment.createCode({ siteId, uses: 'many', secretHash, expiresAt: now + 3_600_000 }, now)
  const devices = Array.from({ length: count }, (_, i): EnrolledDevice => {
    const device = `bench-${i}`
    const key = randomBytes(24).toString('base64url')
    const keyHash = createHash('sha256').update(key).digest()
    const facts = { hostname: device, platform: 'linux', hardware: [`board:${device}`], agent: '0.0.0-bench' }
    enrolment.redeem(secretHash, { publicId: device, keyHash, ...facts }, now)
    return { device, key }
  })
  store.close()
  return devices
}
