import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { systemClock } from '@forewarn/shared/clock.ts'
import { resolveSettings } from '@forewarn/shared/settings.ts'
import { onTestFinished } from 'vitest'

import { createCollector, type Collector, type CollectorOptions, type Started } from './collector.ts'
import { createLog } from './log.ts'
import { checkSettings, SETTINGS, type CollectorSettings } from './settings.ts'

/*
 * For tests: a whole collector in this process, on a free port and a temporary folder, and requests as a browser or a script
 * makes them. Everything is gone when the test is.
 */

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'forewarn-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface TestCollector extends Started {
  folder: string
  /** Moves the collector's wall and monotonic clock on, ms. */
  advance(ms: number): void
  /** The token the first start left for the command line. */
  adminToken: string
  collector: Collector
}

export interface TestOptions extends Partial<Pick<CollectorOptions, 'limits' | 'consoleFolder' | 'log'>> {
  settings?: Partial<CollectorSettings>
  folder?: string
}

export function testSettings(folder: string, settings: Partial<CollectorSettings> = {}): CollectorSettings {
  const flags = { port: 0, data: folder, logLevel: 'silent', ...settings }
  return checkSettings(resolveSettings(SETTINGS, { file: flags }))
}

export async function startCollector(options: TestOptions = {}): Promise<TestCollector> {
  const folder = options.folder ?? join(temporaryFolder(), 'data')
  const settings = testSettings(folder, options.settings)
  let offset = 0
  const collector = createCollector({
    clock: {
      now: () => systemClock.now() + offset,
      up: () => systemClock.up() + offset,
      precise: systemClock.precise,
    },
    log: createLog('silent'),
    version: '0.0.0-test',
    consoleFolder: join(folder, 'no-console'),
    ...options,
    settings,
  })
  const started = await collector.start()
  onTestFinished(() => collector.stop())
  const adminToken = readFileSync(join(folder, 'token'), 'utf8').trim()
  return { ...started, folder, adminToken, collector, advance: ms => void (offset += ms) }
}

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  /** The body as JSON. */
  json(): never
  /** The first cookie as a browser sends it back. */
  cookie: string | undefined
}

/** One request without anything a client library adds by itself. */
export function ask(
  at: { url: string },
  method: string,
  path: string,
  options: { body?: unknown; raw?: string | Buffer; token?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body))
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    ...options.headers,
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, at.url), { method, headers, agent: false }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          json: () => JSON.parse(text) as never,
          cookie: response.headers['set-cookie']?.[0]?.split(';')[0],
        }),
      )
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
