import { DEFAULT_AGENT_CONFIG } from '@forewarn/shared/protocol.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { decodeCollectorMessage } from './decode.ts'

const decode = (message: unknown) => decodeCollectorMessage(JSON.stringify(message))
const WELCOME = { type: 'welcome', version: 1, epoch: 2, at: 5, committed: [[1, 4]], config: {} }
const CONFIG = DEFAULT_AGENT_CONFIG

describe('what is well formed', () => {
  test.each([
    ['a welcome', { ...WELCOME, more: 1 }, { ...WELCOME, config: CONFIG }],
    ['a welcome into a new epoch', { ...WELCOME, renumberFrom: 3 }, { ...WELCOME, renumberFrom: 3, config: CONFIG }],
    ['an ack', { type: 'ack', epoch: 1, ranges: [[1, 2]] }, { type: 'ack', epoch: 1, ranges: [[1, 2]] }],
    ['a look', { type: 'live', forMs: 5_000 }, { type: 'live', forMs: 5_000 }],
    ['a look without end is bounded', { type: 'live', forMs: 1e15 }, { type: 'live', forMs: 3_600_000 }],
    [
      'a cadence beyond all measure is brought within it',
      { type: 'config', config: { sampleIntervalMs: 0, batchIntervalMs: 1e12 } },
      { type: 'config', config: { ...CONFIG, sampleIntervalMs: 1_000, batchIntervalMs: 3_600_000 } },
    ],
    [
      'a cadence that is none is the default',
      { type: 'config', config: { sampleIntervalMs: 'fast' } },
      { type: 'config', config: CONFIG },
    ],
    [
      'a refusal',
      { type: 'refusal', code: 'clone', message: 'two', retryAfterMs: 7 },
      { type: 'refusal', code: 'clone', message: 'two', retryAfterMs: 7 },
    ],
    [
      'a refusal of a newer collector means: later',
      { type: 'refusal', code: 'too-new' },
      { type: 'refusal', code: 'shutting-down', message: '' },
    ],
    ['a message of a newer collector is passed over', { type: 'greeting-card' }, null],
  ])('%s', (_name, message, expected) => {
    expect(decode(message)).toEqual(expected)
  })
})

describe('what is not', () => {
  test.each([
    null,
    [],
    'ack',
    { type: 'ack' },
    { type: 'ack', epoch: 1, ranges: [[2, 1]] },
    { type: 'ack', epoch: 1, ranges: [[1]] },
    { type: 'ack', epoch: -1, ranges: [] },
    { type: 'ack', epoch: 1.5, ranges: [] },
    { ...WELCOME, committed: {} },
    { ...WELCOME, renumberFrom: 'x' },
    { ...WELCOME, config: [] },
    { type: 'refusal' },
    { type: 'live', forMs: null },
  ])('%j', message => {
    expect(() => decode(message)).toThrow(Error)
  })

  test('any text is decoded, passed over or thrown out as an Error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        try {
          decodeCollectorMessage(text)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
    )
  })
})
