import type { RuleList, RuleView } from '@forewarn/shared/rule-api.ts'

/** What is decided about rules, as the collector takes it. */
export type RuleSettings = Record<string, { enabled?: boolean; knobs?: Record<string, number> }>
type Knob = RuleView['knobs'][number]

/** What differs from what the rules have by themselves; nothing else has to be said. */
export function settingsOf({ rules }: RuleList): RuleSettings {
  const settings: RuleSettings = {}
  for (const { name, enabled, knobs } of rules) {
    const changed = knobs.filter(({ value, default: usual }) => value !== usual)
    if (enabled && changed.length === 0) continue
    settings[name] = {
      ...(enabled ? {} : { enabled }),
      ...(changed.length === 0 ? {} : { knobs: Object.fromEntries(changed.map(({ name, value }) => [name, value])) }),
    }
  }
  return settings
}

/** Whether a knob stands where it may. */
export const isInBounds = ({ value, minimum, maximum }: Knob): boolean => value >= minimum && value <= maximum

/** How many knobs stand where they may not. */
export const faultsIn = ({ rules }: RuleList): number =>
  rules.reduce((count, { knobs }) => count + knobs.filter(knob => !isInBounds(knob)).length, 0)

/** The rules with one of them changed. */
export const withRule = (
  { rules }: RuleList,
  name: string,
  change: Partial<Pick<RuleView, 'enabled' | 'knobs'>>,
): RuleList => ({
  rules: rules.map(rule => (rule.name === name ? { ...rule, ...change } : rule)),
})

export const withKnob = (list: RuleList, rule: RuleView, knob: string, value: number): RuleList =>
  withRule(list, rule.name, { knobs: rule.knobs.map(one => (one.name === knob ? { ...one, value } : one)) })

/** What two texts of settings have to share for a back-test of one to speak for the other. */
export function sameSettings(a: RuleSettings, b: RuleSettings): boolean {
  const text = (settings: RuleSettings) =>
    JSON.stringify(
      Object.entries(settings)
        .sort(([x], [y]) => x.localeCompare(y))
        .map(([name, { enabled, knobs = {} }]) => [
          name,
          enabled,
          Object.entries(knobs).sort(([x], [y]) => x.localeCompare(y)),
        ]),
    )
  return text(a) === text(b)
}
