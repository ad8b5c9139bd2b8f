import type { RuleView } from '@forewarn/shared/rule-api.ts'
import { RuleSettingsShape } from '@forewarn/shared/rule-api.ts'
import { parse } from 'yaml'
import { Check } from 'typebox/value'

import { ruleFaults, type RuleSettings } from '../detect/rule-settings.ts'
import { UsageError } from './exit.ts'

/** Rules as YAML for people: every knob with what it means, ready to be changed and given back. */
export function rulesAsYaml(rules: readonly RuleView[]): string {
  return rules
    .map(({ name, doc, enabled, knobs }) => {
      const lines = knobs.map(({ name: knob, value, default: usual, minimum, maximum, doc: what }) => {
        const given = `    ${knob}: ${value}`
        return `${given.padEnd(28)} # ${what} Between ${minimum} and ${maximum}; ${usual} unless given.\n`
      })
      const head = `# ${doc}\n${name}:\n  enabled: ${enabled}\n`
      return lines.length === 0 ? head : `${head}  knobs:\n${lines.join('')}`
    })
    .join('\n')
}

/** Reads rules from YAML or JSON. Throws `UsageError` with every fault by name. */
export function rulesFromText(text: string, from: string): RuleSettings {
  let given: unknown
  try {
    given = parse(text, { maxAliasCount: 100 }) ?? {}
  } catch (error) {
    throw new UsageError(`${from}: ${(error as Error).message.split('\n')[0]!}`)
  }
  if (!Check(RuleSettingsShape, given))
    throw new UsageError(`${from}: each rule has “enabled” (true or false) and “knobs” (numbers by name), nothing else`)
  const faults = ruleFaults(given)
  if (faults.length > 0) throw new UsageError(`${from}: ${faults.join('; ')}`)
  return given
}
