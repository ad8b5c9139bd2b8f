import type { Identity } from '@forewarn/agent/identity.ts'
import type { Log } from '@forewarn/agent/log.ts'
import { openSocket } from '@forewarn/agent/uplink/socket.ts'
import { createUplink } from '@forewarn/agent/uplink/uplink.ts'
import { systemClock } from '@forewarn/shared/clock.ts'

import type { EnrolledDevice } from './enrolled.ts'
import { createMemorySpool } from './memory-spool.ts'

/*
 * A fleet in one process: every agent has the real uplink, with its jitter, pings, lanes and batches, over a spool in memory. It takes its
 * tasks as messages of its parent process.
 */

export type FleetTask =
  | { type: 'start'; address: string; authority: string | null; devices: EnrolledDevice[]; perSecond: number }
  /** Every agent makes a sample so often from now on, ms; null makes no more. */
  | { type: 'sample'; everyMs: number | null }
  | { type: 'report' }

export interface FleetReport {
  online: number
  /** Records made, per device in the order they were started, and how many of all are not acknowledged yet. */
  made: number[]
  waiting: number
}

const TICK_MS = 10
/** What an uplink warns of has no place in a bench. */
const LOG: Log = { debug: () => undefined, info: () => undefined, warn: console.error, error: console.error }

const agents: ReturnType<typeof createAgent>[] = []
let sampling: NodeJS.Timeout | null = null

process.on('disconnect', () => process.exit())
process.on('message', (task: FleetTask) => {
  switch (task.type) {
    case 'start':
      start(task)
      break
    case 'sample':
      if (sampling !== null) clearInterval(sampling)
      sampling = task.everyMs === null ? null : sample(task.everyMs)
      break
    case 'report':
      process.send!({
        online: agents.filter(({ uplink }) => uplink.status().state === 'online').length,
        made: agents.map(({ records }) => records.made()),
        waiting: agents.reduce((sum, { records }) => sum + records.waiting(), 0),
      } satisfies FleetReport)
      break
  }
})

function createAgent(address: string, authority: string | null, { device, key }: EnrolledDevice) {
  const identity: Identity = { device, key, epoch: 1, address, fingerprint: null, authority }
  const records = createMemorySpool({ id: `run-${process.pid}-${device}`, first: 1, boot: `boot-${process.pid}` })
  const uplink = createUplink({
    identity,
    address,
    spool: records.spool,
    clock: systemClock,
    log: LOG,
    agentVersion: '0.0.0-bench',
    hardware: [`board:${device}`],
    open: openSocket,
    random: Math.random,
    onConfig: () => undefined,
  })
  return { records, uplink }
}

/** Switched on one after the other, as terminals are in the morning. */
function start({ address, authority, devices, perSecond }: FleetTask & { type: 'start' }): void {
  const from = performance.now()
  let started = 0
  const starting = setInterval(() => {
    const due = Math.min(devices.length, Math.ceil(((performance.now() - from) / 1000) * perSecond))
    for (; started < due; started++) {
      const agent = createAgent(address, authority, devices[started]!)
      agents.push(agent)
      agent.uplink.start()
    }
    if (started === devices.length) clearInterval(starting)
  }, TICK_MS)
}

/** Every agent in its turn, so that the fleet does not beat in step. */
function sample(everyMs: number): NodeJS.Timeout {
  const slots = Math.round(everyMs / TICK_MS)
  const from = performance.now()
  let slot = 0
  return setInterval(() => {
    const due = Math.floor((performance.now() - from) / TICK_MS)
    const [at, up] = [systemClock.now(), systemClock.up()]
    for (; slot < due; slot++)
      for (let i = slot % slots; i < agents.length; i += slots) {
        const { records, uplink } = agents[i]!
        records.add(at, up, Math.random())
        uplink.wake(false)
      }
  }, TICK_MS)
}
