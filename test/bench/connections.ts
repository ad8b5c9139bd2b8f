import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import { dataPaths, type CollectorNote } from '@forewarn/collector/data-folder.ts'

import { launchCollector } from '../support/launch-collector.ts'
import { enrolDevices } from './agents/enrolled.ts'
import { startFleet } from './agents/fleet.ts'
import { countFaults } from './agents/stored-once.ts'
import type { BenchOptions } from './bench.ts'
import { memoryOf, openFilesLimit, processorSeconds } from './measure/processes.ts'
import type { Report } from './report.ts'

const AGENTS = 10_000
/** Files a process needs beside its sockets. */
const OTHER_FILES = 200
const SAMPLE_MS = 10_000
/** Small fleets are said to cost less than one percent of a core. */
const SMALL = 1_000
const START_SECONDS = 300
/** New connections a second: about what the agents' side of the handshakes leaves of the two cores they share with the collector. */
const STARTS_PER_SECOND = { off: 400, own: 100 } as const
/** V8 gives memory back two minutes after it was last busy. */
const SETTLE_MS = 150_000
const BACK_SECONDS = 180

/** The collector under a fleet of agents that keep their connections. */
export async function run(options: BenchOptions): Promise<Report[]> {
  const { folder, quick, say } = options
  const agents = Math.min(quick ? 1_000 : AGENTS, openFilesLimit() - OTHER_FILES)
  const settleMs = quick ? 3_000 : SETTLE_MS
  const scene = { agents, settleMs, say }
  const plain = await connectAll({ ...scene, folder: join(folder, 'plain'), tls: 'off' })
  const back = await restartUnder(plain, scene)
  const secured = await connectAll({ ...scene, folder: join(folder, 'tls'), tls: 'own' })
  await secured.fleet.stop()
  await secured.collector.stop()
  say(`${SMALL} agents at ${SAMPLE_MS / 1000} s`)
  const share = await steadyShare(join(folder, 'small'), quick)
  return [
    {
      title: `${agents} connected agents`,
      figures: [
        { what: 'memory of a connection without TLS', value: plain.bytes / 1000, unit: 'kB', atMost: 14 },
        { what: 'memory of a connection with TLS', value: secured.bytes / 1000, unit: 'kB' },
        { what: 'all back after a restart', value: back.stopped, unit: 's', atMost: 60 },
        { what: 'all back after kill -9', value: back.killed, unit: 's', atMost: 60 },
        { what: 'records lost by both', value: back.missing, unit: '', atMost: 0 },
        { what: 'records doubled by both', value: back.doubled, unit: '', atMost: 0 },
        { what: 'taking one agent in, without TLS', value: plain.milliseconds, unit: 'CPU-ms' },
        { what: 'taking one agent in, with TLS', value: secured.milliseconds, unit: 'CPU-ms' },
        {
          what: `${SMALL} agents at ${SAMPLE_MS / 1000} s, share of a core`,
          value: share.busy * 100,
          unit: '%',
          atMost: 1,
        },
        { what: 'the same with nobody connected', value: share.idle * 100, unit: '%' },
      ],
      notes: [
        `Every agent has the real uplink with its jitter, pings and batches, and a spool in memory. Memory is what the collector's own (anonymous) memory grows by from none to ${agents} connected agents that send nothing yet, two and a half minutes after the last came; the kernel's socket buffers are not in it.`,
        `Times count from the moment the collector is told to stop, or is killed, until the last agent is welcomed again; ${back.records} records were then held against the database. With TLS the restart is not measured, because all agents' handshakes on the machine of the collector take longer than its own.`,
        ...(agents < AGENTS && !quick
          ? [`Only ${agents} agents: this system allows no more open files (ulimit -n).`]
          : []),
      ],
    },
  ]
}

interface Scene {
  agents: number
  settleMs: number
  say: BenchOptions['say']
}

const allOnline = (count: number) => (report: { online: number }) => report.online === count

