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
  | { type: 'measured'; position: number; bytes: number; upkeepProblem: string | null }
  | { type: 'closed'; id: number }

/** Pause between upkeep steps while there is work, and while there is none. */
const BUSY_PAUSE_MS = 5
const IDLE_PAUSE_MS = 1000

const port = parentPort!
const clock = systemClock

function say(message: FromStore, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer)
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function run(store: Store): void {
  const areas = store.calls as unknown as Record<string, Record<string, (...args: unknown[]) => unknown>>
  let upkeepProblem: string | null = null
  let timer: NodeJS.Timeout | null = null
  let measured = 0

  port.on('message', (message: ToStore) => {
    const { id } = message
    try {
      if (message.type === 'apply') applyGroup(id, message.group)
      else if (message.type === 'call') {
        say({ type: 'answer', id, value: areas[message.area]![message.method]!(...message.args) })
      } else {
        if (timer !== null) clearTimeout(timer)
        store.close()
        say({ type: 'closed', id })
        port.close()
      }
    } catch (error) {
      say({ type: 'failed', id, message: textOf(error) })
    }
  })

  function applyGroup(id: number, group: Group): void {
    const started = clock.precise()
    try {
      const applied = store.apply(group, clock.now())
      say({ type: 'applied', id, applied, seconds: (clock.precise() - started) / 1000 })
    } catch (error) {
      say({ type: 'unapplied', id, problem: textOf(error), group }, [group.entries.buffer as ArrayBuffer])
    }
  }

  function tend(): void {
    const now = clock.now()
    let busy = false
    try {
      busy = store.upkeep.step(now)
      upkeepProblem = null
    } catch (error) {
      upkeepProblem = textOf(error)
    }
    if (now - measured >= IDLE_PAUSE_MS || now < measured) {
      measured = now
      say({ type: 'measured', ...store.measure(), upkeepProblem })
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
