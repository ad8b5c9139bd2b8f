import type { Latest } from '@forewarn/shared/api.ts'

import type { LatestRow } from '../store/readings.ts'

/** A stored reading as the API shows it. */
export function toLatest(row: LatestRow): Latest {
  return { ...row, at: new Date(row.at).toISOString() }
}
