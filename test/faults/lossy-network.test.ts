import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { WORKSPACE } from '../support/folders.ts'
import { lossyNetwork, needs } from '../support/parts.ts'

/** Rounds at once, of five questions each: enough that a loss of 30 % cannot look like none or like all. */
const ROUNDS = 12

const PEERS = [
  { name: 'clean', host: '127.0.0.2', port: 7 },
  { name: 'lossy', host: '127.0.0.3', port: 7 },
  { name: 'silent', host: '127.0.0.4', port: 7 },
]
const LOSSES = { '127.0.0.3': 0.3, '127.0.0.4': 1, '127.0.0.5': 0.3 }

/** Runs in the namespace: the agent's own source on that network, many at once, each for one round. */
const SCRIPT = `
  const at = path => import(${JSON.stringify(join(WORKSPACE, 'agent/src/'))} + path)
  const [{ createReachSource }, { systemFiles }, { systemCommands }] = await Promise.all(
    ['sources/reach.ts', 'files.ts', 'commands.ts'].map(at))
  const [peers, rounds] = process.argv.slice(1).map(text => JSON.parse(text))
  const config = () => ({ classHours: [], peers })
  const link = () => ({ address: 'ws://127.0.0.5:7700', clockOffsetMs: null, roundTripMs: null })
  const clock = { precise: () => performance.now() }
  const read = () => createReachSource({ files: systemFiles, commands: systemCommands, config, link, clock })
    .read({ now: 0, up: 0 }, new AbortController().signal)
  console.log(JSON.stringify(await Promise.all(Array.from({ length: rounds }, read))))
`

interface Reading {
  series: [metric: string, attributes: Record<string, string>][]
  values: (number | null)[]
  facts: { facts: Record<string, string> }[]
}

test('loss, silence and refusal are told apart, by ICMP and by TCP', { timeout: 60_000 }, async context => {
  needs('lossy network', context)
  needs('ping', context)
  const network = lossyNetwork(LOSSES)
  const script = ['--input-type=module', '-e', SCRIPT, JSON.stringify(PEERS), JSON.stringify(ROUNDS)]
  const { stdout } = await promisify(execFile)('ip', ['netns', 'exec', network, process.execPath, ...script])
  const readings = JSON.parse(stdout) as Reading[]
  expect(readings).toHaveLength(ROUNDS)

  const mean = (metric: string, target: string): number | null => {
    const values = readings.flatMap(({ series, values }) =>
      series.flatMap(([name, attributes], i) =>
        name === `forewarn.network.${metric}` && attributes['forewarn.target'] === target ? [values[i]!] : [],
      ),
    )
    const told = values.filter(value => value !== null)
    return told.length === 0 ? null : told.reduce((sum, value) => sum + value, 0) / told.length
  }
  expect(readings[0]!.facts[0]!.facts).toMatchObject({ collector: 'icmp', clean: 'tcp', silent: 'none' })
  expect(mean('loss', 'clean')).toBe(0)
  expect(mean('round_trip', 'clean')).toBeLessThan(0.2)
  expect(mean('loss', 'silent')).toBe(1)
  expect(mean('round_trip', 'silent')).toBeNull()
  // Nobody listens anywhere: peers refuse, which takes one packet that is lost or not; the collector is asked by ICMP.
  for (const target of ['lossy', 'collector']) {
    expect(mean('loss', target)).toBeGreaterThan(0.1)
    expect(mean('loss', target)).toBeLessThan(0.55)
    expect(mean('jitter', target)).toBeGreaterThanOrEqual(0)
  }
})
