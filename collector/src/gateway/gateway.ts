import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

import fastifyWebsocket from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { RawData, WebSocket } from 'ws'

import type { SiteWatchList } from '@forewarn/shared/api.ts'
import type { Clock } from '@forewarn/shared/clock.ts'
import {
  AGENT_PATH,
  LIMITS,
  PING_INTERVAL_MS,
  PROTOCOL_VERSION,
  SILENCE_LIMIT_MS,
  type AgentConfig,
  type Hello,
} from '@forewarn/shared/protocol.ts'

import { createGrouper } from '../ingest/grouper.ts'
import type { LiveHub } from '../live/hub.ts'
import { toLatest } from '../live/readings.ts'
import type { StoreClient } from '../store/client.ts'
import { EntryWriter } from '../store/entry.ts'
import type { AgentConfigs } from './agent-configs.ts'
import { createCounters, type GatewayCounters } from './counters.ts'
import { BadMessage, checkHello, checkLayout, decodeBatch, parseMessage } from './decode.ts'
import { createLayoutRegistry } from './layout-registry.ts'
import { Session } from './session.ts'
import { createSessionTime } from './session-time.ts'

/** A first message is a hello and nothing larger. */
const HELLO_BYTES = 32 * 1024
/** Connections that have not been welcomed yet, at most; more are closed at once. */
const MOST_STRANGERS = 4_096
/** Messages beyond this end the connection in the WebSocket layer, before they are held in memory whole. */
const MOST_BYTES = 4 * LIMITS.messageBytes
/** Entries waiting for the store beyond this hold the sockets back. */
const PRESSURE_BYTES = 64 << 20
/** Samples that had waited so long when they came are in no hurry: their agent sends a batch now and then. */
const PATIENT_AFTER_MS = 5_000
const SWEEP_MS = 1_000
const SEEN_EVERY_MS = 30_000
/** An agent that speaks by itself is still told the time so often, so that it knows how far its clock is off. */
const TELL_TIME_MS = 600_000
const LIVE_FOR_MS = 60_000
/** A stop waits so long for the last commit, and then so long for agents to answer the goodbye. */
const STOP_WAIT_MS = 3_000
const GOODBYE_MS = 1_000
/** After a stop agents are asked back no sooner than the first, and one after the other by the second: about what taking one back costs with TLS. */
const RETURN_MS = { first: 1_000, each: 3 } as const

export interface GatewayOptions {
  store: StoreClient
  hub: LiveHub
  clock: Clock
  log: Logger
  configs: AgentConfigs
}

export interface Gateway {
  register(app: FastifyInstance): void
  stateOf(publicId: string): 'online' | 'offline'
  onlineCount(): number
  /** A site's agents watch something else from now on: those that are connected are told at once. */
  setWatchList(siteId: string, list: SiteWatchList): void
  /** A site's lessons of the days ahead are these: its agents keep heavy work out of them. */
  setClassHours(siteId: string, hours: AgentConfig['classHours']): void
  /** A device's site or role may have changed, and with it what it is told. */
  placeDevice(publicId: string, siteId: string, role: string): void
  counters(): GatewayCounters
  close(): Promise<void>
}

