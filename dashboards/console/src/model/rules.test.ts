import type { RuleList } from '@forewarn/shared/rule-api.ts'
import { expect, it } from 'vitest'

import { faultsIn, sameSettings, settingsOf, withKnob, withRule } from './rules.ts'

const knob = (name: string, value: number) => ({ name, value, default: 3, minimum: 2, maximum: 50, doc: '' })
const LIST: RuleList = {
  rules: [
    { name: 'a', doc: '', enabled: true, knobs: [knob('perDay', 3), knob('perWeek', 3)] },
    { name: 'b', doc: '', enabled: true, knobs: [] },
  ],
}

it('says only what differs from what the rules have by themselves', () => {
  expect(settingsOf(LIST)).toEqual({})
  const changed = withRule(withKnob(LIST, LIST.rules[0]!, 'perWeek', 7), 'b', { enabled: false })
  expect(settingsOf(changed)).toEqual({ a: { knobs: { perWeek: 7 } }, b: { enabled: false } })
})
it('counts what stands out of its bounds, also what is no number', () => {
  expect(faultsIn(LIST)).toBe(0)
  expect(faultsIn(withKnob(LIST, LIST.rules[0]!, 'perDay', 1))).toBe(1)
  expect(faultsIn(withKnob(LIST, LIST.rules[0]!, 'perDay', Number.NaN))).toBe(1)
})
it('knows a back-test of exactly these numbers, in whichever order they are said', () => {
  const one = { a: { knobs: { x: 1, y: 2 } }, b: { enabled: false } }
  expect(sameSettings(one, { b: { enabled: false }, a: { knobs: { y: 2, x: 1 } } })).toBe(true)
  expect(sameSettings(one, { ...one, a: { knobs: { x: 1, y: 3 } } })).toBe(false)
  expect(sameSettings({}, {})).toBe(true)
})
