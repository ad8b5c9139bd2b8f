import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

import { dataPaths } from '@forewarn/collector/data-folder.ts'

import { launchCollector } from '../support/launch-collector.ts'
import { enrolDevices, type EnrolledDevice } from './agents/enrolled.ts'
import { startFlood } from './agents/flood.ts'
import { CRASH } from './agents/sample.ts'
import type { BenchOptions } from './bench.ts'
import { canRunZabbix, startZabbix } from './comparators/zabbix.ts'
import { syncMilliseconds } from './measure/disk.ts'
import { watchIncidents } from './measure/incidents.ts'
import { processorSeconds } from './measure/processes.ts'
import { quantile } from './measure/quantile.ts'
import type { Report } from './report.ts'

const AGENTS = 2_000
const BATCH = 10
/** Messages an agent has under way at most, as in the real one's live lane (IN_FLIGHT in agent/src/uplink/outbox.ts). */
const UNDER_WAY = 4
const PACE = 5_000
/** The pace is held so often, and the middle one counts: a neighbour on the machine disturbs times of day, not processor time. */
const ROUNDS = 3
/** Between two floods the collector may pack what the first one brought: until it needs less than this share of a core. */
const CALM_SHARE = 0.05
/** One message in so many opens an incident: fifty a second, and as it has no factor in common with the agents, each of another one. */
const CRASH_EVERY = 101
const ZABBIX_PORT = 19_600

/** The collector with 2,000 authenticated agents, as it is installed, the agents in a process of their own. */
export async function run({ folder, quick, say }: BenchOptions): Promise<Report[]> {
  const data = join(folder, 'data')
  const times = quick ? { warmUpMs: 1_000, forMs: 2_000 } : { warmUpMs: 10_000, forMs: 15_000 }
  say(`enrolling ${AGENTS} devices`)
  const devices = enrolDevices(data, AGENTS)
  const collector = launchCollector({ folder: data })
  const { address } = await collector.ready
  const flood = await startFlood(address, devices)
  const seconds = () => processorSeconds(collector.pid)
  const asFast = (samples: number, underWay: number) => flood.flood({ samples, pace: { underWay }, ...times }, seconds)

  const rounds = []
  for (let i = 0; i < ROUNDS; i++) {
    say(`${PACE} messages a second, ${i + 1} of ${ROUNDS}`)
    rounds.push(await flood.flood({ samples: 1, pace: { perSecond: PACE }, ...times }, seconds))
  }
  const paced = rounds.toSorted((a, b) => a.p99 - b.p99)[Math.floor(ROUNDS / 2)]!
  say(`${PACE} messages a second, one in ${CRASH_EVERY} opens an incident`)
  const watched = watchIncidents(dataPaths(data).database, CRASH)
  await flood.flood({ samples: 1, pace: { perSecond: PACE }, crashEvery: CRASH_EVERY, ...times }, seconds)
  const incidents = watched.stop()
  if (incidents.missing > 0) throw new Error(`${incidents.missing} events opened no incident`)
  await calm(seconds)
  say('one sample a message')
  const single = await asFast(1, UNDER_WAY)
  await calm(seconds)
  say('one sample a message, one message under way')
  const alone = await asFast(1, 1)
  await calm(seconds)
  say(`${BATCH} samples a message`)
  const batched = await asFast(BATCH, UNDER_WAY)
  await flood.stop()
  await collector.stop()
  say('the same without detection')
  const blind = await floodWithoutDetection(join(folder, 'blind'), times)
  say('the same to a server that stores nothing')
  const bare = await floodBare(devices, times)
  const zabbix = await floodZabbix(join(folder, 'zabbix'), times.forMs, say)

  const unit = 'values/CPU-s'
  const rate = ({ values, used }: { values: number; used: number }) => values / used
  const beside = (kind: 'single' | 'batched') => [
    ...(zabbix === null ? [] : [{ who: 'Zabbix 6.0 on PostgreSQL', value: zabbix[kind] }]),
    { who: 'WebSocket and JSON alone', value: rate(bare[kind]) },
  ]
  return [
    {
      title: `Ingest with ${AGENTS} authenticated agents`,
      figures: [
        { what: 'one sample a message', value: rate(single), unit, atLeast: 500e3, beside: beside('single') },
        {
          what: `${BATCH} samples a message`,
          value: rate(batched),
          unit,
          atLeast: 1e6,
          beside: beside('batched'),
        },
        { what: 'one sample a message, each acknowledged before the next', value: rate(alone), unit },
        { what: `one sample a message, at ${PACE} messages/s`, value: rate(paced), unit },
        ...(['single', 'batched'] as const).map(kind => ({
          what: `what detection costs of it, ${kind}`,
          value: (1 - rate(kind === 'single' ? single : batched) / rate(blind[kind])) * 100,
          unit: '%',
          atMost: 25,
        })),
        { what: `record to ack at ${PACE} messages/s, median`, value: paced.median, unit: 'ms' },
        { what: `record to ack at ${PACE} messages/s, p99`, value: paced.p99, unit: 'ms', atMost: 20 },
        { what: 'record received to incident committed, median', value: quantile(incidents.took, 0.5), unit: 'ms' },
        {
          what: 'record received to incident committed, p99',
          value: quantile(incidents.took, 0.99),
          unit: 'ms',
          atMost: 100,
        },
      ],
      notes: [
        `A sample has 12 values in five blocks, about 170 bytes of JSON. Every value was validated, deduplicated and committed with an fsync before its ack; a page took ${syncMilliseconds(folder).toFixed(2)} ms to sync. Packing into chunks that fell into the measured time is counted.`,
        `Agents sent as fast as acks came, ${UNDER_WAY} messages under way as the real agent's live lane allows: ${perSecond(single)} messages/s single, ${perSecond(batched)} batched.`,
        `Incidents were opened at ${PACE} messages/s by ${incidents.took.length} unclean boots among the samples, each of another device; the time ends when another process could read the incident.`,
        `Without detection: the same collector with nothing behind the log, ${Math.round(rate(blind.single) / 1000)} k and ${(rate(blind.batched) / 1e6).toFixed(2)} M values a CPU-second.`,
        zabbix === null
          ? 'Zabbix is not installed here, or the bench does not run as root. On two other cores Zabbix 6.0 on PostgreSQL took in 65 to 83 thousand values a CPU-second.'
          : 'Zabbix got the same samples through its sender protocol, 12 values or 120 a message; it answers before its database has them.',
      ],
    },
  ]
}

