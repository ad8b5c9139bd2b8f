import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@forewarn/shared/clock.ts'
import { expect, onTestFinished, test, vi } from 'vitest'

import { createLocalAgent } from './local-agent.ts'
import { temporaryFolder } from './test-collector.ts'

function agentOf(source: string, stopMs = 5000) {
  const script = join(temporaryFolder(), 'agent.mjs')
  writeFileSync(script, source)
  const reports: string[] = []
  const agent = createLocalAgent({
    command: [process.execPath, script],
    clock: systemClock,
    report: message => reports.push(message),
    backOff: { firstMs: 10, lastMs: 40 },
    stopMs,
  })
  onTestFinished(() => agent.stop())
  return { agent, reports }
}

test('an agent that dies is reported with its last words and started again, ever later', async () => {
  const { agent, reports } = agentOf(`console.error('no identity'); process.exit(3)`)
  agent.start()
  await vi.waitFor(() => expect(reports.length).toBeGreaterThan(3), { timeout: 10_000 })
  expect(reports.slice(0, 4)).toEqual(
    [10, 20, 40, 40].map(ms => `the agent ended (3): no identity; it is started again in ${ms / 1000} s`),
  )
})

test('stopping closes the agent’s input and waits for it, without a report', async () => {
  const folder = temporaryFolder()
  const [ready, done] = [join(folder, 'ready'), join(folder, 'done')]
  const { agent, reports } = agentOf(`
    import { writeFileSync } from 'node:fs'
    process.stdin.resume().on('end', () => { writeFileSync(${JSON.stringify(done)}, ''); process.exit(0) })
    writeFileSync(${JSON.stringify(ready)}, '')`)
  agent.start()
  await vi.waitFor(() => expect(existsSync(ready)).toBe(true), { timeout: 5000 })
  await agent.stop()
  expect(existsSync(done)).toBe(true)
  expect(reports).toEqual([])
})

test('an agent that does not end is ended', async () => {
  const { agent } = agentOf('setInterval(() => {}, 1000)', 50)
  agent.start()
  await agent.stop()
})
