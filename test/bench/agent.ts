import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import { ledgerOf } from '../support/api.ts'
import { launchCollector } from '../support/launch-collector.ts'
import { openStored } from '../support/stored.ts'
import { buildBundle, enrolAgent, startAgent, writeFastClock } from './agents/bundled-agent.ts'
import type { BenchOptions } from './bench.ts'
import { startOtherAgents } from './comparators/other-agents.ts'
import { childFaults, memoryOf, treeOf, treeSeconds } from './measure/processes.ts'
import { quantile } from './measure/quantile.ts'
import type { Figure, Report } from './report.ts'

/** A day at one sample every ten seconds. */
const DAY_SAMPLES = 8_640
const STARTS = 5
const START_MS = 4_000
/** Before the steady state is watched: the rare probes, which come one after the other in the first minutes, are over. */
const WARM_UP_MS = 240_000
const TICK_MS = 10_000
const DAY_LIMIT_MS = 1_200_000
/** A program on the ten-second path would be started in every tick, %; beside it the way to the gateway is asked once a minute. */
const MOST_TICKS = 25
/** Other agents listen from this port on. */
const OTHER_PORT = 19_500

/** The bundled agent with the flags its package names, against a real collector on this machine. */
export async function run({ folder, quick, minutes, say }: BenchOptions): Promise<Report[]> {
  const bundle = buildBundle()
  const collector = launchCollector({ folder: join(folder, 'collector') })
  const at = await collector.ready
  const folderOf = (name: string): string => {
    mkdirSync(join(folder, name), { recursive: true })
    return join(folder, name)
  }

  say(`${STARTS} starts`)
  const first = await measureStarts(bundle, folderOf('starts'), at)
  const samples = quick ? 400 : DAY_SAMPLES
  say(`${samples} samples at 200 times the pace`)
  const oldFolder = folderOf('old')
  const oldDevice = await enrolAgent(at, oldFolder, 'old')
  const old = startAgent(bundle, oldFolder, writeFastClock(folder))
  const from = performance.now()
  while ((await ledgerOf(at, oldDevice)).received < samples) {
    if (performance.now() - from > DAY_LIMIT_MS) throw new Error('the day did not pass in twenty minutes')
    await pause(1_000)
  }
  const dayMinutes = (performance.now() - from) / 60_000
  old.signal('SIGUSR2')

  const freshFolder = folderOf('fresh')
  await enrolAgent(at, freshFolder, 'fresh')
  const fresh = startAgent(bundle, freshFolder)
  const others = startOtherAgents(folderOf('others'), OTHER_PORT)
  await pause(quick ? 5_000 : WARM_UP_MS)
  const begun = treeSeconds(fresh.pid)
  const watchMs = quick ? 20_000 : minutes * 60_000
  say(
    `watching for ${Math.round(watchMs / 1000)} s: fresh, a day old, ${others.agents.map(({ name }) => name).join(', ')}`,
  )
  const [young, aged, ...beside] = await watch(
    [fresh, old, ...others.agents].map(({ pid }) => pid),
    watchMs,
  )
  const children = /children (\d+)/.exec(old.said())?.[1] ?? '?'
  await Promise.all([fresh, old, ...others.agents].map(agent => agent.stop()))
  await collector.stop()

  const compare = (pick: (watched: Watched) => number) =>
    others.agents.map(({ name }, i) => ({ who: name, value: pick(beside[i]!) }))
  const figures = (name: string, watched: Watched, compared: boolean): Figure[] => [
    figure(
      `processor time, ${name}`,
      watched.secondsPerHour,
      'CPU-s/h',
      3,
      compared ? compare(one => one.secondsPerHour) : [],
    ),
    figure(
      `resident memory, ${name}`,
      watched.resident / 1e6,
      'MB',
      60,
      compared ? compare(one => one.resident / 1e6) : [],
    ),
    figure(`private memory, ${name}`, watched.own / 1e6, 'MB', 18, compared ? compare(one => one.own / 1e6) : []),
  ]
  return [
    {
      title: 'The agent, one sample every 10 s',
      figures: [
        ...figures('steady', young!, true),
        ...figures('after a day of samples', aged!, false),
        {
          what: 'from its start to the first sample, median',
          value: quantile(first.taken, 0.5),
          unit: 'ms',
          atMost: 300,
        },
        { what: 'from its start until the collector has it', value: quantile(first.stored, 0.5), unit: 'ms' },
        { what: `its first ${WARM_UP_MS / 60_000} minutes, every rare probe once`, value: begun, unit: 'CPU-s' },
        {
          what: 'ticks of 10 s in which it started a program',
          value: (young!.ticksWithChildren / young!.ticks) * 100,
          unit: '%',
          atMost: MOST_TICKS,
        },
      ],
      notes: [
        `Watched for ${Math.round(watchMs / 1000)} s after ${WARM_UP_MS / 1000} s, all side by side; processor time includes that of programs an agent started. Memory is the largest seen: of a process as /proc/PID/smaps_rollup tells it, with those of its children that were still there ten seconds later.`,
        `The day of ${samples} samples passed in ${dayMinutes.toFixed(1)} minutes: the unchanged bundle under a clock that ran 200 times as fast (test/bench/agents/fast-clock.ts) and was then slowed down again. ${children} programs were started in it.`,
        'node_exporter was scraped and zabbix-agent2 asked for 12 items every 10 s; Netdata collects every second, as installed.',
        ...(others.missing.length > 0 ? [`Not installed here: ${others.missing.join(', ')}.`] : []),
      ],
    },
  ]
}

