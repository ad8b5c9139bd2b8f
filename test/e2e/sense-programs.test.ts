import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

import { expect, test } from 'vitest'

import { temporaryFolder } from '../support/folders.ts'
import { needs } from '../support/parts.ts'
import { runProgram } from '../support/program.ts'

/** What `sense --json` prints of one source. */
interface Told {
  source: string
  outcome: string
  reason: string
  readings: { metric: string; attributes: Record<string, string>; value: number | null }[]
  facts: { subject: string; facts: Record<string, string | number> }[]
}

/** Processes come and go between two looks at this busy machine. */
const COUNT_WITHIN = 25

/** What a program says; nothing where it is not installed or fails. */
function output(program: string, ...args: string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return ''
  }
}

/** What runs now, as the agent tells it: the first word of each name. */
function namesNow(): string[] {
  return output('ps', '-e', '-o', 'comm=')
    .split('\n')
    .map(name => name.split(/[\s:]/)[0]!)
}

/** Each reading beside another program's of the same fact; a program that is not installed compares nothing. */
test.runIf(process.platform === 'linux')(
  'processes, reach, names and clock say what other programs say',
  { timeout: 60_000 },
  async context => {
    needs('ps', context)
    const states = output('ps', '-e', '-o', 'stat=').trim().split('\n')
    const before = namesNow()
    const { code, stdout } = await runProgram(
      'agent/src/main.ts',
      'sense',
      '--once',
      '--json',
      '--data',
      temporaryFolder(),
    )
    expect(code).toBe(0)
    const told = new Map((JSON.parse(stdout) as Told[]).map(one => [one.source, one]))
    const valueOf = (source: string, metric: string, attribute?: string): number | null =>
      told
        .get(source)!
        .readings.find(one => one.metric === metric && (Object.values(one.attributes)[0] ?? undefined) === attribute)
        ?.value ?? null

    const count = (letters: string): number => states.filter(state => letters.includes(state[0]!)).length
    expect(valueOf('processes', 'system.process.count')).toBeGreaterThan(states.length - COUNT_WITHIN)
    expect(valueOf('processes', 'system.process.count')).toBeLessThan(states.length + COUNT_WITHIN)
    for (const [state, letters] of Object.entries({ sleeping: 'SI', stopped: 'Tt', defunct: 'Z' }))
      expect(Math.abs(valueOf('processes', 'system.process.count', state)! - count(letters)), state).toBeLessThan(
        COUNT_WITHIN,
      )
    const { facts } = told.get('processes')!.facts[0]!
    expect([...before, ...namesNow()]).toContain(facts['memory.1.name'])

    expect(told.get('programs')).toMatchObject({ outcome: 'read', readings: [] })

    const targets = told.get('reach')!.readings.map(({ attributes }) => attributes['forewarn.target'])
    const routes = output('ip', 'route') + output('ip', '-6', 'route')
    if (routes !== '') expect(targets.includes('gateway')).toBe(/^default via /m.test(routes))
    const pinged = output('ping', '-n', '-q', '-c', '3', '-i', '0.2', '-W', '1', '127.0.0.1')
    const averageMs = /= [\d.]+\/([\d.]+)\//.exec(pinged)?.[1]
    expect(valueOf('reach', 'forewarn.network.loss', 'collector')).toBe(0)
    if (averageMs !== undefined)
      expect(valueOf('reach', 'forewarn.network.round_trip', 'collector')).toBeLessThan(Number(averageMs) / 1000 + 0.05)

    // An agent without a collector on its own machine has no name to look up.
    expect(told.get('dns')!.outcome).toBe('absent')
    if (existsSync('/run/systemd/timesync'))
      expect(valueOf('clock', 'forewarn.clock.synchronized') === 1).toBe(
        output('timedatectl', 'show', '-p', 'NTPSynchronized', '--value').trim() === 'yes',
      )
  },
)
