import type { Told } from './finding.ts'
import type { RuleInput } from './rule.ts'
import type { ArmedRule } from './rule-settings.ts'
import type { Scene } from './scene.ts'

/** What a device's rules remember, by rule; only of those that have seen something. */
export type DeviceState = Record<string, unknown>

/**
 * Shows a device's inputs to the rules that asked for them. The only state is the one handed in: the engine may serve any number of
 * devices, and a state stored, read back and stepped on says the same.
 */
export function createEngine(armed: readonly ArmedRule[]) {
  const byEvent = groupBy(armed, ({ rule }) => rule.events)
  const byMetric = groupBy(armed, ({ rule }) => rule.metrics)
  const byArrival = armed.filter(({ rule }) => rule.arrivals)
  const byTick = armed.filter(({ rule }) => rule.ticks)

  function rulesFor(input: RuleInput): readonly ArmedRule[] {
    switch (input.type) {
      case 'event':
        return byEvent.get(input.name) ?? []
      case 'reading':
        return byMetric.get(input.metric) ?? []
      case 'arrival':
        return byArrival
      case 'tick':
        return byTick
    }
  }

  return {
    /** Whether any rule wants to hear of arrivals. */
    wantsArrivals: byArrival.length > 0,

    /** Changes the state in place, and says whether it did. */
    step(state: DeviceState, input: RuleInput, scene: Scene): { told: Told[]; changed: boolean } {
      const told: Told[] = []
      let changed = false
      for (const { rule, settings } of rulesFor(input)) {
        // A rule that has seen nothing has nothing to say about time passing.
        if (input.type === 'tick' && state[rule.name] === undefined) continue
        const before = state[rule.name]
        const step = rule.step(before ?? rule.initial(), input, { settings, scene })
        state[rule.name] = step.state
        if (step.state !== before) changed = true
        told.push(...step.told)
      }
      return { told, changed }
    },
  }
}

export type Engine = ReturnType<typeof createEngine>

function groupBy<K>(armed: readonly ArmedRule[], keysOf: (one: ArmedRule) => readonly K[]): Map<K, ArmedRule[]> {
  const groups = new Map<K, ArmedRule[]>()
  for (const one of armed)
    for (const key of keysOf(one)) {
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [one])
      else group.push(one)
    }
  return groups
}
