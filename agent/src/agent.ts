import { systemClock, type Clock } from '@forewarn/shared/clock.ts'
import { DEFAULT_AGENT_CONFIG, type AgentConfig } from '@forewarn/shared/protocol.ts'
import type { InventoryBody } from '@forewarn/shared/record.ts'
import { readWatchList } from '@forewarn/shared/watch-list.ts'
import { basename } from 'node:path'

import { readBootId } from './boot-id.ts'
import { createBoots } from './boots/boots.ts'
import { createCleanups } from './cleanups.ts'
import { createClockWatch } from './clock-watch.ts'
import { systemCommands, type Commands } from './commands.ts'
import { systemFiles, type Files } from './files.ts'
import { lockFolder } from './folder-lock.ts'
import { createBudgetGuard } from './guest/budget.ts'
import { isClass } from './guest/class-hours.ts'
import { createUsage, type Taken } from './guest/usage.ts'
import { readHardware } from './hardware.ts'
import type { Identity } from './identity.ts'
import type { Log } from './log.ts'
import { createSampler } from './sampler/sampler.ts'
import type { Happening, Source, Tick } from './sampler/source.ts'
import { createCounter } from './sources/events.ts'
import { createSources, type SourceParts } from './sources/index.ts'
import { createSpool, type SpoolTrouble } from './spool/spool.ts'
import { openSocket } from './uplink/socket.ts'
import { createUplink } from './uplink/uplink.ts'
import { AGENT_VERSION } from './version.ts'
import { createDeaths } from './watchers/deaths.ts'
import { createWatchers } from './watchers/index.ts'
import type { Watcher } from './watchers/watcher.ts'

const REASON_LENGTH = 200
/** Under this the spool remembers the configuration. */
const WATCH_LIST = 'config'

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
  commands?: Commands
  /** What the agent has taken of its machine so far. */
  usage?: () => Taken
  /** Sources and watchers in place of the built-in ones. */
  sources?: readonly Source[]
  watchers?: readonly Watcher[]
}

/** The agent, wired: sources → sampler → spool → uplink. */
export function createAgent(options: AgentOptions) {
  const { folder, identity, log } = options
  const { clock = systemClock, files = systemFiles, commands = systemCommands, random = Math.random } = options
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

    let config: AgentConfig = {
      ...(options.config ?? DEFAULT_AGENT_CONFIG),
      ...recallWatchList(spool.recall(WATCH_LIST)),
    }
    let isRolledBack = false
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
      onRolledBack() {
        isRolledBack = true
        emit({ name: 'disk.rolled-back', severity: 'info', attributes: { disk: 'agent' } })
      },
      onConfig(next) {
        config = next
        sampler.setInterval(next.sampleIntervalMs)
        spool.remember(WATCH_LIST, JSON.stringify(next))
      },
    })
    cleanups.add('uplink', () => uplink.stop())

    const sourceParts: SourceParts = {
      files,
      commands,
      memory: spool,
      deaths: createDeaths(),
      suppressed: createCounter(),
      clock,
      config: () => config,
      link: () => ({ address, ...uplink.link() }),
      spool: spool.status,
    }
    const boots = createBoots({
      files,
      commands,
      clock,
      memory: spool,
      version: AGENT_VERSION,
      bootId: boot,
      lastRun: spool.found,
      isRolledBack: () => isRolledBack,
    })
    const watchers = options.watchers ?? [boots.watcher, ...createWatchers(sourceParts)]
    const clockWatch = createClockWatch()
    const usage = options.usage ?? createUsage(files)
    const guard = createBudgetGuard()
    const sampler = createSampler({
      sources: options.sources ?? createSources(sourceParts),
      clock,
      intervalMs: config.sampleIntervalMs,
      offsetMs: offsetOf(identity.device),
      layoutId: spool.layoutId,
      onSample: (blocks, at) => keep(spool.append('s', blocks, at)),
      onEvent: emit,
      onFacts: keepFacts,
      onTick(at) {
        const { jump, sleptMs } = clockWatch({ ...at, precise: clock.precise() })
        if (jump !== null) emit(jump, at)
        if (sleptMs > 0) void boots.slept(sleptMs, at)
        const step = guard.observe({ up: at.up, ...usage() })
        if (step === null) return
        sampler.setSlowdown(step.slowdown)
        if (step.event !== null) emit(step.event, at)
      },
      isClass: ({ now }) => isClass(config, now + (uplink.link().clockOffsetMs ?? 0)),
    })

    /** One entry for every event on its way into the spool that must travel at once. */
    const urgent: true[] = []
    function emit({ at, remember, ...event }: Happening, found: Tick = { now: clock.now(), up: clock.up() }): void {
      log[event.severity === 'warning' ? 'warn' : event.severity](event.name, event.attributes)
      if (event.severity !== 'info') urgent.push(true)
      // What is told late gets the time since boot that goes with its own wall-clock time, below zero before this boot.
      const when = at === undefined ? found : { now: at, up: found.up - (found.now - at) }
      keep(spool.append('e', event, when, remember))
    }

    function keepFacts(body: InventoryBody, at: Tick): void {
      const key = `facts:${body.subject}`
      const value = JSON.stringify(body.facts)
      if (spool.recall(key) !== value) keep(spool.append('i', body, at, { key, value }))
    }

    function keep(durable: Promise<void>): void {
      durable.catch((error: unknown) => log.error('a record was lost', { error: (error as Error).message }))
    }

    return { spool, uplink, sampler, boots, watchers, emit }
  }

  async function start(): Promise<void> {
    try {
      parts = wire()
      const { spool, uplink, sampler, boots, watchers, emit } = parts
      const { setAside } = spool.found
      if (setAside !== null)
        emit(describeTrouble({ name: 'spool.corrupt', reason: setAside.reason, setAside: setAside.path, lost: null }))
      for (const happening of boots.begin()) emit(happening)
      cleanups.add('stop event', () =>
        emit({ name: 'agent.stop', severity: 'info', attributes: { systemGoesDown: boots.goesDown() } }),
      )
      sampler.start()
      cleanups.add('sampler', () => sampler.stop())
      uplink.start()
      for (const watcher of watchers) {
        watcher.start(event => emit(event))
        cleanups.add(watcher.name, () => watcher.stop())
      }
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

/** What the collector last told to watch, so that a machine that starts without its network watches it too. */
function recallWatchList(text: string | null): Partial<AgentConfig> {
  return text === null ? {} : readWatchList(JSON.parse(text) as Record<string, unknown>)
}

function describeTrouble(trouble: SpoolTrouble): Happening {
  const { name, ...attributes } = trouble
  if ('reason' in attributes) attributes.reason = attributes.reason.slice(0, REASON_LENGTH)
  if ('setAside' in attributes) attributes.setAside = basename(attributes.setAside)
  return { name, severity: name === 'spool.resumed' ? 'info' : 'error', attributes }
}
