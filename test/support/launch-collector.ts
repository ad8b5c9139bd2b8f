import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import type { Reachable } from './api.ts'

const WORKSPACE = join(import.meta.dirname, '../..')

export interface CollectorProcess {
  pid: number
  folder: string
  /** Resolves when it listens; rejects with what it wrote to standard error when it ends first. */
  ready: Promise<Reachable & { port: number; address: string }>
  /** Ends it without warning, as a power cut would end the process. */
  kill(): Promise<void>
  /** Asks it to stop and answers its exit code. */
  stop(): Promise<number | null>
}

export interface CollectorOptions {
  folder: string
  port?: number
  args?: string[]
  env?: Record<string, string>
  /** Flags for Node itself. */
  nodeFlags?: string[]
}

/** Starts a collector as a process of its own, on a free port unless one is named. Whoever starts it ends it. */
export function launchCollector(options: CollectorOptions): CollectorProcess {
  const { folder, port = 0, args = [], env = {}, nodeFlags = [] } = options
  const program = join(WORKSPACE, 'collector/src/main.ts')
  const child = spawn(
    process.execPath,
    [...nodeFlags, program, 'collector', '--data', folder, '--port', String(port), ...args],
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
  return { pid: child.pid!, folder, ready, kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM') }
}
