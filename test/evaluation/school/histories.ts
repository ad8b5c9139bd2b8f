import type { EventInput, RuleInput } from '@forewarn/collector/detect/rule.ts'
import type { MetricName } from '@forewarn/shared/metrics.ts'

import type { Random } from '../../support/random.ts'
import type { Trouble } from './troubles.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export interface History {
  inputs: RuleInput[]
  /** The happening that decides the trouble that was put in; null where none was. */
  decidedAt: number | null
}

interface Options {
  /** The midnight its first Monday begins with, UTC. */
  from: number
  days: number
  random: Random
  /** Put in on one day somewhere in the middle; none where null. */
  trouble: Trouble | null
}

/**
 * One terminal's weeks as a school makes them: on by the first lesson or a little later, off in the afternoon by its own menu or, on
 * some evenings, by the master switch; updates that restart it at night; programs that are closed; a stick that is pulled; a few corrected
 * errors; a load that swings through every lesson. Nothing in here knows how the rules count.
 */
export function makeHistory({ from, days, random, trouble }: Options): History {
  let inputs: RuleInput[] = []
  let decidedAt: number | null = null
  const between = (least: number, most: number): number => Math.round(least + random() * (most - least))
  const event = (
    at: number,
    name: EventInput['name'],
    attributes: EventInput['attributes'] = {},
    severity: EventInput['severity'] = 'info',
  ) => inputs.push({ type: 'event', at, name, severity, attributes })
  const boot = (at: number, end: 'clean' | 'unclean', cause: string | null, more: EventInput['attributes'] = {}) =>
    event(at, 'system.boot', { kind: 'cold', previousEnd: end, previousCause: cause, downSeconds: 60, ...more })
  const fastStarts = random() < 0.5
  const usesSwitch = random() < 0.2
  // A Tuesday, Wednesday or Thursday: the history begins on a Monday.
  const troubleDay = between(0, Math.floor(days / 7) - 1) * 7 + between(1, 3)
  let lastEnd: 'clean' | 'power' = 'clean'
  let offAt = from - 15 * HOUR

  for (let day = 0; day < days; day++) {
    const midnight = from + day * DAY
    const weekday = new Date(midnight).getUTCDay()
    if (weekday === 0 || weekday === 6) continue
    const on = midnight + between(7 * 60 + 20, 7 * 60 + 58) * MINUTE
    const down = Math.round((on - offAt) / 1000)
    if (lastEnd === 'power') boot(on, 'unclean', 'power-loss-or-hang', { downSeconds: down })
    else boot(on, 'clean', null, { downSeconds: down, kind: fastStarts && random() < 0.8 ? 'fast-startup' : 'cold' })
    for (let at = on + MINUTE; at < midnight + 17 * HOUR; at += MINUTE) {
      const value = Math.min(1, 0.15 + 0.5 * random() + (random() < 0.03 ? 0.4 : 0))
      inputs.push({ type: 'reading', at, metric: 'system.cpu.utilization', attributes: {}, value })
      inputs.push({
        type: 'reading',
        at,
        metric: 'system.memory.utilization',
        attributes: {},
        value: 0.5 + 0.25 * random(),
      })
      inputs.push({ type: 'tick', at, listeningSince: 0 })
    }
    const lesson = () => midnight + between(8 * 60, 15 * 60) * MINUTE
    for (let i = between(0, 4); i > 0; i--) event(lesson(), 'program.exited', { program: 'whiteboard', reason: 'exit' })
    if (random() < 0.1) event(lesson(), 'usb.disconnect', { device: '1-2' })
    if (random() < 0.05) event(lesson(), 'hardware.error', { component: 'bus', corrected: true, errors: 1 }, 'warning')
    if (random() < 0.02) event(lesson(), 'disk.reset', { device: 'ata1', code: 'timeout' }, 'warning')
    if (random() < 0.03) event(lesson(), 'cpu.throttled', { cpu: 0 }, 'warning')
    if (random() < 0.02) event(lesson(), 'network.link-down', { interface: 'eth0' }, 'warning')
    if (day === troubleDay && trouble !== null)
      decidedAt = trouble.inject({ event, boot, level, between }, midnight + between(8 * 60 + 5, 14 * 60) * MINUTE)
    // An update restarts the machine once or twice in the evening.
    if (random() < 0.06)
      for (let i = between(1, 2); i > 0; i--) boot(midnight + 17 * HOUR + i * 6 * MINUTE, 'clean', null)
    offAt = midnight + between(16 * 60 + 30, 18 * 60) * MINUTE
    lastEnd = usesSwitch && random() < 0.7 ? 'power' : 'clean'
    if (lastEnd === 'clean') event(offAt, 'agent.stop', { systemGoesDown: true })
  }
  inputs.sort((a, b) => a.at - b.at)
  return { inputs, decidedAt }

  function level(
    metric: MetricName,
    attributes: Record<string, string>,
    { at, minutes, value }: { at: number; minutes: number; value: number },
  ): void {
    const end = at + minutes * MINUTE
    inputs = inputs.filter(one => one.type !== 'reading' || one.metric !== metric || one.at < at || one.at > end)
    for (let when = at; when <= end; when += MINUTE)
      inputs.push({ type: 'reading', at: when, metric, attributes, value })
  }
}
