import { AGENT_PATH, PROTOCOL_VERSION, type CollectorMessage } from '@forewarn/shared/protocol.ts'
import { WebSocket } from 'ws'

import { quantile } from '../measure/quantile.ts'
import type { EnrolledDevice } from './enrolled.ts'
import { CRASH_TEXT, LAYOUTS, sampleText, VALUES } from './sample.ts'

/*
 * Many agents in one process that send as much as they are told to, so that the collector can be measured at work. It takes its
 * tasks as messages of its parent process: first whom to connect, then floods one after the other.
 */

export type FloodTask =
  | { type: 'connect'; address: string; devices: EnrolledDevice[] }
  | {
      type: 'flood'
      /** Samples in one message. */
      samples: number
      /** At an even pace of so many messages a second over all agents, or as fast as acks come with so many under way per agent. */
      pace: { perSecond: number } | { underWay: number }
      /** At an even pace, one message in so many is an unclean boot instead; 0 where none is to be. */
      crashEvery?: number
      /** Measured from, and for so long, ms. */
      warmUpMs: number
      forMs: number
    }

export type FloodNews =
  | { type: 'connected' }
  /** The measured time begins. */
  | { type: 'begins' }
  /** The measured time is over: what was acknowledged in it, and how long that took from the record being made, ms. */
  | { type: 'ends'; values: number; messages: number; seconds: number; median: number; p99: number }
  /** Everything sent is acknowledged. */
  | { type: 'drained' }

/** Connections being opened at one time. */
const AT_ONCE = 64

interface Agent {
  socket: WebSocket
  next: number
  /** Messages under way: last number and when they were made. */
  underWay: { last: number; madeAt: number }[]
}

const agents: Agent[] = []
/** What every ack is answered with while a flood as fast as acks come is on. */
let answer: ((agent: Agent) => void) | null = null
let latencies: number[] = []
let acknowledged = 0
let chance = 0.5

const tell = (news: FloodNews): void => void process.send!(news)
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

process.on('message', (task: FloodTask) => {
  const work = task.type === 'connect' ? connectAll(task.address, task.devices) : run(task)
  work.catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})

async function connectAll(address: string, devices: EnrolledDevice[]): Promise<void> {
  const open = [...devices]
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let device = open.pop(); device !== undefined; device = open.pop()) await connect(address, device)
    }),
  )
  tell({ type: 'connected' })
}

function connect(address: string, { device, key }: EnrolledDevice): Promise<void> {
  const socket = new WebSocket(address + AGENT_PATH, { perMessageDeflate: false })
  const agent: Agent = { socket, next: 1, underWay: [] }
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      const [at, up] = [Date.now(), Math.floor(performance.now())]
      const runs = [{ id: `run-${at}-${device}`, first: 1, boot: 'boot' }]
      const hello = { type: 'hello', version: PROTOCOL_VERSION, device, key, agent: '0.0.0-bench', epoch: 1, next: 1 }
      socket.send(JSON.stringify({ ...hello, runs, at, up, hardware: [`board:${device}`], waiting: 0 }))
    })
    socket.on('message', data => {
      const message = JSON.parse((data as Buffer).toString()) as CollectorMessage
      if (message.type === 'ack') settle(agent, message.ranges.at(-1)![1])
      else if (message.type === 'welcome') {
        LAYOUTS.forEach((layout, i) => socket.send(JSON.stringify({ type: 'layout', id: i + 1, ...layout })))
        agents.push(agent)
        resolve()
      } else if (message.type === 'refusal') reject(new Error(`refused: ${message.code}`))
    })
    socket.on('error', reject)
    socket.on('close', code => reject(new Error(`closed with ${code}`)))
  })
}

function settle(agent: Agent, upTo: number): void {
  const now = performance.now()
  while (agent.underWay.length > 0 && agent.underWay[0]!.last <= upTo) {
    latencies.push(now - agent.underWay.shift()!.madeAt)
    acknowledged++
  }
  answer?.(agent)
}

function send(agent: Agent, samples: number, crash = false): void {
  const madeAt = performance.now()
  const [at, up] = [Math.floor(performance.timeOrigin + madeAt), Math.floor(madeAt)]
  let text = '{"type":"batch","epoch":1,"lane":"live","records":['
  if (crash) text += `[${agent.next++},"e",${at},${up},${CRASH_TEXT}]`
  else
    for (let i = 0; i < samples; i++) {
      chance = (chance * 997 + 0.618034) % 1
      const n = agent.next++
      text += `${i === 0 ? '' : ','}[${n},"s",${at},${up},${sampleText(n, up, chance)}]`
    }
  agent.underWay.push({ last: agent.next - 1, madeAt })
  agent.socket.send(`${text}]}`)
}

async function run(task: FloodTask & { type: 'flood' }): Promise<void> {
  const { samples, pace, crashEvery = 0, warmUpMs, forMs } = task
  const stop =
    'perSecond' in pace ? startPaced(samples, pace.perSecond, crashEvery) : startAnswering(samples, pace.underWay)
  await pause(warmUpMs)
  latencies = []
  acknowledged = 0
  const from = performance.now()
  tell({ type: 'begins' })
  await pause(forMs)
  const seconds = (performance.now() - from) / 1000
  const messages = acknowledged
  const [median, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)]
  tell({ type: 'ends', values: messages * samples * VALUES, messages, seconds, median, p99 })
  stop()
  while (agents.some(({ underWay }) => underWay.length > 0)) await pause(20)
  tell({ type: 'drained' })
}

function startAnswering(samples: number, underWay: number): () => void {
  answer = agent => {
    while (agent.underWay.length < underWay) send(agent, samples)
  }
  agents.forEach(answer)
  return () => (answer = null)
}

/** Sends at an even pace, agent by agent, and catches up where the timer came late. */
function startPaced(samples: number, perSecond: number, crashEvery: number): () => void {
  const from = performance.now()
  let sent = 0
  const ticking = setInterval(() => {
    const due = Math.floor(((performance.now() - from) / 1000) * perSecond)
    for (; sent < due; sent++)
      send(agents[sent % agents.length]!, samples, crashEvery > 0 && sent % crashEvery === crashEvery - 1)
  }, 1)
  return () => clearInterval(ticking)
}
