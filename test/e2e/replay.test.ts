import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { forewarn } from '@forewarn/collector/cli/test-cli.ts'
import type { BacktestResult } from '@forewarn/shared/rule-api.ts'
import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import { expect, test } from 'vitest'

import { deviceOf, enrolDevice, incidentsOf, setWatchList } from '../support/api.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { temporaryFolder } from '../support/folders.ts'
import { connectScripted, type ScriptedAgent } from '../support/scripted-agent.ts'

interface Replayed {
  findings: { detector: string; device: string; count: number; grade: number }[]
  incidents: IncidentView[]
  notes: string[]
}

const CRASH = { name: 'program.crash', severity: 'error', attributes: { program: 'Whiteboard' } } as const
const BUGCHECK = {
  name: 'system.boot',
  severity: 'warning',
  attributes: { kind: 'cold', previousEnd: 'unclean', previousCause: 'bugcheck', bugcheckCode: '0x124' },
} as const

/** Sends events one message after the other, each acknowledged before the next. */
async function tell(agent: ScriptedAgent, events: readonly (typeof CRASH | typeof BUGCHECK)[]): Promise<void> {
  for (const [i, event] of events.entries()) {
    // Crashes of one program within seconds are one that several tell of.
    const before = (events.length - i) * 20_000
    agent.batch([[i + 1, 'e', Date.now() - before, 1_000_000 - before, event]])
    await agent.hear('ack')
  }
}

/** What stays the same when a history is judged again by itself. */
function lasting(incidents: readonly IncidentView[]): unknown[] {
  return incidents
    .map(({ id: _id, version: _version, updatedAt: _updatedAt, parent: _parent, ...rest }) => rest)
    .toSorted((a, b) => a.openedAt.localeCompare(b.openedAt))
}

test(
  'a history leaves the collector and gives the same incidents elsewhere; other rules are tried on it before they are used',
  { timeout: 120_000 },
  async () => {
    const folder = temporaryFolder()
    const collector = await startCollectorProcess({ folder })
    const [first, second] = [
      await enrolDevice(collector, { hostname: 'a' }),
      await enrolDevice(collector, { hostname: 'b' }),
    ]
    const { siteId } = await deviceOf(collector, first.device)
    await setWatchList(collector, siteId, {
      watchedPrograms: [{ name: 'Whiteboard', executables: ['whiteboard'], roles: [] }],
    })
    const address = collector.url.replace('http', 'ws')
    for (const [identity, events] of [
      [first, [CRASH, CRASH, CRASH]],
      [second, [BUGCHECK, CRASH]],
    ] as const) {
      const agent = await connectScripted(address, identity)
      await agent.greet()
      await tell(agent, events)
    }
    const data = ['--data', folder]
    const live = await incidentsOf(collector)
    expect(live).toHaveLength(3)

    const trace = join(folder, 'site.jsonl')
    const exported = await forewarn(['export', '--site', siteId, '--since', '1h', '--output', trace, ...data])
    expect(exported).toMatchObject({ code: 0, err: '' })
    const replayed = JSON.parse((await forewarn(['replay', trace, '--json'])).out) as Replayed
    expect(lasting(replayed.incidents)).toEqual(lasting(live))

    const one = await forewarn(['export', '--device', second.device, ...data])
    const again = JSON.parse((await forewarn(['replay', '-', '--json'], {}, one.out)).out) as Replayed
    expect(again.findings.map(({ detector, device }) => [detector, device])).toEqual([
      ['machine-crash', second.device],
      ['program-crash', second.device],
    ])

    // Five crashes instead of three before a program's crashes are grade 2.
    const rules = join(folder, 'rules.yaml')
    writeFileSync(rules, 'program-crash: { knobs: { perHour: 5 } }\nmachine-crash: { enabled: false }\n')
    const judged = JSON.parse((await forewarn(['replay', trace, '--rules', rules, '--json'])).out) as Replayed
    expect(judged.incidents.map(({ grade }) => grade)).toEqual([3, 3])
    const tried = await forewarn(['backtest', '--rules', rules, '--since', '1d', '--json', ...data])
    expect(JSON.parse(tried.out) as BacktestResult).toMatchObject({
      devices: 2,
      rules: [
        { rule: 'machine-crash', before: 1, after: 0 },
        { rule: 'program-crash', before: 2, after: 2 },
      ],
      added: { count: 0 },
      removed: { count: 1, findings: [{ device: second.device, rule: 'machine-crash' }] },
      regraded: { count: 1, findings: [{ device: first.device, rule: 'program-crash', grade: 3 }] },
    })
    expect((await forewarn(['rules', '--file', rules, ...data])).out).toContain('perHour: 5')

    // Damaged: what came before is judged, and the exit code says so.
    const damaged = join(folder, 'damaged.jsonl')
    writeFileSync(damaged, readFileSync(trace, 'utf8').slice(0, -40))
    const partly = await forewarn(['replay', damaged, '--json'])
    expect(partly.code).toBe(1)
    expect(partly.err).toMatch(/damaged\.jsonl:\d+: is no JSON/)
    expect((JSON.parse(partly.out) as Replayed).findings.length).toBeGreaterThan(0)
  },
)
