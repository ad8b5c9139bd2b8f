import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

import type { Reachable } from './api.ts'
import { WORKSPACE } from './folders.ts'

export interface CollectorProcess {
  folder: string
  /** Resolves when it listens; rejects with what it wrote to standard error when it ends first. */
  ready: Promise<Reachable & { port: number; address: string }>
  /** Ends it without warning, as a power cut would end the process. */
  kill(): Promise<void>
  /** Asks it to stop and answers its exit code. */
  stop(): Promise<number | null>
}

/** Starts a collector as a process of its own, on a free port unless one is named. */
export function spawnCollector(options: {
  folder: string
  port?: number
  args?: string[]
  env?: Record<string, string>
}): CollectorProcess {
  const { folder, port = 0, args = [], env = {} } = options
  const child = spawn(
    process.execPath,
    [join(WORKSPACE, 'collector/src/main.ts'), 'collector', '--data', folder, '--port', String(port), ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  )
  const closed = once(child, 'close') as Promise<[code: number | null]>
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const { promise: ready, resolve, reject } = Promise.withResolvers<Awaited<CollectorProcess['ready']>>()
  createInterface(child.stdout).on('line', line => {
    if (!line.includes('the collector is ready')) return
    const { url } = JSON.parse(line) as { url: string }
    resolve({ url, folder, port: Number(new URL(url).port), address: url.replace('http', 'ws') })
  })
  void closed.then(() => reject(new Error(`the collector ended: ${complaint}`)))
  // Whoever kills it before it is ready does not wait for that.
  ready.catch(() => undefined)

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    const [code] = await closed
    return code
  }
  onTestFinished(async () => void (await end('SIGKILL')))
  return { folder, ready, kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM') }
}

/** Starts a collector process and waits until it listens. */
export async function startCollectorProcess(
  options: Parameters<typeof spawnCollector>[0],
): Promise<CollectorProcess & Awaited<CollectorProcess['ready']>> {
  const collector = spawnCollector(options)
  return { ...collector, ...(await collector.ready) }
}
