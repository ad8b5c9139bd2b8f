import type { EventInput, RuleInput } from '@forewarn/collector/detect/rule.ts'

import type { Random } from '../../support/random.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** What was put into a history on purpose, and the moment of the happening that decides it. */
export interface Injected {
  kind:
    | 'crash'
    | 'repeated-crashes'
    | 'restart-loop'
    | 'program-loop'
    | 'out-of-memory'
    | 'disk'
    | 'retries'
    | 'part-gone'
    | 'busy'
  decidedAt: number
}

export interface History {
  inputs: RuleInput[]
  injected: Injected[]
}

interface Options {
  /** The midnight its first Monday begins with, UTC. */
  from: number
  days: number
  random: Random
  /** One trouble of this kind somewhere in the middle; none where null. */
  trouble: Injected['kind'] | null
}

/**
 * One terminal's weeks as a school makes them: on by the first lesson or a little later, off in the afternoon by its own menu or, on
 * some evenings, by the master switch; updates that restart it at night; programs that are closed; a stick that is pulled; a few corrected
 * errors; a load that swings through every lesson. Nothing in here knows how the rules count.
 */
export function makeHistory({ from, days, random, trouble }: Options): History {
  const inputs: RuleInput[] = []
  const injected: Injected[] = []
  const between = (least: number, most: number): number => Math.round(least + random() * (most - least))
  const event = (
    at: number,
    name: EventInput['name'],
    attributes: EventInput['attributes'] = {},
    severity: EventInput['severity'] = 'info',
  ) => inputs.push({ type: 'event', at, name, severity, attributes })
  const boot = (at: number, end: string, cause: string | null, more: EventInput['attributes'] = {}) =>
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
      const isBusy = trouble === 'busy' && day === troubleDay && at > midnight + 9 * HOUR && at < midnight + 10 * HOUR
      const value = isBusy ? 0.985 + random() * 0.01 : Math.min(1, 0.15 + 0.5 * random() + (random() < 0.03 ? 0.4 : 0))
      inputs.push({ type: 'reading', at, metric: 'system.cpu.utilization', attributes: {}, value })
      inputs.push({
        type: 'reading',
        at,
        metric: 'system.memory.utilization',
        attributes: {},
        value: 0.5 + 0.25 * random(),
      })
      inputs.push({ type: 'tick', at, listeningSince: 0 })
      if (isBusy && at - (midnight + 9 * HOUR) === 30 * MINUTE) injected.push({ kind: 'busy', decidedAt: at })
    }
    const lesson = () => midnight + between(8 * 60, 15 * 60) * MINUTE
    for (let i = between(0, 4); i > 0; i--) event(lesson(), 'program.exited', { program: 'whiteboard', reason: 'exit' })
    if (random() < 0.1) event(lesson(), 'usb.disconnect', { device: '1-2' })
    if (random() < 0.05) event(lesson(), 'hardware.error', { component: 'bus', corrected: true, errors: 1 }, 'warning')
    if (random() < 0.02) event(lesson(), 'disk.reset', { device: 'ata1', code: 'timeout' }, 'warning')
    if (random() < 0.03) event(lesson(), 'cpu.throttled', { cpu: 0 }, 'warning')
    if (random() < 0.02) event(lesson(), 'network.link-down', { interface: 'eth0' }, 'warning')
    if (day === troubleDay && trouble !== null && trouble !== 'busy') inject(trouble, lesson())
    // An update restarts the machine once or twice in the evening.
    if (random() < 0.06)
      for (let i = between(1, 2); i > 0; i--) boot(midnight + 17 * HOUR + i * 6 * MINUTE, 'clean', null)
    offAt = midnight + between(16 * 60 + 30, 18 * 60) * MINUTE
    lastEnd = usesSwitch && random() < 0.7 ? 'power' : 'clean'
    if (lastEnd === 'clean') event(offAt, 'agent.stop', { systemGoesDown: true })
  }
  inputs.sort((a, b) => a.at - b.at)
  return { inputs, injected }

  function inject(kind: Exclude<Injected['kind'], 'busy'>, at: number): void {
    const repeat = (count: number, apart: number, one: (at: number) => void): number => {
      for (let i = 0; i < count; i++) one(at + i * apart)
      return at + (count - 1) * apart
    }
    switch (kind) {
      case 'crash':
        boot(at, 'unclean', 'bugcheck', { bugcheckCode: '0x124' })
        injected.push({ kind, decidedAt: at })
        break
      case 'repeated-crashes':
        injected.push({
          kind,
          decidedAt: repeat(2, between(20, 300) * MINUTE, one => boot(one, 'unclean', 'kernel-panic')),
        })
        break
      case 'restart-loop':
        injected.push({ kind, decidedAt: repeat(4, between(2, 8) * MINUTE, one => boot(one, 'clean', null)) })
        break
      case 'program-loop':
        injected.push({
          kind,
          decidedAt: repeat(3, between(20, 600) * 1000, one =>
            event(
              one,
              'program.crash',
              { program: 'whiteboard', executable: 'whiteboard', pid: Math.floor(one / 1000) % 30_000 },
              'error',
            ),
          ),
        })
        break
      case 'out-of-memory':
        event(at, 'memory.oom-kill', { program: 'whiteboard', pid: 7 }, 'error')
        injected.push({ kind, decidedAt: at })
        break
      case 'disk':
        event(at, 'disk.io-error', { device: 'sda', role: 'system', code: 'io' }, 'error')
        injected.push({ kind, decidedAt: at })
        break
      case 'retries':
        injected.push({
          kind,
          decidedAt: repeat(3, 5 * MINUTE, one => event(one, 'disk.reset', { device: 'ata1' }, 'warning')),
        })
        break
      case 'part-gone':
        event(at, 'peripheral.vanished', { name: 'camera' }, 'warning')
        event(at + 2 * HOUR, 'peripheral.appeared', { name: 'camera' })
        // Told once it stayed away for five minutes.
        injected.push({ kind, decidedAt: at + 5 * MINUTE })
        break
    }
  }
}
