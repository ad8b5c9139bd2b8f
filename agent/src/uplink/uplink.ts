import type { Clock } from '@forewarn/shared/clock.ts'
import {
  DEFAULT_AGENT_CONFIG,
  LIMITS,
  PING_INTERVAL_MS,
  PROTOCOL_VERSION,
  REFUSALS,
  SILENCE_LIMIT_MS,
  type AgentConfig,
  type CollectorMessage,
  type Hello,
  type Refusal,
  type Welcome,
} from '@forewarn/shared/protocol.ts'

import type { Identity } from '../identity.ts'
import type { Log } from '../log.ts'
import type { Spool } from '../spool/spool.ts'
import { step, type ConnectionEffect, type ConnectionInput, type ConnectionState } from './connection.ts'
import { decodeCollectorMessage } from './decode.ts'
import { createOutbox, type Lane } from './outbox.ts'
import { createPeerClock } from './peer-clock.ts'
import type { Socket, SocketHandlers } from './socket.ts'

/** So often the link is looked at: silence, overdue batches. */
const WATCH_MS = 10_000
/** The collector's pings come by themselves. Who heard none for longer, or has not measured the way there and back for so long, asks. */
const ASK = { afterSilenceMs: PING_INTERVAL_MS + 5_000, atLatestMs: 240_000 } as const
/** For so long after its start the agent sends every sample at once, so that whoever installs it sees it at once. */
const FIRST_SIGHT_MS = 30_000
/** Records older than so many batch intervals are backlog when a connection begins. */
const LIVE_INTERVALS = 3
/** Healthy means an acknowledgement within so many batch intervals. */
const HEALTHY_INTERVALS = 3
/** Bytes the network may be behind before the backlog waits. */
const CONGESTED_BYTES = 64 * 1024
/** A clean stop waits so long for the last acknowledgement. */
const FLUSH_MS = 2_000

export interface UplinkOptions {
  identity: Identity
  /** `ws://…` or `wss://…`, without a path. */
  address: string
  spool: Spool
  clock: Clock
  log: Log
  agentVersion: string
  hardware: string[]
  open: (address: string, identity: Identity, handlers: SocketHandlers) => Socket
  /** In [0, 1): spreads a fleet's tries. */
  random: () => number
  onConfig: (config: AgentConfig) => void
  /** The collector holds records of a later state of this disk: it was put back, and its records are numbered in a new epoch now. */
  onRolledBack?: () => void
}

