import { systemClock, type Clock } from '@forewarn/shared/clock.ts'
import { DEFAULT_AGENT_CONFIG } from '@forewarn/shared/protocol.ts'
import { readWatchList } from '@forewarn/shared/watch-list.ts'
import { setTimeout as pause } from 'node:timers/promises'

import { systemCommands } from '../commands.ts'
import { systemFiles } from '../files.ts'
import { readIdentity } from '../identity.ts'
import { createRunner, type Outcome, type Runner } from '../sampler/runner.ts'
import { createCounter } from '../sources/events.ts'
import { createSources } from '../sources/index.ts'
import { recallFrom } from '../spool/inspect.ts'
import { createDeaths } from '../watchers/deaths.ts'
import { createWatchers } from '../watchers/index.ts'
import type { Watcher } from '../watchers/watcher.ts'
import type { AgentSettings } from './program.ts'

/** A rate is what happens between two readings; this long lies between the first two, ms. */
const FIRST_PAUSE_MS = 1_000
const CADENCE = { intervalMs: DEFAULT_AGENT_CONFIG.sampleIntervalMs, slowdown: 1 }

/** Reads every source and prints what it says, how long it took, and why one has nothing to say; again and again unless `once`. */
export async function sense(settings: AgentSettings, options: { once: boolean; json: boolean }): Promise<void> {
  const parts = partsOf(settings)
  const runners = createSources(parts).map(createRunner)
  const watchers = createWatchers(parts)
  // The first reading gives rates something to start from; heavy sources have none.
  await round(
    runners.filter(({ pace }) => pace !== 'heavy'),
    systemClock,
  )
  await pause(FIRST_PAUSE_MS)
  for (;;) {
    const told = [...(await round(runners, systemClock)), ...watchers.map(tellWatcher)]
    process.stdout.write(options.json ? `${JSON.stringify(told)}\n` : `${told.map(inWords).join('')}\n`)
    if (options.once) return
    await pause(CADENCE.intervalMs)
  }
}

/** The sources' surroundings without a running agent: what the collector told it to watch is read from its spool. */
function partsOf({ data }: AgentSettings): Parameters<typeof createSources>[0] {
  const text = recallFrom(data, 'config')
  const watchList = text === null ? {} : readWatchList(JSON.parse(text) as Record<string, unknown>)
  const config = { ...DEFAULT_AGENT_CONFIG, ...watchList }
  const address = readIdentity(data)?.address ?? 'ws://127.0.0.1:7700'
  const memory = new Map<string, string>()
  return {
    files: systemFiles,
    commands: systemCommands,
    memory: { recall: key => memory.get(key) ?? null, remember: (key, value) => void memory.set(key, value) },
    deaths: createDeaths(),
    suppressed: createCounter(),
    clock: systemClock,
    config: () => config,
    link: () => ({ address, clockOffsetMs: null, roundTripMs: null }),
    spool: () => ({ bytes: 0, records: 0, dropped: 0 }),
  }
}

/** What one source said, as `--json` prints it. */
interface Told {
  source: string
  durationMs: number | null
  outcome: Outcome['kind'] | 'watch'
  /** Why there is nothing to say; empty where there is. What a watcher follows and why. */
  reason: string
  readings: { metric: string; attributes: Record<string, string>; value: number | null }[]
  events: { name: string; severity: string; attributes: Record<string, unknown> }[]
  facts: { subject: string; facts: Record<string, unknown> }[]
}

/** Sources are read at once, so that a slow one holds up only itself; heavy ones one after the other, as the agent does. */
async function round(runners: Runner[], clock: Clock): Promise<Told[]> {
  const at = { now: clock.now(), up: clock.up() }
  const outcomes = new Map<Runner, Outcome>()
  const read = async (runner: Runner): Promise<void> => {
    outcomes.set(runner, await runner.run(at, clock, CADENCE))
  }
  await Promise.all(runners.filter(runner => runner.pace !== 'heavy').map(read))
  for (const runner of runners.filter(({ pace }) => pace === 'heavy')) await read(runner)
  return runners.map(runner => tell(runner, outcomes.get(runner)!))
}

function tell(runner: Runner, outcome: Outcome): Told {
  const { longestMs } = runner.takeReport()
  const durationMs = longestMs === null ? null : Math.round(longestMs * 100) / 100
  const head = { source: runner.name, durationMs, outcome: outcome.kind, reason: outcome.reason }
  if (outcome.kind !== 'read') return { ...head, readings: [], events: [], facts: [] }
  const readings = outcome.series.map(([metric, attributes = {}], i) => ({
    metric,
    attributes,
    value: outcome.values[i] ?? null,
  }))
  const events = (outcome.events ?? []).map(({ name, severity, attributes }) => ({ name, severity, attributes }))
  return { ...head, readings, events, facts: outcome.facts ?? [] }
}

/** A watcher tells when something happens; asked, it says only what it follows. */
function tellWatcher({ name, describe }: Watcher): Told {
  const reason = describe?.() ?? ''
  return { source: name, durationMs: null, outcome: 'watch', reason, readings: [], events: [], facts: [] }
}

function inWords({ source, durationMs, outcome, reason, readings, events, facts }: Told): string {
  const lines = [
    `${source} ${durationMs === null ? '' : `(${durationMs} ms)`}${noteOf(outcome, reason)}`,
    ...readings.map(({ metric, attributes, value }) => `  ${metric}${braced(attributes)} ${value ?? '-'}`),
    ...facts.map(({ subject, facts }) => `  facts ${subject} ${JSON.stringify(facts)}`),
    ...events.map(({ name, severity, attributes }) => `  event ${severity} ${name} ${JSON.stringify(attributes)}`),
  ]
  return `${lines.join('\n')}\n`
}

function noteOf(outcome: Told['outcome'], reason: string): string {
  if (outcome === 'read') return ''
  if (outcome === 'watch') return reason
  return outcome === 'absent' ? `: not present here (${reason})` : `: ${outcome} (${reason})`
}

function braced(attributes: Record<string, string>): string {
  const which = Object.values(attributes).join(', ')
  return which === '' ? '' : `{${which}}`
}
