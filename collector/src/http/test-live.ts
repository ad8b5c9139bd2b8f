import { request, type IncomingMessage } from 'node:http'

import { onTestFinished } from 'vitest'

import type { TestCollector } from '../test-collector.ts'

/* For tests: a page that follows the live stream. */

export interface Stream {
  status: number
  /** The next event of this name. */
  next(name: string): Promise<unknown>
  ended: Promise<void>
  text(): string
}

/** Follows the live stream: as the administrator unless the headers say who. */
export async function followLive(at: TestCollector, query = '', headers: Record<string, string> = {}): Promise<Stream> {
  const auth = headers['cookie'] === undefined ? { authorization: `Bearer ${at.adminToken}` } : {}
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(new URL(`/api/v1/live${query}`, at.url), {
      headers: { ...auth, ...headers },
      agent: false,
    })
    outgoing.on('response', resolve).on('error', reject).end()
    onTestFinished(() => void outgoing.destroy())
  })
  const waiting: { name: string; resolve: (data: unknown) => void }[] = []
  const seen: { name: string; data: unknown }[] = []
  let all = ''
  let rest = ''
  response.setEncoding('utf8').on('data', (text: string) => {
    all += text
    const parts = (rest + text).split('\n\n')
    rest = parts.pop()!
    for (const part of parts) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? []
      if (name !== undefined) seen.push({ name, data: JSON.parse(data!) })
    }
    for (let i = waiting.length - 1; i >= 0; i--) {
      const at = seen.findIndex(event => event.name === waiting[i]!.name)
      if (at >= 0) waiting.splice(i, 1)[0]!.resolve(seen.splice(at, 1)[0]!.data)
    }
  })
  response.on('error', () => undefined)
  return {
    status: response.statusCode!,
    next: name => {
      const at = seen.findIndex(event => event.name === name)
      if (at >= 0) return Promise.resolve(seen.splice(at, 1)[0]!.data)
      return new Promise(resolve => waiting.push({ name, resolve }))
    },
    ended: new Promise(resolve => response.on('close', () => resolve())),
    text: () => all,
  }
}
