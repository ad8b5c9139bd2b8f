import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { backoff, step, type ConnectionInput, type ConnectionState } from './connection.ts'

const connecting: ConnectionState = { at: 'connecting', socket: 1, attempt: 2 }
const greeting: ConnectionState = { at: 'greeting', socket: 1, attempt: 2 }
const online: ConnectionState = { at: 'online', socket: 1, attempt: 2 }
const waiting: ConnectionState = { at: 'waiting', attempt: 2, reason: 'x', delayMs: 5 }
const refused: ConnectionState = { at: 'refused', attempt: 2, code: 'clone', delayMs: 5 }

const refusal = (retry: boolean, retryAfterMs = 0): ConnectionInput => ({
  type: 'refused',
  socket: 1,
  code: retry ? 'too-fast' : 'clone',
  retry,
  retryAfterMs,
})

/** From a state, an input, to a state and what is done, with a jitter of one half. */
const TABLE: [name: string, from: ConnectionState, input: ConnectionInput, to: object, effects: string[]][] = [
  [
    'starts',
    { at: 'idle' },
    { type: 'start', socket: 1 },
    { at: 'connecting', socket: 1, attempt: 0 },
    ['disarm', 'open'],
  ],
  ['starts once', online, { type: 'start', socket: 2 }, online, []],
  ['greets when open', connecting, { type: 'opened', socket: 1 }, greeting, ['greet']],
  ['begins when welcome', greeting, { type: 'welcomed', socket: 1 }, online, ['begin']],
  ['is not welcome twice', online, { type: 'welcomed', socket: 1 }, online, []],
  ['forgets its failures at the first ack', online, { type: 'acknowledged', socket: 1 }, { ...online, attempt: 0 }, []],
  ['keeps them until then', greeting, { type: 'acknowledged', socket: 1 }, greeting, []],
  [
    'waits after a failed try',
    connecting,
    { type: 'closed', socket: 1, reason: 'no' },
    { at: 'waiting', attempt: 3, reason: 'no', delayMs: 2_000 },
    ['arm'],
  ],
  [
    'waits after losing the link',
    online,
    { type: 'closed', socket: 1, reason: 'no' },
    { at: 'waiting', attempt: 3 },
    ['arm'],
  ],
  [
    'gives a silent link up',
    online,
    { type: 'drop', socket: 1, reason: 'silent' },
    { at: 'waiting', reason: 'silent' },
    ['close', 'arm'],
  ],
  [
    'tries again when it is time',
    waiting,
    { type: 'retry', socket: 9 },
    { at: 'connecting', socket: 9, attempt: 2 },
    ['disarm', 'open'],
  ],
  ['does not try twice', connecting, { type: 'retry', socket: 9 }, connecting, []],
  [
    'honours the time it is told to stay away',
    greeting,
    refusal(true, 60_000),
    { at: 'waiting', delayMs: 62_000 },
    ['close', 'arm'],
  ],
  ['but not for ever', greeting, refusal(true, 1e12), { at: 'waiting', delayMs: 3_602_000 }, ['close', 'arm']],
  [
    'asks rarely where it is refused for good',
    greeting,
    refusal(false),
    { at: 'refused', code: 'clone', delayMs: 1_125_000 },
    ['close', 'arm'],
  ],
  [
    'but it does ask',
    refused,
    { type: 'retry', socket: 9 },
    { at: 'connecting', socket: 9, attempt: 2 },
    ['disarm', 'open'],
  ],
  ['stops while online', online, { type: 'stop' }, { at: 'idle' }, ['close']],
  ['stops while waiting', waiting, { type: 'stop' }, { at: 'idle' }, ['disarm']],
  ['hears no stale socket close', online, { type: 'closed', socket: 0, reason: 'late' }, online, []],
  ['hears no stale refusal', greeting, { ...refusal(false), socket: 0 } as ConnectionInput, greeting, []],
  ['hears no stale welcome', greeting, { type: 'welcomed', socket: 0 }, greeting, []],
  ['hears no stale opening', connecting, { type: 'opened', socket: 0 }, connecting, []],
  ['does not drop what is not there', waiting, { type: 'drop', socket: 1, reason: 'x' }, waiting, []],
]

test.each(TABLE)('%s', (_name, from, input, to, effects) => {
  const [state, done] = step(from, input, 0.5)
  expect(state).toMatchObject(to)
  expect(done.map(({ type }) => type)).toEqual(effects)
})

describe('back-off', () => {
  test('is anywhere below a ceiling that doubles from one second to five minutes', () => {
    expect([0, 1, 2, 8, 9, 1_000].map(attempt => backoff(attempt, 1))).toEqual([
      1_000, 2_000, 4_000, 256_000, 300_000, 300_000,
    ])
    expect(backoff(5, 0)).toBe(0)
    expect(backoff(5, 0.25)).toBe(8_000)
  })
})

test('whatever happens, a state that is off the line has its next try armed and never two sockets are open', () => {
  const socket = fc.nat(3)
  const inputs: fc.Arbitrary<ConnectionInput> = fc.oneof(
    fc.record({ type: fc.constantFrom('opened' as const, 'welcomed' as const, 'acknowledged' as const), socket }),
    fc.record({ type: fc.constantFrom('closed' as const, 'drop' as const), socket, reason: fc.constant('x') }),
    fc.boolean().map(retry => refusal(retry)),
    fc.constant<ConnectionInput>({ type: 'retry', socket: -1 }),
    fc.constant<ConnectionInput>({ type: 'start', socket: -1 }),
  )
  fc.assert(
    fc.property(fc.array(inputs, { maxLength: 40 }), events => {
      let state: ConnectionState = { at: 'idle' }
      let next = 0
      const open = new Set<number>()
      for (const event of events) {
        const input = event.type === 'retry' || event.type === 'start' ? { ...event, socket: next++ } : event
        const [to, effects] = step(state, input, 0.5)
        for (const effect of effects) {
          if (effect.type === 'open') open.add(effect.socket)
          if (effect.type === 'close') open.delete(effect.socket)
        }
        if (input.type === 'closed') open.delete(input.socket)
        const entered = to !== state && (to.at === 'waiting' || to.at === 'refused')
        if (entered) expect(effects.at(-1)).toMatchObject({ type: 'arm' })
        expect([...open]).toEqual('socket' in to ? [to.socket] : [])
        state = to
      }
    }),
  )
})
