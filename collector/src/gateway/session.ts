import type { Socket } from 'node:net'

import type { WebSocket } from 'ws'

import { type NumberRanges, addRange } from '@forewarn/shared/number-ranges.ts'
import { REFUSALS, type CollectorMessage, type RefusalCode } from '@forewarn/shared/protocol.ts'

import type { SessionLayout } from './decode.ts'
import { Meter } from './meter.ts'
import type { SessionTime } from './session-time.ts'

/** What is known of an agent once it was welcomed. */
export interface Peer {
  /** The number its records are stored under, and the name everyone else knows it by. */
  device: number
  publicId: string
  /** Where it belongs and what it is for decide what it is told to watch. */
  siteId: string
  role: string
  hardware: string[]
  time: SessionTime
}

/** One connection of one agent, from the upgrade to its end. */
export class Session {
  readonly socket: WebSocket
  readonly openedAt: number
  readonly layouts = new Map<number, SessionLayout>()
  readonly meter: Meter
  /** Null until welcomed. */
  peer: Peer | null = null
  /** Whether a hello is being looked at. */
  greeting = false
  lastHeardAt: number
  pingedAt: number
  readonly #wire: Socket
  #acks: Map<number, NumberRanges> | null = null
  #arrivedAt = 0

  constructor(socket: WebSocket, wire: Socket, now: number) {
    this.socket = socket
    this.#wire = wire
    this.openedAt = this.lastHeardAt = this.pingedAt = now
    this.meter = new Meter(now)
  }

  get open(): boolean {
    return this.socket.readyState === this.socket.OPEN
  }

  /** When a batch came: later than the one before in any case, for the order of arrival is the order a history is judged in. */
  arrival(now: number): number {
    this.#arrivedAt = Math.max(now, this.#arrivedAt + 1)
    return this.#arrivedAt
  }

  send(message: CollectorMessage): void {
    if (this.open) this.socket.send(JSON.stringify(message))
  }

  /** Says why, and closes with the code that says the same. */
  refuse(code: RefusalCode, message: string, retryAfterMs?: number): void {
    this.send({ type: 'refusal', code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })
    this.socket.close(REFUSALS[code].close, code)
  }

  /** Remembers what is committed; true when this is the first since the last `flushAcks`. */
  acknowledge(epoch: number, numbers: readonly [first: number, last: number][]): boolean {
    const first = this.#acks === null
    this.#acks ??= new Map()
    let ranges = this.#acks.get(epoch)
    if (ranges === undefined) this.#acks.set(epoch, (ranges = []))
    for (const [from, to] of numbers) addRange(ranges, from, to)
    return first
  }

  /** Sends what was acknowledged, one message per epoch. */
  flushAcks(): void {
    if (this.#acks === null) return
    const acks = this.#acks
    this.#acks = null
    if (!this.open) return
    for (const [epoch, ranges] of acks) {
      const text = ackText(epoch, ranges)
      if (text.length < LARGEST_FRAME) this.#wire.write(asciiFrame(text), 'latin1')
      else this.socket.send(text)
    }
  }
}

const LARGEST_FRAME = 65_536

/** The `Ack` as JSON. */
function ackText(epoch: number, ranges: NumberRanges): string {
  const pairs = ranges.map(([first, last]) => `[${first},${last}]`)
  return `{"type":"ack","epoch":${epoch},"ranges":[${pairs.join(',')}]}`
}

/**
 * A whole WebSocket text frame (RFC 6455, 5.2) as one string. Acks are plain ASCII and the bulk of what is sent; written this way each
 * costs one system call and no buffers.
 */
function asciiFrame(text: string): string {
  const { length } = text
  const size = length < 126 ? String.fromCharCode(length) : String.fromCharCode(126, length >>> 8, length & 255)
  return `\x81${size}${text}`
}
