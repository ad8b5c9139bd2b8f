import { Worker } from 'node:worker_threads'

import type { RuleSettings } from '../detect/rule-settings.ts'
import type { TraceHead } from '../replay/trace.ts'

/** Long reading of what is stored: each answers lines of JSON. */
export type Study =
  /** The history of a device or site, as a trace. */
  | { type: 'trace'; of: TraceHead['of']; since: number; until: number }
  /** What other rules would have found; lines of `BacktestLine`. */
  | { type: 'backtest'; before: RuleSettings; after: RuleSettings; since: number; until: number }

export type FromStudy = { type: 'text'; text: string } | { type: 'failed'; message: string } | { type: 'done' }

/**
 * Studies the database in a thread and on a connection of its own, on what is committed now: commits go on beside it. Text comes in pieces
 * as it is asked for, so that little of it is held; who asks no more ends it.
 */
export async function* studyInThread(file: string, study: Study): AsyncGenerator<string> {
  const worker = new Worker(new URL('study-thread.ts', import.meta.url), { workerData: { file, study }, name: 'study' })
  const said: FromStudy[] = []
  let heard: () => void = () => undefined
  worker.on('message', (message: FromStudy) => {
    said.push(message)
    heard()
  })
  worker.on('error', (error: Error) => {
    said.push({ type: 'failed', message: error.message })
    heard()
  })
  worker.on('exit', () => {
    said.push({ type: 'failed', message: 'the thread ended' })
    heard()
  })
  try {
    for (;;) {
      const next = said.shift()
      if (next === undefined) {
        await new Promise<void>(resolve => (heard = resolve))
        continue
      }
      if (next.type === 'done') return
      if (next.type === 'failed') throw new Error(`reading the history failed: ${next.message}`)
      yield next.text
      worker.postMessage('more', [])
    }
  } finally {
    await worker.terminate()
  }
}
