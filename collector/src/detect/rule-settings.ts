import type { Rule } from './rule.ts'
import { RULES } from './rules/index.ts'

/** What was decided about rules, by rule: whether one is used at all, and its knobs by name. What is absent is as the rule has it. */
export type RuleSettings = Record<string, { enabled?: boolean; knobs?: Record<string, number> }>

/** A rule with the numbers it is to use. */
export interface ArmedRule {
  rule: Rule
  settings: Record<string, number>
}

/** The rules in use with their numbers: defaults, but for what was decided. */
export function armRules(settings: RuleSettings = {}): ArmedRule[] {
  return RULES.filter(({ name }) => settings[name]?.enabled !== false).map(rule => {
    const defaults = Object.fromEntries(Object.entries(rule.knobs).map(([name, knob]) => [name, knob.default]))
    return { rule, settings: { ...defaults, ...settings[rule.name]?.knobs } }
  })
}

/** Every fault of rule settings in words: unknown rules and knobs, numbers out of their bounds; none where they can be used. */
export function ruleFaults(settings: RuleSettings): string[] {
  return Object.entries(settings).flatMap(([name, { knobs = {} }]) => {
    const rule = RULES.find(one => one.name === name)
    if (rule === undefined) return [`${name} is no rule`]
    return Object.entries(knobs).flatMap(([knob, value]) => {
      const known = rule.knobs[knob]
      if (known === undefined) return [`${name} has no knob ${knob}`]
      const { minimum, maximum } = known
      return value >= minimum && value <= maximum
        ? []
        : [`${name}.${knob} must lie between ${minimum} and ${maximum}, not at ${value}`]
    })
  })
}

/** Whether two settings of a rule come to the same. */
export function isSameRule(name: string, a: RuleSettings, b: RuleSettings): boolean {
  const [one, other] = [a, b].map(settings => armRules(settings).find(({ rule }) => rule.name === name)?.settings)
  return JSON.stringify(one) === JSON.stringify(other)
}
