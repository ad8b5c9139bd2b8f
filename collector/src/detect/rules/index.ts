import type { ArmedRule } from '../engine.ts'
import type { Rule } from '../rule.ts'
import { machineCrash } from './machine-crash.ts'

/** Every rule, in the order their findings are told. */
export const RULES: readonly Rule[] = [machineCrash]

/** The rules with their numbers: defaults, but for what was set by `rule.knob`. */
export function armRules(settings: Readonly<Record<string, Readonly<Record<string, number>>>> = {}): ArmedRule[] {
  return RULES.map(rule => {
    const defaults = Object.fromEntries(Object.entries(rule.knobs).map(([name, knob]) => [name, knob.default]))
    return { rule, settings: { ...defaults, ...settings[rule.name] } }
  })
}
