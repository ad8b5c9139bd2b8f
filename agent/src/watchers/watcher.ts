import type { Happening } from '../sampler/source.ts'

/** Small facts that outlive the process, such as how far a log was read. */
export interface Memory {
  recall(key: string): string | null
  remember(key: string, value: string): void
}

/** Hands an event on. What it is to be remembered with is stored in the same moment, or not at all: so no line of a log counts twice. */
export type Report = (happening: Happening) => void

/** Something that tells by itself when it happens, as a log does, where a source has to be asked. */
export interface Watcher {
  name: string
  /** What it watches on this machine and why just that, for whoever looks after it. */
  describe?(): string
  /** Begins to watch; `report` may be called at any time until `stop` has resolved. */
  start(report: Report): void
  stop(): void | Promise<void>
}
