import { Worker } from 'node:worker_threads'

import type { Applied, Group } from './apply.ts'
import { StoreError } from './database.ts'
import type { Store, StoreOptions } from './store.ts'
import { studyInThread, type Study } from './study.ts'
import type { FromStore, ToStore } from './thread.ts'

type Async<Area> = {
  [Method in keyof Area]: Area[Method] extends (...args: infer A) => infer R ? (...args: A) => Promise<R> : never
}

/** What the store last said of itself. */
export interface StoreStatus {
  /** False while the disk takes no writes; nothing is acknowledged then. */
  writing: boolean
  /** Why, in words; null when all is well. */
  problem: string | null
  bytes: number
  position: number
}

export type ApplyOutcome = ({ ok: true; seconds: number } & Applied) | { ok: false; problem: string; group: Group }

/** The store as the message thread sees it: every question is a promise, and none of its work runs here. */
export type StoreClient = { [Area in keyof Store['calls']]: Async<Store['calls'][Area]> } & {
  /** Commits a group, or gives it back with nothing of it stored. The entries' memory moves to the store's thread and back. */
  apply(group: Group): Promise<ApplyOutcome>
  status(): StoreStatus
  /** Copies the database as of now into a new file, while commits go on. */
  backup(target: string): Promise<void>
  /** Reads what is stored at length, as lines of JSON, while commits go on. */
  study(study: Study): AsyncGenerator<string>
  close(): Promise<void>
}

/** Opens the store in a thread of its own. Rejects with `StoreError` when its file cannot be used. */
export async function openStoreThread(options: StoreOptions): Promise<StoreClient> {
  const worker = new Worker(new URL('thread.ts', import.meta.url), { workerData: options, name: 'store' })
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  const status: StoreStatus = { writing: true, problem: null, bytes: 0, position: 0 }
  let next = 1

  function ask<T>(
    message: ToStore extends infer M ? (M extends { id: number } ? Omit<M, 'id'> : never) : never,
    transfer: ArrayBuffer[] = [],
  ): Promise<T> {
    const id = next++
    return new Promise<T>((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      worker.postMessage({ ...message, id }, transfer)
    })
  }

  function settle(id: number): { resolve: (value: never) => void; reject: (error: Error) => void } | undefined {
    const promise = waiting.get(id)
    waiting.delete(id)
    return promise
  }

  await new Promise<void>((resolve, reject) => {
    worker.on('message', (message: FromStore) => {
      switch (message.type) {
        case 'opened':
          status.bytes = message.bytes
          status.position = message.position
          resolve()
          break
        case 'unusable':
          reject(new StoreError(message.code as StoreError['code'], message.message))
          break
        case 'applied':
          status.position = message.applied.position
          status.writing = true
          status.problem = null
          settle(message.id)?.resolve({ ok: true, ...message.applied, seconds: message.seconds } as never)
          break
        case 'unapplied':
          status.writing = false
          status.problem = message.problem
          settle(message.id)?.resolve({ ok: false, problem: message.problem, group: message.group } as never)
          break
        case 'answer':
          settle(message.id)?.resolve(message.value as never)
          break
        case 'failed':
          settle(message.id)?.reject(new Error(message.message))
          break
        case 'measured':
          status.bytes = message.bytes
          status.writing = message.writing
          status.problem = message.problem
          break
        case 'closed':
          settle(message.id)?.resolve(undefined as never)
          break
      }
    })
    worker.on('error', reject)
    worker.on('exit', code => {
      const gone = new Error(`the store's thread ended (${code})`)
      reject(gone)
      status.writing = false
      status.problem = gone.message
      for (const { reject: refuse } of waiting.values()) refuse(gone)
      waiting.clear()
    })
  })

  const own = {
    apply: (group: Group) => ask<ApplyOutcome>({ type: 'apply', group }, [group.entries.buffer as ArrayBuffer]),
    status: () => ({ ...status }),
    backup: (target: string) => backUp(options.file, target),
    study: (study: Study) => studyInThread(options.file, study),
    async close() {
      await ask({ type: 'close' })
      await worker.terminate()
    },
  }
  return new Proxy(own, {
    get(target, area: string) {
      if (area in target) return target[area as keyof typeof target]
      if (area === 'then') return undefined
      return new Proxy(
        {},
        {
          get:
            (_, method: string) =>
            (...args: unknown[]) =>
              ask({ type: 'call', area, method, args }),
        },
      )
    },
  }) as unknown as StoreClient
}

/** A copy made by a thread and a connection of its own: it reads one snapshot, and commits go on beside it. */
function backUp(source: string, target: string): Promise<void> {
  const worker = new Worker(new URL('backup-thread.ts', import.meta.url), {
    workerData: { source, target },
    name: 'backup',
  })
  return new Promise((resolve, reject) => {
    worker.on('error', reject)
    worker.on('exit', code => (code === 0 ? resolve() : reject(new Error(`the backup ended with code ${code}`))))
  })
}
