import { expect, onTestFinished, test, vi } from 'vitest'

import { createAgent } from '../agent.ts'
import type { Happening, Source } from '../sampler/source.ts'
import { recallFrom } from '../spool/inspect.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { tellOnce } from './tell-once.ts'

test('what was told is remembered with the last event that tells it, and nothing where there is none', () => {
  const event: Happening = { name: 'drive.failing', severity: 'error', attributes: {} }
  expect(tellOnce([event, event], 'drives', [1])).toEqual([
    event,
    { ...event, remember: { key: 'drives', value: '[1]' } },
  ])
  expect(tellOnce([], 'drives', [1])).toEqual([])
})

test('the agent stores both in one', async () => {
  const folder = temporaryFolder()
  const events = tellOnce([{ name: 'drive.failing', severity: 'error', attributes: { drive: 'sda' } }], 'drives', [
    'sda',
  ])
  let told = false
  const source: Source = {
    name: 'once',
    everyMs: null,
    deadlineMs: 1_000,
    read: () => ({ series: [], values: [], events: told ? [] : ((told = true), events) }),
  }
  const silent = () => undefined
  const agent = createAgent({
    folder,
    // Nobody listens there.
    identity: { device: 'd', key: 'k', epoch: 1, address: 'ws://127.0.0.1:1', authority: null, fingerprint: null },
    spoolBytes: 1 << 20,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    sources: [source],
    watchers: [],
  })
  await agent.start()
  onTestFinished(() => agent.stop())
  await vi.waitFor(() => expect(recallFrom(folder, 'drives')).toBe('["sda"]'), { timeout: 10_000, interval: 50 })
})