function figure(what: string, value: number, unit: string, atMost: number, beside: Figure['beside'] = []): Figure {
  return { what, value, unit, atMost, beside }
}

/** How long after its process was started the first sample was taken, and was stored, ms, over several starts. */
async function measureStarts(bundle: string[], folder: string, at: Parameters<typeof enrolAgent>[0]) {
  const device = await enrolAgent(at, folder, 'starts')
  const starts: number[] = []
  for (let i = 0; i < STARTS; i++) {
    const agent = startAgent(bundle, folder)
    starts.push(agent.startedAt)
    await pause(START_MS)
    await agent.stop()
  }
  using stored = openStored(at.folder)
  const samples = stored.recordsOf(device).filter(({ kind }) => kind === 's')
  const firsts = starts.map(start => {
    const after = samples.filter(({ sampledAt }) => sampledAt >= start)
    return { start, record: after.toSorted((a, b) => a.sampledAt - b.sampledAt)[0]! }
  })
  return {
    taken: firsts.map(({ start, record }) => record.sampledAt - start),
    stored: firsts.map(({ start, record }) => record.receivedAt - start),
  }
}

interface Watched {
  secondsPerHour: number
  resident: number
  own: number
  ticks: number
  ticksWithChildren: number
}

/** Watches processes with all they start, side by side. */
async function watch(pids: readonly number[], forMs: number): Promise<Watched[]> {
  const watched = pids.map(pid => ({
    pid,
    before: treeSeconds(pid),
    children: childFaults(pid),
    ticks: 0,
    ticksWithChildren: 0,
    resident: 0,
    own: 0,
    tree: treeOf(pid),
  }))
  const from = performance.now()
  while (performance.now() - from < forMs) {
    await pause(TICK_MS)
    for (const one of watched) {
      const tree = treeOf(one.pid)
      const memory = tree.filter(pid => one.tree.includes(pid)).map(memoryOf)
      const children = childFaults(one.pid)
      if (children > one.children || tree.length > one.tree.length) one.ticksWithChildren++
      one.ticks++
      one.children = children
      one.tree = tree
      one.resident = Math.max(
        one.resident,
        memory.reduce((sum, { resident }) => sum + resident, 0),
      )
      one.own = Math.max(
        one.own,
        memory.reduce((sum, { own }) => sum + own, 0),
      )
    }
  }
  const hours = (performance.now() - from) / 3_600_000
  return watched.map(one => ({ ...one, secondsPerHour: (treeSeconds(one.pid) - one.before) / hours }))
}