/** The collector's side of the agents' sockets: who may speak, what they said, and the answer once it is durable. */
export async function createGateway({ store, hub, clock, log, configs }: GatewayOptions): Promise<Gateway> {
  const online = new Map<string, Session>()
  const strangers = new Set<Session>()
  const counters = createCounters()
  const writer = new EntryWriter()
  const toAcknowledge: Session[] = []
  /** Devices gone since the last sweep, and when they were last heard. */
  let departed: [device: number, at: number][] = []
  let seenAt = clock.now()
  let closing = false

  const grouper = createGrouper({
    apply: store.apply,
    pressureBytes: PRESSURE_BYTES,
    onPressure: () => holdBack(true),
    onRelief: () => holdBack(false),
    onCommitted: outcome => {
      counters.committed(outcome)
      // The settlers of this group run next and fill the list; it is emptied once they are through.
      queueMicrotask(flushAcks)
    },
  })
  const registry = createLayoutRegistry(await store.layouts.all(), grouper.declare)

  function holdBack(hold: boolean): void {
    for (const session of online.values())
      if (hold) session.socket.pause()
      else session.socket.resume()
  }

  function flushAcks(): void {
    for (const session of toAcknowledge.splice(0)) session.flushAcks()
  }

  function accept(socket: WebSocket, wire: Socket): void {
    const session = new Session(socket, wire, clock.now())
    socket.on('error', error => log.debug({ err: error }, 'agent socket failed'))
    if (closing || strangers.size >= MOST_STRANGERS)
      return refuse(session, 'shutting-down', 'not taking connections now', 5_000)
    strangers.add(session)
    socket.on('message', (data: RawData, isBinary: boolean) => hear(session, data as Buffer, isBinary))
    socket.on('pong', () => (session.lastHeardAt = clock.now()))
    socket.on('ping', () => (session.lastHeardAt = clock.now()))
    socket.on('close', () => leave(session))
  }

  function leave(session: Session): void {
    strangers.delete(session)
    const { peer } = session
    if (peer === null || online.get(peer.publicId) !== session) return
    online.delete(peer.publicId)
    hub.publishChange(peer.publicId)
    departed.push([peer.device, session.lastHeardAt])
  }

  function refuse(session: Session, ...why: Parameters<Session['refuse']>): void {
    counters.refused(why[0])
    session.refuse(...why)
  }

  function hear(session: Session, data: Buffer, isBinary: boolean): void {
    const now = clock.now()
    session.lastHeardAt = now
    counters.heard(data.length)
    if (!session.open) return
    if (!session.meter.take(data.length, now)) return refuse(session, 'too-fast', 'more than an agent may send', 60_000)
    if (data.length > (session.peer === null ? HELLO_BYTES : LIMITS.messageBytes))
      return refuse(session, 'too-large', `a message may have ${LIMITS.messageBytes} bytes`)
    if (isBinary) return refuse(session, 'bad-message', 'messages are text')
    try {
      const message = parseMessage(data.toString())
      if (session.peer === null) meet(session, message, now)
      else if (message.type === 'batch') takeBatch(session, session.peer, message, now)
      else if (message.type === 'layout') takeLayout(session, message)
      else refuse(session, 'bad-message', `a ${message.type} has no place here`)
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error
      refuse(session, 'bad-message', error.message, 60_000)
    }
  }

  function meet(session: Session, message: { type: string }, now: number): void {
    if (message.type !== 'hello' || session.greeting) throw new BadMessage('say hello first, once')
    // The version is judged before the rest: another version's hello may look different.
    if ((message as { version?: unknown }).version !== PROTOCOL_VERSION)
      return refuse(session, 'unknown-version', `this collector speaks version ${PROTOCOL_VERSION}`)
    session.greeting = true
    greet(session, checkHello(message), now).catch((error: unknown) => {
      noteFailure(error)
      refuse(session, 'store-unavailable', 'the store does not answer', 10_000)
    })
  }

  async function greet(session: Session, hello: Hello, now: number): Promise<void> {
    const time = createSessionTime(hello, now)
    const { device: publicId, agent, epoch, runs, hardware } = hello
    const keyHash = createHash('sha256').update(hello.key).digest()
    const present = online.get(publicId)?.peer?.hardware ?? null
    const answer = await store.devices.greet(
      { publicId, keyHash, agent, epoch, runs, hardware, clockOffset: time.offset, present },
      now,
    )
    if (!session.open) return
    if (!answer.ok) return refuse(session, answer.code, REASONS[answer.code])
    const before = online.get(publicId)
    strangers.delete(session)
    const { device, siteId, role } = answer
    session.peer = { device, publicId, siteId, role, hardware, time }
    online.set(publicId, session)
    if (before !== undefined) refuse(before, 'replaced', 'this device connected anew')
    session.send({
      type: 'welcome',
      version: PROTOCOL_VERSION,
      epoch: answer.epoch,
      ...(answer.renumberFrom === null ? {} : { renumberFrom: answer.renumberFrom }),
      at: clock.now(),
      committed: answer.committed,
      config: configs.of(siteId, role),
    })
    if (hub.isFollowed(publicId)) session.send({ type: 'live', forMs: LIVE_FOR_MS })
    hub.publishChange(publicId)
  }

  function tellConfig(session: Session, { siteId, role }: NonNullable<Session['peer']>): void {
    session.send({ type: 'config', config: configs.of(siteId, role) })
  }

  function takeLayout(session: Session, message: Record<string, unknown>): void {
    const { id, source, series } = checkLayout(message)
    if (session.layouts.size >= LIMITS.layoutsPerSession && !session.layouts.has(id))
      throw new BadMessage('too many layouts')
    const stored = registry.idOf(source, series)
    if (stored === null) throw new BadMessage('the collector knows too many layouts')
    session.layouts.set(id, { id: stored, columns: series.length })
  }

  function takeBatch(
    session: Session,
    peer: NonNullable<Session['peer']>,
    message: Record<string, unknown>,
    now: number,
  ): void {
    const batch = decodeBatch(message, session.layouts, peer.time, now, writer)
    const arrivedAt = session.arrival(now)
    grouper.add(
      out => writer.finish(out, peer.device, batch.epoch, arrivedAt, batch.backlog),
      () => {
        counters.stored(batch.values)
        if (session.acknowledge(batch.epoch, batch.numbers)) toAcknowledge.push(session)
        hub.publishChange(peer.publicId)
        if (hub.isFollowed(peer.publicId)) void publishReadings(peer.publicId)
      },
      !batch.backlog && !writer.hasNotices && now - writer.oldestAt > PATIENT_AFTER_MS,
    )
  }

  async function publishReadings(publicId: string): Promise<void> {
    try {
      const rows = await store.readings.latest(publicId)
      hub.publishReadings(publicId, () => rows.map(toLatest))
    } catch (error) {
      noteFailure(error)
    }
  }

  function noteFailure(error: unknown): void {
    log.error({ err: error }, 'the store did not answer')
  }

  hub.onFollowed((publicId, followed) => {
    if (followed) online.get(publicId)?.send({ type: 'live', forMs: LIVE_FOR_MS })
  })

  function tellSite(siteId: string): void {
    for (const session of online.values()) if (session.peer?.siteId === siteId) tellConfig(session, session.peer)
  }

  function sweep(): void {
    const now = clock.now()
    for (const session of strangers)
      if (now - session.openedAt > LIMITS.helloTimeoutMs) refuse(session, 'hello-timeout', 'no hello came')
    for (const session of online.values()) {
      const silent = now - session.lastHeardAt
      if (silent > SILENCE_LIMIT_MS) session.socket.terminate()
      else if (now - session.pingedAt > (silent > PING_INTERVAL_MS ? PING_INTERVAL_MS : TELL_TIME_MS)) {
        session.pingedAt = now
        session.socket.ping(String(now))
      }
    }
    if (departed.length > 0) noteSeen()
    if (now - seenAt < SEEN_EVERY_MS && now >= seenAt) return
    for (const { peer, lastHeardAt } of online.values())
      if (lastHeardAt >= seenAt) departed.push([peer!.device, lastHeardAt])
    seenAt = now
    noteSeen()
    for (const [publicId, session] of online)
      if (hub.isFollowed(publicId)) session.send({ type: 'live', forMs: LIVE_FOR_MS })
  }

  /** Writes down when the listed devices were last heard. */
  function noteSeen(): void {
    const list = departed
    departed = []
    if (list.length > 0) void store.devices.seen(list).catch(noteFailure)
  }

  const timer = setInterval(sweep, SWEEP_MS)

  return {
    register(app) {
      app.register(async scope => {
        await scope.register(fastifyWebsocket, { options: { maxPayload: MOST_BYTES, perMessageDeflate: false } })
        const responses = new WeakMap<IncomingMessage, ServerResponse>()
        scope.get(
          AGENT_PATH,
          {
            websocket: true,
            onRequest: (request, reply, done) => {
              responses.set(request.raw, reply.raw)
              done()
            },
          },
          (socket, request) => {
            // The upgrade is over: let go of request and reply, which would cost 6 kB for as long as the agent stays.
            socket.removeAllListeners('error')
            responses.get(request.raw)?.detachSocket(request.raw.socket)
            // Silence is noticed here, so HTTP's idle timer, which every read and write would wind up anew, is not needed.
            request.raw.socket.setTimeout(0)
            accept(socket, request.raw.socket)
          },
        )
      })
    },
    stateOf: publicId => (online.has(publicId) ? 'online' : 'offline'),
    onlineCount: () => online.size,
    setWatchList(siteId, list) {
      configs.set(siteId, list)
      tellSite(siteId)
    },
    setClassHours(siteId, hours) {
      if (configs.setClassHours(siteId, hours)) tellSite(siteId)
    },
    placeDevice(publicId, siteId, role) {
      const session = online.get(publicId)
      if (session?.peer) tellConfig(session, Object.assign(session.peer, { siteId, role }))
    },
    counters: counters.read,
    async close() {
      if (closing) return
      closing = true
      clearInterval(timer)
      for (const session of online.values()) session.socket.pause()
      await within(STOP_WAIT_MS, grouper.close())
      flushAcks()
      for (const { peer, lastHeardAt } of online.values()) departed.push([peer!.device, lastHeardAt])
      const leaving = [...online.values(), ...strangers]
      const gone = leaving.map(({ socket }) => new Promise(resolve => socket.once('close', resolve)))
      for (const [i, session] of leaving.entries()) {
        session.refuse('shutting-down', 'the collector is stopping', RETURN_MS.first + i * RETURN_MS.each)
        // A paused socket would not hear the answer to its goodbye.
        session.socket.resume()
      }
      await within(GOODBYE_MS, Promise.all(gone))
      for (const { socket } of leaving) socket.terminate()
      await store.devices.seen(departed).catch(noteFailure)
    },
  }
}

const REASONS = {
  'unknown-device': 'this collector does not know the device: enrol it anew',
  'wrong-key': 'the key is not this device’s: enrol it anew',
  revoked: 'the device was taken out of service',
  clone: 'another machine with this identity is connected: this one was copied from it and must be enrolled anew',
} as const

/** Waits for the promise, but not longer. */
async function within(limitMs: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([promise, new Promise(resolve => (timer = setTimeout(resolve, limitMs)))])
  clearTimeout(timer)
}
