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
import type { Figure, Report } from './report.ts'

const AGENTS = 10_000
/** Memory is compared between so many and all, so that what a collector takes anyway is left out. */
const SOME = 2_000
/** Files a process needs beside its sockets. */
const OTHER_FILES = 200
const SAMPLE_MS = 10_000
/** Small fleets are said to cost less than one percent of a core. */
const SMALL = 1_000
const START_SECONDS = 120
const BACK_SECONDS = 180

/** The collector under a fleet of agents that keep their connections. */
export async function run(options: BenchOptions): Promise<Report[]> {
  const { folder, quick, say } = options
  const agents = Math.min(quick ? 1_000 : AGENTS, openFilesLimit() - OTHER_FILES)
  const settleMs = quick ? 3_000 : 45_000
  const plain = await measure({ ...options, folder: join(folder, 'plain') }, agents, settleMs, 'off')
  const secured = await measure({ ...options, folder: join(folder, 'tls') }, agents, settleMs, 'own')
  say(`${SMALL} agents at ${SAMPLE_MS / 1000} s`)
  const share = await steadyShare(join(folder, 'small'), quick)
  const restarts = (name: string, { stopped, killed, missing, doubled }: typeof plain): Figure[] => [
    { what: `all back after a restart, ${name}`, value: stopped, unit: 's', atMost: 60 },
    { what: `all back after kill -9, ${name}`, value: killed, unit: 's', atMost: 60 },
    { what: `records lost, ${name}`, value: missing, unit: '', atMost: 0 },
    { what: `records doubled, ${name}`, value: doubled, unit: '', atMost: 0 },
  ]
  return [
    {
      title: `${agents} connected agents`,
      figures: [
        { what: 'memory of a connection without TLS', value: plain.bytes / 1000, unit: 'kB', atMost: 14 },
        { what: 'memory of a connection with TLS', value: secured.bytes / 1000, unit: 'kB' },
        ...restarts('without TLS', plain),
        ...restarts('with TLS', secured),
        {
          what: `${SMALL} agents at ${SAMPLE_MS / 1000} s, share of a core`,
          value: share.busy * 100,
          unit: '%',
          atMost: 1,
        },
        { what: 'of it with nobody connected', value: share.idle * 100, unit: '%' },
      ],
      notes: [
        `Every agent has the real uplink with its jitter, pings and batches, and a spool in memory. Memory is what the collector's resident memory grows by from ${Math.min(SOME, agents / 5)} to ${agents} connected agents that send nothing yet; the kernel's socket buffers are not in it.`,
        `Times count from the moment the collector is told to stop, or is killed, until the last agent is welcomed again; ${plain.records} and ${secured.records} records were then held against the database.`,
        ...(agents < AGENTS && !quick
          ? [`Only ${agents} agents: this system allows no more open files (ulimit -n).`]
          : []),
      ],
    },
  ]
}

async function measure({ folder, say }: BenchOptions, agents: number, settleMs: number, tls: 'off' | 'own') {
  say(`enrolling ${agents} devices, TLS ${tls}`)
  const devices = enrolDevices(folder, agents)
  const args = ['--tls', tls]
  let collector = launchCollector({ folder, args })
  const { address, port } = await collector.ready
  const { trust } = JSON.parse(readFileSync(dataPaths(folder).note, 'utf8')) as CollectorNote
  const some = Math.min(SOME, agents / 5)
  const fleet = startFleet({ address, devices: devices.slice(0, some), authority: trust })
  const allOnline = (count: number) => (report: { online: number }) => report.online === count
  await fleet.until(allOnline(some), START_SECONDS)
  await pause(settleMs)
  const before = memoryOf(collector.pid).resident
  say('connecting the rest')
  fleet.add(devices.slice(some))
  await fleet.until(allOnline(agents), START_SECONDS)
  await pause(settleMs)
  const bytes = (memoryOf(collector.pid).resident - before) / (agents - some)
  fleet.sample(SAMPLE_MS)
  await pause(settleMs / 2)

  async function restart(end: () => Promise<unknown>): Promise<number> {
    const from = performance.now()
    await end()
    collector = launchCollector({ folder, port, args })
    await collector.ready
    await fleet.until(allOnline(agents), BACK_SECONDS)
    return (performance.now() - from) / 1000
  }
  say('restarting')
  const stopped = await restart(collector.stop)
  await pause(settleMs / 2)
  say('killing')
  const killed = await restart(collector.kill)
  await pause(settleMs / 2)
  say('counting')
  fleet.sample(null)
  await fleet.until(({ waiting }) => waiting === 0, BACK_SECONDS)
  const { made } = await fleet.report()
  await fleet.stop()
  await collector.stop()
  const faults = countFaults(folder, new Map(devices.map(({ device }, i) => [device, made[i]!])))
  return { bytes, stopped, killed, ...faults, records: made.reduce((a, b) => a + b, 0) }
}

/** The share of a core a small fleet takes, once its first half minute, in which every sample travels at once, is over. */
async function steadyShare(folder: string, quick: boolean): Promise<{ idle: number; busy: number }> {
  const [firstSightMs, forMs] = quick ? [2_000, 5_000] : [60_000, 180_000]
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
  const fleet = startFleet({ address, devices })
  await fleet.until(({ online }) => online === SMALL, START_SECONDS)
  fleet.sample(SAMPLE_MS)
  await pause(firstSightMs)
  const busy = await shareOver(forMs)
  await fleet.stop()
  await collector.stop()
  return { idle, busy }
}
