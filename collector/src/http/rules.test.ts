import type { BacktestLine, RuleList } from '@forewarn/shared/rule-api.ts'
import { expect, test } from 'vitest'

import { ask, startCollector, type TestCollector } from '../test-collector.ts'

async function call(at: TestCollector, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await ask(at, method, `/api/v1${path}`, { token: at.adminToken, body })
  return answer.json()
}

test('every rule is told with its knobs; others are taken whole, and every fault of them is told', async () => {
  const at = await startCollector()
  const { rules } = (await call(at, 'GET', '/rules')) as RuleList
  expect(rules.length).toBeGreaterThan(20)
  for (const { enabled, doc, knobs } of rules) {
    expect([enabled, doc === '']).toEqual([true, false])
    for (const { value, default: usual, minimum, maximum } of knobs) {
      expect(value).toBe(usual)
      expect(value >= minimum && value <= maximum).toBe(true)
    }
  }
  const other = { 'cpu-exhausted': { enabled: false }, 'peripheral-gone': { knobs: { minutes: 10 } } }
  const changed = ((await call(at, 'PUT', '/rules', other)) as RuleList).rules
  expect(await call(at, 'GET', '/rules')).toEqual({ rules: changed })
  expect(changed.find(({ name }) => name === 'cpu-exhausted')!.enabled).toBe(false)
  expect(changed.find(({ name }) => name === 'peripheral-gone')!.knobs).toMatchObject([{ name: 'minutes', value: 10 }])

  const wrong = { nonsense: {}, 'peripheral-gone': { knobs: { minutes: 1e6, hours: 1 } } }
  const { code, message } = (await call(at, 'PUT', '/rules', wrong)) as { code: string; message: string }
  expect(code).toBe('invalid')
  for (const fault of ['nonsense is no rule', 'minutes must lie between 0 and 120', 'has no knob hours'])
    expect(message).toContain(fault)
  expect(await call(at, 'PUT', '/rules', { 'cpu-exhausted': { off: true } })).toMatchObject({ code: 'invalid' })
  expect(await call(at, 'GET', '/rules')).toEqual({ rules: changed })
})

test('a back-test says how far it is and what came of it; one that cannot be is refused', async () => {
  const at = await startCollector()
  const body = { rules: { 'cpu-exhausted': { enabled: false } } }
  const answer = await ask(at, 'POST', '/api/v1/backtest', { token: at.adminToken, body })
  const lines = answer.text.trim().split('\n')
  const last = JSON.parse(lines.at(-1)!) as BacktestLine
  expect(last).toMatchObject({ result: { devices: 0, rules: [{ rule: 'cpu-exhausted' }], added: { count: 0 } } })
  const future = { ...body, since: '2999-01-01T00:00:00Z' }
  expect(await call(at, 'POST', '/backtest', future)).toMatchObject({ code: 'invalid' })
  expect(await call(at, 'POST', '/backtest', { rules: { nonsense: {} } })).toMatchObject({ code: 'invalid' })
})

test.each([
  ['', 'invalid'],
  ['?device=dev-0&site=site-0', 'invalid'],
  ['?device=dev-0', 'unknown-device'],
  ['?site=site-0', 'unknown-site'],
  ['?site=site-0&since=yesterday', 'invalid'],
  ['?site=site-0&since=2026-02-02T00:00:00Z&until=2026-02-01T00:00:00Z', 'invalid'],
])('a trace of %j is refused as %s', async (query, code) => {
  const at = await startCollector()
  expect(await call(at, 'GET', `/trace${query}`)).toMatchObject({ code })
})