/** Brings the spool's records to the collector, live ones first, and keeps the link or its next try alive. */
export function createUplink(options: UplinkOptions) {
  const { identity, spool, clock, log } = options
  const outbox = createOutbox(spool)
  let state: ConnectionState = { at: 'idle' }
  const peerClock = createPeerClock(clock)
  let config = DEFAULT_AGENT_CONFIG
  let configText = ''
  let socket: Socket | null = null
  let sockets = 0
  let retryTimer: NodeJS.Timeout | null = null
  let batchTimer: NodeJS.Timeout | null = null
  let watchTimer: NodeJS.Timeout | null = null
  let lastHeardUp = 0
  let lastPingUp = 0
  let lastAckAt: number | null = null
  /** Since when something is under way that nobody acknowledges. */
  let unansweredUp: number | null = null
  let liveUntilUp = 0
  let helloSent: { epoch: number; next: number } | null = null
  let refusal: Refusal | null = null
  let onDrained: (() => void) | null = null

  function input(event: ConnectionInput): void {
    const before = state
    const [next, effects] = step(state, event, options.random())
    state = next
    if (before.at !== next.at) logChange(next)
    for (const effect of effects) perform(effect)
  }

  function perform(effect: ConnectionEffect): void {
    switch (effect.type) {
      case 'open':
        lastHeardUp = clock.up()
        lastPingUp = lastHeardUp
        peerClock.forget()
        helloSent = null
        open(effect.socket)
        break
      case 'greet':
        greet()
        break
      case 'begin':
        unansweredUp = null
        outbox.begin(clock.now() - LIVE_INTERVALS * config.batchIntervalMs)
        flush()
        break
      case 'close':
        socket?.close(state.at !== 'idle')
        socket = null
        break
      case 'arm':
        socket = null
        retryTimer = setTimeout(() => input({ type: 'retry', socket: ++sockets }), effect.delayMs)
        break
      case 'disarm':
        if (retryTimer !== null) clearTimeout(retryTimer)
        retryTimer = null
        break
    }
  }

  function open(id: number): void {
    try {
      socket = options.open(options.address, identity, handlersOf(id))
    } catch (error) {
      input({ type: 'closed', socket: id, reason: (error as Error).message })
    }
  }

  function handlersOf(id: number): SocketHandlers {
    const current = (): boolean => 'socket' in state && state.socket === id
    return {
      onOpen: () => input({ type: 'opened', socket: id }),
      onPing: text => {
        if (!current()) return
        lastHeardUp = clock.up()
        peerClock.told(Number(text))
      },
      onPong: () => {
        if (!current()) return
        lastHeardUp = clock.up()
        peerClock.answered()
      },
      onMessage: text => {
        if (!current()) return
        lastHeardUp = clock.up()
        try {
          const message = decodeCollectorMessage(text)
          if (message !== null) receive(id, message)
        } catch (error) {
          log.warn('a message of the collector makes no sense', { error: (error as Error).message })
          input({ type: 'drop', socket: id, reason: 'a message that makes no sense' })
        }
      },
      onClose: reason => input({ type: 'closed', socket: id, reason }),
    }
  }

  function greet(): void {
    const { epoch, next, runs, waiting } = spool.position()
    helloSent = { epoch, next }
    peerClock.asked()
    const hello: Hello = {
      type: 'hello',
      version: PROTOCOL_VERSION,
      device: identity.device,
      key: identity.key,
      agent: options.agentVersion,
      epoch,
      next,
      runs: [...runs],
      at: clock.now(),
      up: clock.up(),
      hardware: options.hardware,
      waiting,
    }
    socket?.send(JSON.stringify(hello))
  }

  function receive(id: number, message: CollectorMessage): void {
    switch (message.type) {
      case 'welcome':
        if (state.at === 'greeting') welcome(id, message)
        break
      case 'ack':
        if (state.at !== 'online') break
        lastAckAt = clock.now()
        outbox.acknowledged(message.epoch, message.ranges)
        unansweredUp = outbox.underWay() > 0 ? clock.up() : null
        input({ type: 'acknowledged', socket: id })
        if (outbox.wasFull()) flush()
        else pump()
        if (outbox.underWay() === 0) onDrained?.()
        break
      case 'config':
        configure(message.config)
        break
      case 'live':
        liveUntilUp = Math.max(liveUntilUp, clock.up() + message.forMs)
        flush()
        break
      case 'refusal':
        refused(id, message)
        break
    }
  }

  function welcome(id: number, message: Welcome): void {
    const { epoch, next } = helloSent!
    refusal = null
    peerClock.answered()
    peerClock.told(message.at)
    // Numbers from here on are another history's, even where they are committed.
    const ours = (message.epoch === epoch ? next : Math.min(next, message.renumberFrom ?? next)) - 1
    const committed = message.committed
      .filter(([first]) => first <= ours)
      .map(([first, last]): [number, number] => [first, Math.min(last, ours)])
    if (committed.length > 0) spool.acknowledge(epoch, committed)
    configure(message.config)
    if (message.epoch !== epoch) {
      const moved = spool.renumber(message.renumberFrom ?? next, message.epoch)
      log.warn('the collector began a new epoch', { epoch: message.epoch, from: message.renumberFrom ?? next, moved })
      if (moved && message.renumberFrom !== undefined) options.onRolledBack?.()
      // Greeting again shows the collector the new epoch's runs before any of its records.
      input({ type: 'drop', socket: id, reason: moved ? 'a new epoch' : 'the disk did not take the new epoch' })
      return
    }
    input({ type: 'welcomed', socket: id })
  }

  function refused(id: number, message: Refusal): void {
    refusal = message
    const { retry } = REFUSALS[message.code]
    if (message.code === 'bad-message' || message.code === 'too-large') {
      const given = outbox.refused()
      if (given !== null)
        log.error('a record was refused and given up', { n: given.n, kind: given.kind, code: message.code })
    }
    input({ type: 'refused', socket: id, code: message.code, retry, retryAfterMs: message.retryAfterMs ?? 0 })
  }

  function configure(next: AgentConfig): void {
    const text = JSON.stringify(next)
    if (text === configText) return
    configText = text
    config = next
    options.onConfig(next)
  }

  /** Sends what waits, live records first, as far as the bounds of what may be under way allow. */
  function flush(): void {
    if (batchTimer !== null) clearTimeout(batchTimer)
    batchTimer = null
    while (transmit('live'));
    pump()
  }

  /** Sends backlog while the link has room for it. */
  function pump(): void {
    while (hasRoom() && transmit('backlog'));
    if (state.at === 'online' && outbox.isFull())
      input({ type: 'drop', socket: state.socket, reason: 'too many layouts for one connection' })
  }

  function hasRoom(): boolean {
    return socket !== null && socket.waiting() < CONGESTED_BYTES
  }

  /** Sends the next batch of a lane; false where there is none to send. */
  function transmit(lane: Lane): boolean {
    if (state.at !== 'online' || socket === null) return false
    const messages = outbox.take(lane, clock.up())
    for (const message of messages) socket.send(message)
    if (messages.length > 0) unansweredUp ??= clock.up()
    return messages.length > 0
  }

  function isLive(): boolean {
    return clock.up() < liveUntilUp
  }

  function watch(): void {
    const up = clock.up()
    if (!('socket' in state)) return
    const id = state.socket
    if (state.at === 'greeting' && up - lastHeardUp > LIMITS.helloTimeoutMs)
      return input({ type: 'drop', socket: id, reason: 'no answer to the hello' })
    if (up - lastHeardUp > SILENCE_LIMIT_MS) return input({ type: 'drop', socket: id, reason: 'the link fell silent' })
    if (up - Math.max(lastHeardUp, lastPingUp) >= ASK.afterSilenceMs || up - lastPingUp >= ASK.atLatestMs) {
      lastPingUp = up
      peerClock.asked()
      socket?.ping()
    }
    if (state.at === 'online' && outbox.takeBackOverdue(up)) flush()
  }

  function logChange(next: ConnectionState): void {
    switch (next.at) {
      case 'online':
        log.info('online', { address: options.address, waiting: spool.status().records })
        break
      case 'waiting':
        log.info('offline', { reason: next.reason, retryInMs: next.delayMs })
        break
      case 'refused':
        log.error(`the collector refuses this device: ${remedy(next.code)}`, {
          code: next.code,
          message: refusal?.message,
        })
        break
      case 'idle':
      case 'connecting':
      case 'greeting':
        break
    }
  }

  return {
    start(): void {
      liveUntilUp = clock.up() + FIRST_SIGHT_MS
      watchTimer = setInterval(watch, WATCH_MS)
      input({ type: 'start', socket: ++sockets })
    },

    /** Records have become durable. They travel at once while somebody looks, else with the next batch; `urgent` ones at once. */
    wake(urgent: boolean): void {
      if (state.at !== 'online') return
      if (urgent || isLive()) flush()
      else batchTimer ??= setTimeout(flush, config.batchIntervalMs)
    },

    /** Sends the last records, waits briefly for their acknowledgement, and closes. */
    async stop(): Promise<void> {
      if (state.at === 'online') {
        flush()
        if (outbox.underWay() > 0) {
          const { promise, resolve } = Promise.withResolvers<void>()
          const timer = setTimeout(resolve, FLUSH_MS)
          onDrained = resolve
          await promise
          clearTimeout(timer)
        }
      }
      if (watchTimer !== null) clearInterval(watchTimer)
      if (batchTimer !== null) clearTimeout(batchTimer)
      input({ type: 'stop' })
    },

    link: peerClock.read,

    status() {
      return {
        state: state.at,
        /** Healthy means a recent acknowledgement, or nothing to acknowledge. */
        healthy:
          state.at === 'online' &&
          (unansweredUp === null || clock.up() - unansweredUp < HEALTHY_INTERVALS * config.batchIntervalMs),
        lastAckAt,
        reason: state.at === 'waiting' ? state.reason : state.at === 'refused' ? remedy(state.code) : null,
        code: state.at === 'refused' ? state.code : null,
      }
    },
  }
}

export type Uplink = ReturnType<typeof createUplink>

/** What a person is to do about a refusal that will not pass by itself. */
function remedy(code: Refusal['code']): string {
  switch (code) {
    case 'clone':
      return 'another machine uses the same identity; enrol this one anew with "forewarn-agent enroll --code …"'
    case 'unknown-device':
      return 'it does not know this device; enrol it anew with "forewarn-agent enroll --code …"'
    case 'wrong-key':
      return 'the device key is wrong; enrol this device anew with "forewarn-agent enroll --code …"'
    case 'revoked':
      return 'an administrator has shut this device out'
    case 'unknown-version':
      return 'it does not speak this agent’s protocol; update the agent or the collector'
    case 'bad-message':
    case 'hello-timeout':
    case 'too-large':
    case 'too-fast':
    case 'replaced':
    case 'shutting-down':
    case 'store-unavailable':
      return `it answered ${code}`
  }
}
