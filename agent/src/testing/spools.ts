import type { WireRecord } from '@forewarn/shared/record.ts'
import { DatabaseSync } from 'node:sqlite'
import { onTestFinished } from 'vitest'

import { createSpool, type Spool, type SpoolOptions, type SpoolTrouble } from '../spool/spool.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'

export interface TestSpool extends Spool {
  clock: FakeClock
  troubles: SpoolTrouble[]
}

/** A spool in `folder` with a clock that stands still; closed when the test is over. */
export function openSpool(folder: string, options: Partial<SpoolOptions> = {}): TestSpool {
  const clock = (options.clock as FakeClock | undefined) ?? createFakeClock()
  const troubles: SpoolTrouble[] = []
  const spool = createSpool({
    folder,
    capBytes: 1024 * 1024,
    owner: { device: 'device-a', epoch: 1, facts: ['mac:aa'] },
    boot: 'boot-1',
    onTrouble: trouble => troubles.push(trouble),
    ...options,
    clock,
  })
  onTestFinished(() => spool.close())
  return { ...spool, clock, troubles }
}

/** Everything durable in the spool, oldest first. */
export function readAll(spool: Spool): { epoch: number; record: WireRecord }[] {
  const all: { epoch: number; record: WireRecord }[] = []
  let after = 0
  for (;;) {
    const rows = spool.read({ after, upTo: Number.MAX_SAFE_INTEGER, bytes: 1 << 20, records: 100 })
    if (rows.length === 0) return all
    after = rows.at(-1)!.seq
    for (const row of rows) all.push({ epoch: row.epoch, record: JSON.parse(row.text) as WireRecord })
  }
}

/** Works on the file behind the spool's back, as damage does. */
export function withFile(path: string, work: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(path)
  try {
    work(db)
  } finally {
    db.close()
  }
}
