import type { Identity } from '@forewarn/agent/identity.ts'
import { AGENT_PATH, PROTOCOL_VERSION, type CollectorMessage, type Hello } from '@forewarn/shared/protocol.ts'
import type { WireRecord } from '@forewarn/shared/record.ts'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'

type MessageOf<Type extends CollectorMessage['type']> = Extract<CollectorMessage, { type: Type }>

/** Plays an agent's side of the protocol word by word; for what a real agent would never say, too. */
export async function connectScripted(address: string, identity: Pick<Identity, 'device' | 'key'>) {
  const socket = new WebSocket(address + AGENT_PATH, { perMessageDeflate: false })
  const heard: CollectorMessage[] = []
  const waiting = new Set<() => void>()
  let closeCode: number | null = null
  function look(): void {
    for (const check of waiting) check()
  }
  socket.on('message', data => {
    heard.push(JSON.parse((data as Buffer).toString()) as CollectorMessage)
    look()
  })
  socket.on('close', code => {
    closeCode = code
    look()
  })
  const opened = once(socket, 'open')
  socket.on('error', () => socket.terminate())
  await opened
  onTestFinished(() => socket.terminate())

  /** The first message of the type, now or later; rejects when the connection ends, or the time is up, without one. */
  function hear<Type extends CollectorMessage['type']>(type: Type, withinMs = 5_000): Promise<MessageOf<Type>> {
    return new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`no ${type} within ${withinMs} ms`)), withinMs).unref()
      function check(): void {
        const at = heard.findIndex(message => message.type === type)
        if (at >= 0) {
          waiting.delete(check)
          resolve(heard.splice(at, 1)[0] as MessageOf<Type>)
        } else if (closeCode !== null) {
          waiting.delete(check)
          reject(new Error(`closed with ${closeCode} before any ${type}; heard ${JSON.stringify(heard)}`))
        }
      }
      waiting.add(check)
      check()
    })
  }

  return {
    socket,
    hear,
    send: (message: unknown) => socket.send(JSON.stringify(message)),
    raw: (data: string | Buffer) => socket.send(data),
    async closed(): Promise<number> {
      if (closeCode === null) await once(socket, 'close')
      return closeCode ?? 0
    },
    /** Says hello, with whatever a test wants to be different. */
    hello(change: Partial<Record<keyof Hello, unknown>> = {}): void {
      const run = { id: 'run-1', first: 1, boot: 'boot-1' }
      const [at, up] = [Date.now(), 1_000_000]
      this.send({
        type: 'hello',
        version: PROTOCOL_VERSION,
        device: identity.device,
        key: identity.key,
        agent: '0.0.0-test',
        epoch: 1,
        next: 1,
        runs: [run],
        at,
        up,
        hardware: [`board:${identity.device}`],
        waiting: 0,
        ...change,
      })
    },
    async greet(): Promise<MessageOf<'welcome'>> {
      this.hello()
      return hear('welcome')
    },
    batch(records: WireRecord[], lane: 'live' | 'backlog' = 'live', epoch = 1): void {
      this.send({ type: 'batch', epoch, lane, records })
    },
  }
}

export type ScriptedAgent = Awaited<ReturnType<typeof connectScripted>>

/** An event's record, made now. */
export function eventRecord(n: number): WireRecord {
  return [n, 'e', Date.now(), 1_000_000, { name: 'test.record', severity: 'info', attributes: { id: n } }]
}
