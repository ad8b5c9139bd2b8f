import { AGENT_PATH } from '@forewarn/shared/protocol.ts'
import type { WireRecord } from '@forewarn/shared/record.ts'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

/*
 * What the wire alone costs: a WebSocket server that parses every message and acknowledges it, and checks, keeps and commits nothing. A
 * process of its own; it tells its parent where it listens.
 */

/** Acks are sent as often as the collector's groups are offered. */
const LINGER_MS = 4

const server = createServer()
const due = new Map<{ send(text: string): void }, number>()
let timer: NodeJS.Timeout | null = null

function flush(): void {
  timer = null
  for (const [socket, last] of due) socket.send(`{"type":"ack","epoch":1,"ranges":[[1,${last}]]}`)
  due.clear()
}

new WebSocketServer({ server, path: AGENT_PATH, perMessageDeflate: false }).on('connection', socket => {
  socket.on('message', data => {
    const message = JSON.parse((data as Buffer).toString()) as { type: string; records?: WireRecord[] }
    if (message.type === 'hello') socket.send('{"type":"welcome"}')
    if (message.records === undefined) return
    due.set(socket, message.records.at(-1)![0])
    timer ??= setTimeout(flush, LINGER_MS)
  })
})
server.listen(0, '127.0.0.1', () => process.send!(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`))
process.on('disconnect', () => process.exit())
