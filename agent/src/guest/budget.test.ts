import { expect, test } from 'vitest'

import { createBudgetGuard } from './budget.ts'

const MINUTE = 60_000
const TEN = 10 * MINUTE

/** Lets a guard see ten-second ticks for `ms` at a steady share of one processor; what it decided, with the minute. */
function run(
  guard: ReturnType<typeof createBudgetGuard>,
  state: { up: number; cpuMs: number },
  ms: number,
  share: number,
  rssBytes = 50e6,
) {
  const steps: { minute: number; slowdown: number; event: string | null }[] = []
  for (const end = state.up + ms; state.up < end; state.up += 10_000, state.cpuMs += 10_000 * share) {
    const step = guard.observe({ ...state, rssBytes })
    if (step !== null)
      steps.push({ minute: state.up / MINUTE, slowdown: step.slowdown, event: step.event?.name ?? null })
  }
  return steps
}

test('within its budget the agent is left alone, whatever its start cost', () => {
  const guard = createBudgetGuard()
  const state = { up: 0, cpuMs: 400 }
  expect(run(guard, state, 6 * TEN, 0.001)).toEqual([])
})

test('over its budget it slows step by step, says so each time, and no further than to an eighth', () => {
  const guard = createBudgetGuard()
  const steps = run(guard, { up: 0, cpuMs: 0 }, 6 * TEN, 0.05)
  expect(steps).toEqual([
    { minute: 10, slowdown: 2, event: 'agent.over-budget' },
    { minute: 20, slowdown: 4, event: 'agent.over-budget' },
    { minute: 30, slowdown: 8, event: 'agent.over-budget' },
  ])
})

test('one heavy probe is no excess', () => {
  const guard = createBudgetGuard()
  const state = { up: 0, cpuMs: 0 }
  expect(run(guard, state, 5 * MINUTE, 0.001)).toEqual([])
  state.cpuMs += 3_000
  expect(run(guard, state, 2 * TEN, 0.001)).toEqual([])
})

test('it recovers step by step and says so once, and does not swing where the faster cadence would be too much again', () => {
  const guard = createBudgetGuard()
  const state = { up: 0, cpuMs: 0 }
  run(guard, state, 4 * TEN, 0.05)
  expect(guard.slowdown()).toBe(8)
  expect(run(guard, state, 3 * TEN, 0.006)).toEqual([])
  const steps = run(guard, state, 5 * TEN, 0.002)
  expect(steps.map(({ slowdown, event }) => [slowdown, event])).toEqual([
    [4, null],
    [2, null],
    [1, 'agent.within-budget'],
  ])
})

test('memory counts as much, by its highest mark', () => {
  const guard = createBudgetGuard()
  const state = { up: 0, cpuMs: 0 }
  run(guard, state, 5 * MINUTE, 0.001, 200e6)
  expect(run(guard, state, TEN, 0.001)).toEqual([{ minute: 10, slowdown: 2, event: 'agent.over-budget' }])
})
