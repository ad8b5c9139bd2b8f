import { expect, test, vi } from 'vitest'

import { enrolDevice } from '../support/api.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { temporaryFolder } from '../support/folders.ts'
import { startProxy } from '../support/proxy.ts'
import { connectScripted } from '../support/scripted-agent.ts'
import { createWriter } from '../support/writer.ts'

/** Far below the half minute for which a WebSocket waits for an answer to its goodbye. */
const PROMPT_MS = 5_000

test('a stop takes no longer for an agent that answers, nor for one whose link swallows the goodbye', async () => {
  const collector = await startCollectorProcess({ folder: temporaryFolder() })
  const link = await startProxy(collector.port)
  const well = createWriter({
    folder: temporaryFolder(),
    identity: await enrolDevice(collector, { hostname: 'well' }),
  })
  const unreachable = createWriter({
    folder: temporaryFolder(),
    identity: { ...(await enrolDevice(collector, { hostname: 'unreachable' })), address: link.address },
  })
  for (const writer of [well, unreachable]) {
    writer.start()
    await writer.event(1)
    await vi.waitFor(() => expect(writer.spool.status().records).toBe(0), 10_000)
  }
  link.blackHole()

  const started = performance.now()
  expect(await collector.stop()).toBe(0)
  expect(performance.now() - started).toBeLessThan(PROMPT_MS)
  expect(well.uplink.status(), 'the agent was not told').toMatchObject({
    state: 'waiting',
    reason: expect.stringMatching(/shutting-down|ECONNREFUSED/) as string,
  })
  await Promise.all([well.stop(), unreachable.stop()])
})

test('a stop asks the agents back one after the other, so that they do not come all at once', async () => {
  const collector = await startCollectorProcess({ folder: temporaryFolder() })
  const agents = await Promise.all(
    ['a', 'b', 'c'].map(async hostname =>
      connectScripted(collector.address, await enrolDevice(collector, { hostname })),
    ),
  )
  for (const agent of agents) await agent.greet()
  const refusals = Promise.all(agents.map(agent => agent.hear('refusal')))
  await collector.stop()
  const waits = (await refusals).map(({ retryAfterMs }) => retryAfterMs)
  expect(waits).toEqual([1_000, 1_003, 1_006])
})