const perSecond = ({ messages, seconds }: { messages: number; seconds: number }) => Math.round(messages / seconds)

async function floodWithoutDetection(folder: string, times: { warmUpMs: number; forMs: number }) {
  const devices = enrolDevices(folder, AGENTS)
  const preload = pathToFileURL(join(import.meta.dirname, 'comparators/no-detection.ts')).href
  const collector = launchCollector({ folder, nodeFlags: ['--import', preload] })
  const { address } = await collector.ready
  const flood = await startFlood(address, devices)
  const seconds = () => processorSeconds(collector.pid)
  const asFast = (samples: number) => flood.flood({ samples, pace: { underWay: UNDER_WAY }, ...times }, seconds)
  const single = await asFast(1)
  await calm(seconds)
  const batched = await asFast(BATCH)
  await flood.stop()
  await collector.stop()
  return { single, batched }
}

async function floodBare(devices: EnrolledDevice[], times: { warmUpMs: number; forMs: number }) {
  const server = fork(join(import.meta.dirname, 'comparators/bare-server.ts'), { stdio: ['ignore', 2, 2, 'ipc'] })
  const [address] = (await once(server, 'message')) as [string]
  const flood = await startFlood(address, devices)
  const asFast = (samples: number) =>
    flood.flood({ samples, pace: { underWay: UNDER_WAY }, ...times }, () => processorSeconds(server.pid!))
  const single = await asFast(1)
  const batched = await asFast(BATCH)
  await flood.stop()
  server.disconnect()
  await once(server, 'exit')
  return { single, batched }
}

async function floodZabbix(folder: string, forMs: number, say: BenchOptions['say']) {
  if (!canRunZabbix()) return null
  const zabbix = await startZabbix({ folder, hosts: AGENTS, port: ZABBIX_PORT, say })
  say('the same to Zabbix')
  const single = await zabbix.flood(1, forMs)
  const batched = await zabbix.flood(BATCH, forMs)
  await zabbix.stop()
  return { single, batched }
}

async function calm(seconds: () => number): Promise<void> {
  for (let i = 0; i < 60; i++) {
    const before = seconds()
    await pause(1_000)
    if (seconds() - before < CALM_SHARE) return
  }
}
