import type { BacktestFinding, BacktestResult } from '@forewarn/shared/rule-api.ts'
import type { Series } from '@forewarn/shared/record.ts'

import { createDirectory } from '../detect/directory.ts'
import { createEngine, type DeviceState } from '../detect/engine.ts'
import type { Finding } from '../detect/finding.ts'
import { isLookedAt } from '../detect/looks.ts'
import type { RuleInput } from '../detect/rule.ts'
import { armRules, isSameRule, type RuleSettings } from '../detect/rule-settings.ts'
import { RULES } from '../detect/rules/index.ts'
import { readMessage } from './read-message.ts'
import type { TraceLine } from './trace.ts'

const WEEK_MS = 7 * 86_400_000
/** Findings listed of each kind; beyond, they are counted only. */
const MOST_LISTED = 200

interface Found {
  device: string
  finding: Finding
}

/**
 * Judges the fleet's history with the rules as they are and as they would be. Only the rules that differ are run, on one device after the
 * other; presence and incidents are not: what is compared is what rules find.
 */
export function createBacktest(
  before: RuleSettings,
  after: RuleSettings,
  { since, until }: { since: number; until: number },
) {
  const changed = RULES.filter(({ name }) => !isSameRule(name, before, after))
  const names = new Set(changed.map(({ name }) => name))
  const engines = [before, after].map(settings =>
    createEngine(armRules(settings).filter(({ rule }) => names.has(rule.name))),
  )
  const hasTicks = changed.some(({ ticks }) => ticks)
  const found: [Found[], Found[]] = [[], []]
  let devices = 0
  /** How long devices were known within the time, ms. */
  let knownMs = 0

  return {
    /** Names of the rules that differ; empty where there is nothing to try. */
    changed: [...names],

    /** Judges the trace of one device. */
    device(lines: Iterable<TraceLine>): void {
      const directory = createDirectory()
      const layouts = new Map<number, Series[]>()
      const states: [DeviceState, DeviceState] = [{}, {}]
      const seen: [Map<string, Found>, Map<string, Found>] = [new Map(), new Map()]
      const looks: DeviceState = {}
      let now = 0
      let firstAt: number | null = null

      function show(number: number, input: RuleInput): void {
        const device = directory.device(number)
        if (device === null) return
        for (const side of [0, 1] as const)
          for (const told of engines[side]!.step(states[side], input, device.scene).told) {
            if (told.type !== 'found' || now < since) continue
            const { finding } = told
            seen[side].set(`${finding.rule} ${finding.topic} ${finding.since}`, { device: device.id, finding })
          }
      }

      for (const line of lines) {
        switch (line.type) {
          case 'context':
            if (line.context.subject === 'site') directory.learnSite(line.context.facts)
            if (line.context.subject === 'fleet') directory.learnFleet(line.context.facts)
            if (line.context.subject === 'device') directory.learnDevice(line.context.facts)
            break
          case 'layout':
            layouts.set(line.id, line.series)
            break
          case 'tick':
            now = line.at
            if (hasTicks)
              for (const { number } of directory.devices())
                show(number, { type: 'tick', at: now, listeningSince: line.listeningSince })
            break
          case 'message':
            now = line.at
            firstAt ??= now
            readMessage(line, layouts)(sample => isLookedAt(looks, sample), show)
            break
          case 'trace':
          case 'act':
            break
        }
      }
      devices++
      if (firstAt !== null) knownMs += until - Math.max(since, firstAt)
      for (const side of [0, 1] as const) found[side].push(...seen[side].values())
    },

    result(): BacktestResult {
      const weeks = knownMs / WEEK_MS
      const rate = (count: number): number => (weeks === 0 ? 0 : Math.round((count / weeks) * 100 * 100) / 100)
      const [old, fresh] = found
      const added = fresh.filter(one => counterpart(one, old) === undefined)
      const removed = old.filter(one => counterpart(one, fresh) === undefined)
      const regraded = fresh.filter(one => {
        const other = counterpart(one, old)
        return other !== undefined && other.finding.grade !== one.finding.grade
      })
      return {
        since: new Date(since).toISOString(),
        until: new Date(until).toISOString(),
        devices,
        deviceWeeks: Math.round(weeks * 100) / 100,
        rules: changed.map(({ name, metrics: wanted }) => {
          const [was, becomes] = found.map(list => list.filter(({ finding }) => finding.rule === name).length)
          return {
            rule: name,
            before: was!,
            after: becomes!,
            per100DeviceWeeks: { before: rate(was!), after: rate(becomes!) },
            judgesReadings: wanted.length > 0,
          }
        }),
        added: listed(added),
        removed: listed(removed),
        regraded: listed(regraded),
        notes: [],
      }
    },
  }
}

export type Backtest = ReturnType<typeof createBacktest>

/** The finding of the other side that tells of the same: of one rule and thing, and of a time in common. */
function counterpart({ device, finding }: Found, others: readonly Found[]): Found | undefined {
  return others.find(
    other =>
      other.device === device &&
      other.finding.rule === finding.rule &&
      other.finding.topic === finding.topic &&
      other.finding.since <= finding.last &&
      finding.since <= other.finding.last,
  )
}

function listed(list: readonly Found[]): { count: number; findings: BacktestFinding[] } {
  return {
    count: list.length,
    findings: list.slice(0, MOST_LISTED).map(({ device, finding }) => ({
      device,
      rule: finding.rule,
      topic: finding.topic,
      grade: finding.grade,
      since: new Date(finding.since).toISOString(),
      last: new Date(finding.last).toISOString(),
      count: finding.count,
      title: finding.title,
    })),
  }
}
