import { AGENT_PATH, LIMITS } from '@forewarn/shared/protocol.ts'
import { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { WebSocket, type ClientOptions, type RawData } from 'ws'

import type { Identity } from '../identity.ts'
import { isIssuedBy, peerChain } from '../pinned.ts'

/** A name that cannot be resolved or a host that does not answer must not hold a try up, ms. */
const OPEN_WITHIN_MS = 15_000

/** The collector may take so long to say goodbye, ms. */
const GOODBYE_MS = 1_000

export interface SocketHandlers {
  onOpen(): void
  onMessage(text: string): void
  /** A ping came, with what it carries. */
  onPing(text: string): void
  onPong(): void
  /** Called once, whatever happened. */
  onClose(reason: string): void
}

export interface Socket {
  send(text: string): void
  ping(): void
  /** Says goodbye; `abrupt` does not wait for an answer. */
  close(abrupt: boolean): void
  /** Bytes handed over and not yet taken by the network. */
  waiting(): number
}

/** Opens a WebSocket to the collector, trusting what the identity says. */
export function openSocket(address: string, identity: Identity, handlers: SocketHandlers): Socket {
  const options: ClientOptions = {
    perMessageDeflate: false,
    maxPayload: 4 * LIMITS.messageBytes,
    handshakeTimeout: OPEN_WITHIN_MS,
    followRedirects: false,
  }
  const authority = identity.authority === null ? null : new X509Certificate(identity.authority)
  // A pinned authority is checked below, by who signed and not by name or date.
  if (authority !== null) options.rejectUnauthorized = false
  const socket = new WebSocket(address + AGENT_PATH, options)
  let reason = ''
  socket.on('upgrade', response => {
    if (authority === null || isIssuedBy(authority, peerChain(response.socket as TLSSocket))) return
    reason = 'the certificate is not the one this device was enrolled with'
    socket.terminate()
  })
  socket.on('open', () => handlers.onOpen())
  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary) socket.terminate()
    else handlers.onMessage((data as Buffer).toString())
  })
  socket.on('ping', data => handlers.onPing(data.toString()))
  socket.on('pong', () => handlers.onPong())
  socket.on('error', error => {
    reason = error.message
  })
  socket.on('close', (code, text) => handlers.onClose(reason || `closed with ${code} ${text.toString()}`.trim()))
  return {
    send: text => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    ping: () => {
      if (socket.readyState === WebSocket.OPEN) socket.ping()
    },
    close: abrupt => {
      if (abrupt || socket.readyState !== WebSocket.OPEN) return socket.terminate()
      socket.close(1000)
      setTimeout(() => socket.terminate(), GOODBYE_MS).unref()
    },
    waiting: () => socket.bufferedAmount,
  }
}
