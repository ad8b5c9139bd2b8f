import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { WireRecord } from '@forewarn/shared/record.ts'
import { onTestFinished } from 'vitest'

import { ByteWriter } from './bytes.ts'
import { EntryWriter } from './entry.ts'
import type { StoredLayout } from './layouts.ts'
import { openStore, type Store, type StoreOptions } from './store.ts'

/* For tests of the store: a real database in a temporary folder, devices in it, and groups as the gateway makes them. */

export const RETENTION = { rawDays: 7, fiveMinuteDays: 90, hourlyDays: 1095 }
export const KEY_HASH = new Uint8Array(32).fill(7)

/** A path for a database that is gone with the test. */
export function temporaryDatabase(): string {
  const folder = mkdtempSync(join(tmpdir(), 'forewarn-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'forewarn.db')
}

export function openTestStore(file: string, options: Partial<StoreOptions> = {}): Store {
  return openStore({ file, retention: RETENTION, tailBytes: 1 << 20, listeningSince: 0, ...options })
}

/** Creates devices `dev-1`, `dev-2`, … whose numbers in the store are 1, 2, … */
export function createDevices(store: Store, count: number): void {
  const { calls } = store
  calls.places.createSite({ name: 'Test', timeZone: 'UTC' }, 0)
  const [site] = calls.places.listSites()
  const secretHash = new Uint8Array(32).fill(1)
  calls.enrolment.createCode({ siteId: site!.id, uses: 'many', secretHash, expiresAt: 8e15 }, 0)
  for (let i = 1; i <= count; i++) {
    const device = { publicId: `dev-${i}`, keyHash: KEY_HASH, hostname: 'h', platform: 'p', hardware: [], agent: 'a' }
    calls.enrolment.redeem(secretHash, device, 0)
  }
}

export interface TestEntry {
  device: number
  epoch: number
  backlog?: boolean
  receivedAt?: number
  records: WireRecord[]
}

/** Frames entries as the gateway does, without its checks; a record's times are taken as they are. */
export function groupOf(entries: readonly TestEntry[], layouts: StoredLayout[] = []) {
  const out = new ByteWriter()
  const writer = new EntryWriter()
  for (const { device, epoch, backlog = false, receivedAt = 0, records } of entries) {
    writer.reset()
    for (const [n, kind, at, , body] of records) {
      if (kind === 's') {
        writer.beginSample()
        for (const block of body) writer.block(block[0], block)
        writer.sample(n, at, at)
      } else writer.notice(kind, n, at, at, body)
    }
    writer.finish(out, device, epoch, receivedAt, backlog)
  }
  return { entries: out.bytes.slice(0, out.length), layouts }
}
