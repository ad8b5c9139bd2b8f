import { systemClock, type Clock } from '@forewarn/shared/clock.ts'
import { DEFAULT_AGENT_CONFIG, type AgentConfig } from '@forewarn/shared/protocol.ts'
import type { EventBody } from '@forewarn/shared/record.ts'
import { basename } from 'node:path'

import { readBootId } from './boot-id.ts'
import { createCleanups } from './cleanups.ts'
import { createClockWatch } from './clock-watch.ts'
import { systemFiles, type Files } from './files.ts'
import { lockFolder } from './folder-lock.ts'
import { readHardware } from './hardware.ts'
import type { Identity } from './identity.ts'
import { readInventory } from './inventory.ts'
import type { Log } from './log.ts'
import { createSampler } from './sampler/sampler.ts'
import type { Source, Tick } from './sampler/source.ts'
import { createSources } from './sources/index.ts'
import { createSpool, type SpoolTrouble } from './spool/spool.ts'
import { openSocket } from './uplink/socket.ts'
import { createUplink } from './uplink/uplink.ts'
import { AGENT_VERSION } from './version.ts'

/** The inventory is read this long after start, so that the first sample does not wait for it, ms. */
const INVENTORY_AFTER_MS = 1_000
const REASON_LENGTH = 200

export interface AgentOptions {
  folder: string
  identity: Identity
  /** The collector's address where it differs from the identity's. */
  address?: string | null
  spoolBytes: number
  log: Log
  clock?: Clock
  files?: Files
  random?: () => number
  /** The cadence until the collector says otherwise. */
  config?: AgentConfig
  /** Sources in place of the built-in ones. */
  sources?: readonly Source[]
}

/** The agent, wired: sources → sampler → spool → uplink. */
export function createAgent(options: AgentOptions) {
  const { folder, identity, log } = options
  const { clock = systemClock, files = systemFiles, random = Math.random, config = DEFAULT_AGENT_CONFIG } = options
  const address = options.address ?? identity.address
  const cleanups = createCleanups(log)
  let parts: ReturnType<typeof wire> | null = null

  function wire() {
    const boot = readBootId(files, clock)
    const hardware = readHardware(files)
    cleanups.add('folder lock', lockFolder(folder))

    const spool = createSpool({
      folder,
      capBytes: options.spoolBytes,
      owner: { device: identity.device, epoch: identity.epoch, facts: hardware },
      boot,
      clock,
      onDurable: () => uplink.wake(urgent.splice(0).length > 0),
      onTrouble: trouble => emit(describeTrouble(trouble)),
    })
    cleanups.add('spool', () => spool.close())

    const uplink = createUplink({
      identity,
      address,
      spool,
      clock,
      log,
      agentVersion: AGENT_VERSION,
      hardware,
      open: openSocket,
      random,
      onConfig: ({ sampleIntervalMs }) => sampler.setInterval(sampleIntervalMs),
    })
    cleanups.add('uplink', () => uplink.stop())

    const clockWatch = createClockWatch()
    const sampler = createSampler({
      sources: options.sources ?? createSources({ files, spool: spool.status }),
      clock,
      intervalMs: config.sampleIntervalMs,
      offsetMs: offsetOf(identity.device),
      layoutId: spool.layoutId,
      onSample: (blocks, at) => keep(spool.append('s', blocks, at)),
      onEvent: emit,
      onTick(at) {
        const jump = clockWatch(at)
        if (jump !== null) emit(jump, at)
      },
    })

    /** One entry for every event on its way into the spool that must travel at once. */
    const urgent: true[] = []
    function emit(event: EventBody, at: Tick = { now: clock.now(), up: clock.up() }): void {
      log[event.severity === 'warning' ? 'warn' : event.severity](event.name, event.attributes)
      if (event.severity !== 'info') urgent.push(true)
      keep(spool.append('e', event, at))
    }

    function keep(durable: Promise<void>): void {
      durable.catch((error: unknown) => log.error('a record was lost', { error: (error as Error).message }))
    }

    return { spool, uplink, sampler, emit, keep }
  }

  async function start(): Promise<void> {
    try {
      parts = wire()
      const { spool, uplink, sampler, emit, keep } = parts
      const { previous, rebooted, setAside } = spool.found
      if (setAside !== null)
        emit(describeTrouble({ name: 'spool.corrupt', reason: setAside.reason, setAside: setAside.path, lost: null }))
      emit({ name: 'agent.start', severity: 'info', attributes: { version: AGENT_VERSION, previous, rebooted } })
      cleanups.add('stop event', () => emit({ name: 'agent.stop', severity: 'info', attributes: {} }))
      sampler.start()
      cleanups.add('sampler', () => sampler.stop())
      uplink.start()
      const timer = setTimeout(() => {
        for (const body of readInventory(files)) {
          const text = JSON.stringify(body.facts)
          if (spool.recall(body.subject) === text) continue
          keep(
            spool
              .append('i', body, { now: clock.now(), up: clock.up() })
              .then(() => spool.remember(body.subject, text)),
          )
        }
      }, INVENTORY_AFTER_MS)
      cleanups.add('inventory', () => clearTimeout(timer))
    } catch (error) {
      await cleanups.run()
      throw error
    }
  }

  return {
    /** Starts everything; what had started is stopped again when something cannot. */
    start,
    /** Stops in the reverse order; the last records are sent where the collector is there to take them. */
    stop: () => cleanups.run(),
    status: () => (parts === null ? null : { ...parts.uplink.status(), spool: parts.spool.status() }),
  }
}

export type Agent = ReturnType<typeof createAgent>

/** A number of milliseconds below an hour that is always the same for a device and spread evenly over devices (FNV-1a). */
function offsetOf(device: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < device.length; i++) hash = Math.imul(hash ^ device.charCodeAt(i), 0x01000193) >>> 0
  return hash % 3_600_000
}

function describeTrouble(trouble: SpoolTrouble): EventBody {
  const { name, ...attributes } = trouble
  if ('reason' in attributes) attributes.reason = attributes.reason.slice(0, REASON_LENGTH)
  if ('setAside' in attributes) attributes.setAside = basename(attributes.setAside)
  return { name, severity: name === 'spool.resumed' ? 'info' : 'error', attributes }
}
