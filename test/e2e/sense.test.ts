import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { beforeAll, describe, expect, test } from 'vitest'

import {
  COMPARED_ELSEWHERE,
  type Comparison,
  COMPARISONS,
  type Facts,
  INCOMPARABLE,
  keyOf,
} from '../support/comparisons.ts'
import { hasProgram, needsProgram } from '../support/parts.ts'
import { runProgram } from '../support/program.ts'

interface Told {
  source: string
  durationMs: number | null
  outcome: string
  reason: string
  readings: { metric: string; attributes: Record<string, string>; value: number | null }[]
  facts: { subject: string; facts: Record<string, unknown> }[]
}

/** What `sense` said, once for all tests, and what the other tools said around or meanwhile; null where they could not. */
let told: Told[] = []
const seen = new Map<Comparison, (Facts | null)[]>()

async function look(comparison: Comparison): Promise<void> {
  let facts: Facts | null
  try {
    facts = await comparison.look()
  } catch {
    facts = null
  }
  seen.set(comparison, [...(seen.get(comparison) ?? []), facts])
}

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'forewarn-sense-'))
  const comparisons = COMPARISONS.filter(({ program }) => hasProgram(program))
  const around = comparisons.filter(({ when }) => when === 'around')
  for (const comparison of around) await look(comparison)
  const meanwhile = comparisons.filter(({ when }) => when === 'meanwhile').map(look)
  const { code, stdout, stderr } = await runProgram('agent/src/main.ts', 'sense', '--once', '--json', '--data', folder)
  for (const comparison of around) await look(comparison)
  await Promise.all(meanwhile)
  expect([code, stderr]).toEqual([0, ''])
  told = JSON.parse(stdout) as Told[]
  return () => rmSync(folder, { recursive: true })
}, 120_000)

function readingsOf(...metrics: string[]): Told['readings'] {
  return told.flatMap(({ readings }) => readings).filter(({ metric }) => metrics.includes(metric))
}

function answerOf(source: string): Told {
  const answer = told.find(answer => answer.source === source)
  if (answer === undefined) throw new Error(`no source ${source}`)
  return answer
}

/** Why a reading and what the other tool said do not agree; null where they do. */
function disagreement({ metric, attributes, value }: Told['readings'][number], { slack }: Comparison, looks: Facts[]) {
  const key = keyOf(metric, ...Object.values(attributes))
  const facts = looks.flatMap(facts => facts.get(key) ?? []).filter(fact => !Number.isNaN(fact))
  // Nobody counts what has no number, such as the inodes of some file systems.
  if (facts.length === 0) return value === null ? null : `${key}: ${value}, which nobody else tells`
  const most = slack?.(metric) ?? 0
  const agrees = value !== null && value >= Math.min(...facts) - most && value <= Math.max(...facts) + most
  return agrees ? null : `${key}: ${value} is not within ${most} of ${facts.join(' … ')}`
}

describe('each reading agrees with another way to learn the same', () => {
  for (const comparison of COMPARISONS)
    test(comparison.name, context => {
      needsProgram(comparison.program, context)
      const looks = seen.get(comparison)!
      const readings = readingsOf(...comparison.metrics)
      const facts = looks.filter(facts => facts !== null)
      if (facts.length < looks.length) return expect(readings, 'what the other tool cannot tell').toEqual([])
      expect(readings.length).toBeGreaterThan(0)
      expect(readings.flatMap(reading => disagreement(reading, comparison, facts) ?? [])).toEqual([])
    })

  test('no reading is left without', () => {
    const compared = new Set([...COMPARISONS.flatMap(({ metrics }) => metrics), ...Object.keys(INCOMPARABLE)])
    const metrics = new Set(told.flatMap(({ readings }) => readings.map(({ metric }) => metric)))
    const elsewhere = Object.values(COMPARED_ELSEWHERE)
    const left = [...metrics].filter(metric => !compared.has(metric) && !elsewhere.some(one => one.test(metric)))
    expect(left).toEqual([])
  })
})

test('every source answers, or says why it has nothing to say', () => {
  expect(told.filter(({ outcome }) => !['read', 'absent', 'watch'].includes(outcome))).toEqual([])
  expect(told.filter(({ outcome, reason }) => outcome !== 'read' && reason === '')).toEqual([])
})

test('temperatures are those of sysfs, and there are none where it has none', () => {
  const folders = existsSync('/sys/class/hwmon') ? readdirSync('/sys/class/hwmon') : []
  const shown = folders.flatMap(folder => {
    const path = join('/sys/class/hwmon', folder)
    const files = readdirSync(path).filter(file => /^temp\d+_input$/.test(file))
    return files.map(file => Number(readFileSync(join(path, file), 'utf8')) / 1000)
  })
  const zones = existsSync('/sys/class/thermal') ? readdirSync('/sys/class/thermal') : []
  const readings = readingsOf('hw.temperature')
  if (shown.length === 0 && !zones.some(zone => zone.startsWith('thermal_zone')))
    return expect(answerOf('sensors')).toMatchObject({ outcome: 'absent', reason: 'no sensors' })
  expect(readings.length).toBeGreaterThan(0)
  for (const { value } of shown.length === 0 ? [] : readings)
    expect(value === null || shown.some(degrees => Math.abs(degrees - value) < 10)).toBe(true)
})

test('a battery is told where the kernel shows one, and none where it shows none', () => {
  const folder = '/sys/class/power_supply'
  const supplies = existsSync(folder) ? readdirSync(folder) : []
  if (supplies.length === 0) expect(answerOf('battery')).toMatchObject({ outcome: 'absent', reason: 'no battery' })
  const charges = readingsOf('hw.battery.charge').map(({ attributes }) => attributes['hw.id'])
  expect(charges.filter(name => !supplies.includes(name!))).toEqual([])
})

test.each([
  ['cpu', 'count', 'nproc', ['--all']],
  ['os', 'kernel', 'uname', ['--kernel-release']],
  ['host', 'hostname', 'uname', ['--nodename']],
])('the fact %s %s is what %s says', (subject, fact, program, args) => {
  const facts = answerOf('inventory').facts.find(body => body.subject === subject)!.facts
  expect(String(facts[fact])).toBe(execFileSync(program, args, { encoding: 'utf8' }).trim())
})

test('a gateway is told where there is a way through one', context => {
  needsProgram('ip', context)
  const routes = ['-4', '-6'].map(family => execFileSync('ip', [family, 'route'], { encoding: 'utf8' })).join('')
  const targets = readingsOf('forewarn.network.round_trip').map(({ attributes }) => attributes['forewarn.target'])
  expect(targets.includes('gateway')).toBe(/^default via /m.test(routes))
})

test('what uses most memory is a program that runs, by its name alone', () => {
  const { facts } = answerOf('processes').facts[0]!
  expect(facts['memory.1.name']).toMatch(/^[^\s/]+$/)
  expect(facts['memory.1.bytes']).toBeGreaterThan(1_000_000)
})
