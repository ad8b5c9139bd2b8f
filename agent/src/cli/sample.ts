import { systemClock } from '@forewarn/shared/clock.ts'
import { setTimeout as pause } from 'node:timers/promises'

import { systemFiles } from '../files.ts'
import { createRunner, type Outcome } from '../sampler/runner.ts'
import { createSources } from '../sources/index.ts'

/** Utilization is what happens between two readings; this long lies between them, ms. */
const BETWEEN_MS = 500

/** Reads every source and prints its numbers and how long it took. */
export async function sample(asJson: boolean): Promise<void> {
  const spool = { bytes: 0, records: 0, dropped: 0 }
  const runners = createSources({ files: systemFiles, spool: () => spool }).map(createRunner)
  const round = () => {
    const at = { now: systemClock.now(), up: systemClock.up() }
    return Promise.all(runners.map(runner => runner.run(at, systemClock, 0)))
  }
  await round()
  for (const runner of runners) runner.takeReport()
  await pause(BETWEEN_MS)
  const outcomes = await round()
  const told = runners.map((runner, i) => {
    const { longestMs } = runner.takeReport()
    return {
      source: runner.name,
      durationMs: longestMs === null ? null : Math.round(longestMs * 100) / 100,
      ...describe(outcomes[i]!),
    }
  })
  if (asJson) {
    process.stdout.write(`${JSON.stringify(told)}\n`)
    return
  }
  for (const { source, durationMs, readings, note } of told) {
    process.stdout.write(`${source} (${durationMs} ms)${note === null ? '' : `: ${note}`}\n`)
    for (const { metric, attributes, value } of readings) {
      const which = Object.values(attributes).join(', ')
      process.stdout.write(`  ${metric}${which === '' ? '' : `{${which}}`} ${value ?? '-'}\n`)
    }
  }
}

interface Told {
  readings: { metric: string; attributes: Record<string, string>; value: number | null }[]
  note: string | null
}

function describe(outcome: Outcome): Told {
  if (outcome.kind !== 'read') return { readings: [], note: `${outcome.kind}: ${outcome.reason}` }
  const readings = outcome.series.map(([metric, attributes = {}], i) => ({
    metric,
    attributes,
    value: outcome.values[i] ?? null,
  }))
  return { readings, note: null }
}
