import { expect, test } from 'vitest'

import { createEngine, type DeviceState } from './engine.ts'
import { fleetFacts } from './fleet.ts'
import { armRules } from './rule-settings.ts'
import { BARE_SCENE } from './scene.ts'

const DAY = 86_400_000

/** What the rules remember of a device that started so often a day, for so many days. */
function device(perDay: number, days: number): DeviceState {
  const engine = createEngine(armRules())
  const state: DeviceState = {}
  for (let i = 0; i < perDay * days; i++)
    engine.step(
      state,
      { type: 'event', at: (i / perDay) * DAY, name: 'system.boot', severity: 'info', attributes: { kind: 'cold' } },
      BARE_SCENE,
    )
  return state
}

test('a fleet’s usual rate is the middle device’s, of those known for two weeks; too few say nothing', () => {
  const now = 28 * DAY
  const usual = Array.from({ length: 5 }, () => device(1, 28))
  expect(fleetFacts(usual, now)).toEqual({ weeklyStarts: 7 })
  expect(fleetFacts([...usual, device(20, 28), device(1, 3), {}], now)).toEqual({ weeklyStarts: 7 })
  expect(fleetFacts(usual.slice(1), now)).toBeNull()
})
