import type { SourceParts } from '../sources/index.ts'
import type { Watcher } from './watcher.ts'

/** Every watcher of this platform. */
export function createWatchers(_parts: SourceParts): Watcher[] {
  return []
}
