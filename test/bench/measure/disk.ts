import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import { quantile } from './quantile.ts'

const WRITES = 200
const PAGE_BYTES = 4096

/** How long the folder's disk takes to make one page durable, median, ms: every acknowledgement waits for that. */
export function syncMilliseconds(folder: string): number {
  const path = join(folder, 'sync-probe')
  const file = openSync(path, 'w')
  const page = Buffer.alloc(PAGE_BYTES, 1)
  const times = Array.from({ length: WRITES }, () => {
    const started = performance.now()
    writeSync(file, page)
    fdatasyncSync(file)
    return performance.now() - started
  })
  closeSync(file)
  rmSync(path)
  return quantile(times, 0.5)
}