/** A collector and its fleet, with what each connection took of memory, bytes, and of processor time, ms. */
async function connectAll({ agents, settleMs, say, folder, tls }: Scene & { folder: string; tls: 'off' | 'own' }) {
  say(`enrolling ${agents} devices, TLS ${tls}`)
  const devices = enrolDevices(folder, agents)
  const args = ['--tls', tls]
  const collector = launchCollector({ folder, args })
  const { address, port } = await collector.ready
  const { trust } = JSON.parse(readFileSync(dataPaths(folder).note, 'utf8')) as CollectorNote
  await pause(settleMs / 5)
  const memory = memoryOf(collector.pid).anonymous
  const seconds = processorSeconds(collector.pid)
  say('connecting them')
  const fleet = startFleet({ address, devices, authority: trust, startsPerSecond: STARTS_PER_SECOND[tls] })
  if (!(await fleet.until(allOnline(agents), START_SECONDS)))
    throw new Error(`not all agents were online within ${START_SECONDS} s`)
  const milliseconds = ((processorSeconds(collector.pid) - seconds) * 1000) / agents
  await pause(settleMs)
  const bytes = (memoryOf(collector.pid).anonymous - memory) / agents
  return { folder, port, args, devices, collector, fleet, bytes, milliseconds }
}

/** Restarts the collector under a fleet that goes on sampling, in order and without warning, and counts what is lost or there twice. */
async function restartUnder(begun: Awaited<ReturnType<typeof connectAll>>, { agents, settleMs, say }: Scene) {
  const { folder, port, args, devices, fleet } = begun
  let { collector } = begun
  fleet.sample(SAMPLE_MS)
  /** Seconds until the last agent was welcomed again, or null where that took too long. */
  async function restart(end: () => Promise<unknown>): Promise<number | null> {
    await pause(settleMs / 5)
    const from = performance.now()
    await end()
    collector = launchCollector({ folder, port, args })
    await collector.ready
    return (await fleet.until(allOnline(agents), BACK_SECONDS)) ? (performance.now() - from) / 1000 : null
  }
  say('restarting')
  const stopped = await restart(collector.stop)
  say('killing')
  const killed = await restart(collector.kill)
  await pause(settleMs / 5)
  say('counting')
  fleet.sample(null)
  if (!(await fleet.until(({ waiting }) => waiting === 0, BACK_SECONDS)))
    throw new Error(`not every record was acknowledged within ${BACK_SECONDS} s`)
  const { made } = await fleet.report()
  await fleet.stop()
  await collector.stop()
  const faults = countFaults(folder, new Map(devices.map(({ device }, i) => [device, made[i]!])))
  return { stopped, killed, ...faults, records: made.reduce((a, b) => a + b, 0) }
}

/**
 * The share of a core a small fleet takes in the long run: its first half minute, in which every sample travels at once, is over, and the
 * collector's code has been compiled.
 */
async function steadyShare(folder: string, quick: boolean): Promise<{ idle: number; busy: number }> {
  const [warmUpMs, forMs] = quick ? [2_000, 5_000] : [180_000, 180_000]
  const devices = enrolDevices(folder, SMALL)
  const collector = launchCollector({ folder })
  const { address } = await collector.ready
  async function shareOver(ms: number): Promise<number> {
    const [used, from] = [processorSeconds(collector.pid), performance.now()]
    await pause(ms)
    return (processorSeconds(collector.pid) - used) / ((performance.now() - from) / 1000)
  }
  await pause(5_000)
  const idle = await shareOver(forMs / 6)
  // Over as long as a batch takes to come, so that batches do not come all at once.
  const fleet = startFleet({ address, devices, startsPerSecond: quick ? 400 : SMALL / 60 })
  await fleet.until(allOnline(SMALL), START_SECONDS)
  fleet.sample(SAMPLE_MS)
  await pause(warmUpMs)
  const busy = await shareOver(forMs)
  await fleet.stop()
  await collector.stop()
  return { idle, busy }
}
