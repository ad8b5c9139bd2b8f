import {
  DEFAULT_AGENT_CONFIG,
  AGENT_PATH,
  type AgentMessage,
  type CollectorMessage,
  type Hello,
  type LayoutMessage,
} from '@forewarn/shared/protocol.ts'
import type { WireRecord } from '@forewarn/shared/record.ts'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'

/** A record as it arrived. */
export interface Arrival {
  epoch: number
  lane: 'live' | 'backlog'
  record: WireRecord
}

/** One connection as the stub sees it. */
export interface StubPeer {
  hello: Hello | null
  send(message: CollectorMessage): void
  /** Anything at all, as a broken collector might. */
  sendText(text: string): void
  drop(): void
}

interface StubOptions {
  /** The answer to a hello; null for none. */
  welcome?: (hello: Hello) => CollectorMessage | null
  /** Whether a batch is acknowledged at once. */
  acknowledges?: () => boolean
  /** Looks at a message before it is taken; true where the stub must not. */
  intercept?: (message: AgentMessage, peer: StubPeer) => boolean
  port?: number
}

/** The collector's side of the protocol, as far as tests and measurements of the agent need it: a real server on a free port. */
export async function startStubCollector(options: StubOptions = {}) {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: options.port ?? 0,
    path: AGENT_PATH,
    perMessageDeflate: false,
  })
  await once(server, 'listening')
  const arrivals: Arrival[] = []
  const hellos: Hello[] = []
  const layouts: LayoutMessage[] = []
  const peers: StubPeer[] = []
  const waiters = new Set<() => void>()
  let batches = 0
  let pings = 0

  function changed(): void {
    for (const check of waiters) check()
  }

  server.on('connection', (socket: WebSocket) => {
    const peer: StubPeer = {
      hello: null,
      send: message => socket.send(JSON.stringify(message)),
      sendText: text => socket.send(text),
      drop: () => socket.terminate(),
    }
    const declared = new Set<number>()
    peers.push(peer)
    socket.on('error', () => socket.terminate())
    socket.on('ping', () => {
      pings += 1
      changed()
    })
    socket.on('message', data => {
      const message = JSON.parse((data as Buffer).toString()) as AgentMessage
      if (options.intercept?.(message, peer) !== true) take(message, peer, declared)
      changed()
    })
    changed()
  })

  function take(message: AgentMessage, peer: StubPeer, declared: Set<number>): void {
    switch (message.type) {
      case 'hello': {
        hellos.push(message)
        peer.hello = message
        const answer = options.welcome === undefined ? welcome(message) : options.welcome(message)
        if (answer !== null) peer.send(answer)
        break
      }
      case 'layout':
        layouts.push(message)
        declared.add(message.id)
        break
      case 'batch':
        batches += 1
        for (const record of message.records) {
          if (record[1] === 's' && !record[4].every(([layout]) => declared.has(layout)))
            throw new Error('a sample uses a layout that was not declared on its connection')
          arrivals.push({ epoch: message.epoch, lane: message.lane, record })
        }
        if (options.acknowledges?.() !== false)
          peer.send({ type: 'ack', epoch: message.epoch, ranges: message.records.map(([n]) => [n, n]) })
        break
    }
  }

  return {
    address: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    hellos,
    layouts,
    peers,
    batches: () => batches,
    /** How often an agent asked whether anybody is there. */
    pings: () => pings,
    /** Resolves as soon as `condition` holds; it is looked at after every message. */
    async until(condition: () => boolean): Promise<void> {
      if (condition()) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const check = (): void => {
        if (condition()) resolve()
      }
      waiters.add(check)
      await promise
      waiters.delete(check)
    },
    async close(): Promise<void> {
      for (const client of server.clients) client.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The answer of a collector that has nothing of this device yet. */
export function welcome(hello: Hello): CollectorMessage {
  return {
    type: 'welcome',
    version: 1,
    epoch: hello.epoch,
    at: hello.at,
    committed: [],
    config: DEFAULT_AGENT_CONFIG,
  }
}
