import { createWriteStream, readFileSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { json } from 'node:stream/consumers'

import type { ApiError } from '@forewarn/shared/api.ts'

import { dataPaths, isDataFolderLocked, readNote } from '../data-folder.ts'
import { NoCollectorError } from './exit.ts'

/** The running collector's HTTP API, as the command line uses it. Every method throws an `Error` for people when refused. */
export interface Client {
  url: string
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: unknown): Promise<T>
  put<T>(path: string, body: unknown): Promise<T>
  patch<T>(path: string, body: unknown): Promise<T>
  delete(path: string): Promise<void>
  /** The answer as it comes, in pieces of text. */
  texts(path: string): AsyncIterable<string>
  /** The lines of JSON that answer a question, as they come. */
  lines<T>(path: string, body: unknown): AsyncIterable<T>
  /** Writes the answer into a file that must not exist yet. */
  download(path: string, file: string): Promise<void>
}

const TIMEOUT_MS = 30_000

/** Finds the collector that runs on the data folder, and the token it left there. Throws `NoCollectorError`. */
export function connect(folder: string): Client {
  const note = isDataFolderLocked(folder) ? readNote(folder) : null
  if (note === null)
    throw new NoCollectorError(
      `no collector is running on the data folder ${folder}: start one, or name its folder with --data`,
    )
  const token = readToken(dataPaths(folder).token)
  const { trust } = note

  async function call(method: string, path: string, body?: unknown): Promise<IncomingMessage> {
    const url = new URL(path, note!.url)
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      authorization: `Bearer ${token}`,
      ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    }
    // Trusting only the certificate the collector left in its own folder says more than its name would.
    const tls = { ca: trust ?? undefined, allowPartialTrustChain: true, checkServerIdentity: () => undefined }
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { method, headers, timeout: TIMEOUT_MS, agent: false as const }
      const request =
        trust === null ? httpRequest(url, options, resolve) : httpsRequest(url, { ...options, ...tls }, resolve)
      request.on('error', reject)
      request.on('timeout', () => request.destroy(new Error(`the collector at ${note!.url} does not answer`)))
      request.end(text)
    })
    if ((response.statusCode ?? 500) < 400) return response
    if (path === '/health' && response.statusCode === 503) return response
    const problem = (await json(response).catch(() => null)) as ApiError | null
    throw new Error(problem?.message ?? `the collector answered ${response.statusCode}`)
  }

  return {
    url: note.url,
    get: async <T>(path: string) => (await json(await call('GET', path))) as T,
    post: async <T>(path: string, body: unknown) => (await json(await call('POST', path, body))) as T,
    put: async <T>(path: string, body: unknown) => (await json(await call('PUT', path, body))) as T,
    patch: async <T>(path: string, body: unknown) => (await json(await call('PATCH', path, body))) as T,
    async delete(path) {
      ;(await call('DELETE', path)).resume()
    },
    async *texts(path) {
      const response = await call('GET', path)
      yield* response.setEncoding('utf8') as AsyncIterable<string>
    },
    async *lines<T>(path: string, body: unknown) {
      const input = await call('POST', path, body)
      for await (const line of createInterface({ input })) if (line !== '') yield JSON.parse(line) as T
    },
    async download(path, file) {
      await pipeline(await call('GET', path), createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }))
    },
  }
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(`the token in ${file} cannot be read (${code}): run this as the collector's user`, { cause: error })
  }
}
