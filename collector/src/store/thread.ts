import { parentPort, workerData } from 'node:worker_threads'

import { systemClock } from '@forewarn/shared/clock.ts'

import type { Applied, Group } from './apply.ts'
import { StoreError } from './database.ts'
import { openStore, type Store, type StoreOptions } from './store.ts'

/*
 * The store's thread. Commits come first; questions in between; upkeep only when nothing else waits. It says nothing by itself but
 * what it measures, once a second.
 */

export type ToStore =
  | { type: 'apply'; id: number; group: Group }
  | { type: 'call'; id: number; area: string; method: string; args: unknown[] }
  | { type: 'close'; id: number }

export type FromStore =
  | { type: 'opened'; position: number; bytes: number }
  | { type: 'unusable'; code: string; message: string }
  | { type: 'applied'; id: number; applied: Applied; seconds: number }
  | { type: 'unapplied'; id: number; problem: string; group: Group }
  | { type: 'failed'; id: number; message: string }
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'measured'; position: number; bytes: number; writing: boolean; problem: string | null }
  | { type: 'closed'; id: number }

/** Pause between upkeep steps while there is work, and while there is none. */
const BUSY_PAUSE_MS = 5
const IDLE_PAUSE_MS = 1000
/** Rules hear of time passing this often. */
const TICK_MS = 60_000

const port = parentPort!
const clock = systemClock

function say(message: FromStore, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer)
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN (https://www.sqlite.org/rescode.html). */
function isDiskFailure(error: unknown): boolean {
  return [8, 10, 13, 14].includes(((error as { errcode?: number }).errcode ?? 0) & 0xff)
}

function run(store: Store): void {
  const areas = store.calls as unknown as Record<string, Record<string, (...args: unknown[]) => unknown>>
  /** Why the last commit, the last write of another kind, and the last step of upkeep failed; null where they did not. */
  let commitProblem: string | null = null
  let diskProblem: string | null = null
  let upkeepProblem: string | null = null
  let detectProblem: string | null = null
  let timer: NodeJS.Timeout | null = null
  let measured = 0
  let ticked = clock.now()

  port.on('message', (message: ToStore) => {
    const { id } = message
    try {
      if (message.type === 'apply') applyGroup(id, message.group)
      else if (message.type === 'call') {
        say({ type: 'answer', id, value: areas[message.area]![message.method]!(...message.args) })
      } else {
        if (timer !== null) clearTimeout(timer)
        watch(() => store.checkpoint(clock.now()))
        store.close()
        say({ type: 'closed', id })
        port.close()
      }
    } catch (error) {
      if (isDiskFailure(error)) diskProblem = textOf(error)
      say({ type: 'failed', id, message: textOf(error) })
    }
  })

  function applyGroup(id: number, group: Group): void {
    const started = clock.precise()
    try {
      const applied = store.apply(group, clock.now())
      commitProblem = diskProblem = null
      say({ type: 'applied', id, applied, seconds: (clock.precise() - started) / 1000 })
      watch(() => store.detect())
    } catch (error) {
      commitProblem = textOf(error)
      say({ type: 'unapplied', id, problem: commitProblem, group }, [group.entries.buffer as ArrayBuffer])
    }
  }

  /** Detection has its own troubles: what it could not commit it tries again, and no record waits for it. */
  function watch(work: () => void): void {
    try {
      work()
      detectProblem = null
    } catch (error) {
      detectProblem = textOf(error)
      if (isDiskFailure(error)) diskProblem = detectProblem
    }
  }

  /** Nobody may write for a long time: whether the disk takes writes again is found out here. */
  function probe(): void {
    try {
      store.probe()
      diskProblem = null
    } catch (error) {
      diskProblem = textOf(error)
    }
  }

  function tend(): void {
    const now = clock.now()
    let busy = false
    watch(() => {
      store.clocks(now)
      if (now - ticked < TICK_MS && now >= ticked) return
      ticked = now
      store.tick(now)
    })
    try {
      busy = store.upkeep.step(now)
      upkeepProblem = null
    } catch (error) {
      upkeepProblem = textOf(error)
      if (isDiskFailure(error)) diskProblem = upkeepProblem
    }
    if (now - measured >= IDLE_PAUSE_MS || now < measured) {
      measured = now
      if (diskProblem !== null) probe()
      const problem = commitProblem ?? diskProblem ?? upkeepProblem ?? detectProblem
      say({ type: 'measured', ...store.measure(), writing: (commitProblem ?? diskProblem) === null, problem })
    }
    timer = setTimeout(tend, busy ? BUSY_PAUSE_MS : IDLE_PAUSE_MS)
  }
  tend()
}

try {
  const store = openStore(workerData as StoreOptions)
  say({ type: 'opened', ...store.measure() })
  run(store)
} catch (error) {
  const code = error instanceof StoreError ? error.code : 'unusable'
  say({ type: 'unusable', code, message: textOf(error) })
  port.close()
}
