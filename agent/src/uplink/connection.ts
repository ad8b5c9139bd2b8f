import type { RefusalCode } from '@forewarn/shared/protocol.ts'

/*
 * The connection as a pure state machine: `(state, input) → [state, effects]`. A socket is a number; what a socket that is no
 * longer the current one reports changes nothing. Entering `waiting` or `refused` always arms the next try.
 */

/** First and longest ceiling of the back-off, ms. */
const BACKOFF_FIRST_MS = 1_000
const BACKOFF_CAP_MS = 300_000
/** A refusal that the same attempt cannot overcome is put to the test again this rarely, ms. */
const REFUSED_RETRY_MS = 900_000
/** The longest a collector may send an agent away, ms. */
const RETRY_AFTER_CAP_MS = 3_600_000

export type ConnectionState =
  | { at: 'idle' }
  /** The socket is being opened. */
  | { at: 'connecting'; socket: number; attempt: number }
  /** The hello is sent, the welcome awaited. */
  | { at: 'greeting'; socket: number; attempt: number }
  | { at: 'online'; socket: number; attempt: number }
  /** The next try is armed. */
  | { at: 'waiting'; attempt: number; reason: string; delayMs: number }
  /** Sent away for good by the collector's word; a rare try is armed all the same. */
  | { at: 'refused'; attempt: number; code: RefusalCode; delayMs: number }

export type ConnectionInput =
  | { type: 'start'; socket: number }
  | { type: 'opened'; socket: number }
  | { type: 'welcomed'; socket: number }
  /** The collector has committed something of ours: the connection is worth its name. */
  | { type: 'acknowledged'; socket: number }
  | { type: 'refused'; socket: number; code: RefusalCode; retry: boolean; retryAfterMs: number }
  | { type: 'closed'; socket: number; reason: string }
  /** We give the socket up: silence, a deadline, nonsense. */
  | { type: 'drop'; socket: number; reason: string }
  | { type: 'retry'; socket: number }
  | { type: 'stop' }

export type ConnectionEffect =
  | { type: 'open'; socket: number }
  | { type: 'greet'; socket: number }
  | { type: 'begin'; socket: number }
  | { type: 'close'; socket: number }
  | { type: 'arm'; delayMs: number }
  | { type: 'disarm' }

/** Full jitter: evenly anywhere below a ceiling that doubles, so that a fleet spreads itself out. `random` is in [0, 1). */
export function backoff(attempt: number, random: number): number {
  return Math.round(random * Math.min(BACKOFF_CAP_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 30)))
}

/** One step. `random` in [0, 1) decides the jitter of this step. */
export function step(
  state: ConnectionState,
  input: ConnectionInput,
  random: number,
): [ConnectionState, ConnectionEffect[]] {
  switch (input.type) {
    case 'start':
    case 'retry': {
      if (state.at !== 'idle' && state.at !== 'waiting' && state.at !== 'refused') return [state, []]
      const attempt = state.at === 'idle' ? 0 : state.attempt
      return [
        { at: 'connecting', socket: input.socket, attempt },
        [{ type: 'disarm' }, { type: 'open', socket: input.socket }],
      ]
    }
    case 'stop':
      return [{ at: 'idle' }, 'socket' in state ? [{ type: 'close', socket: state.socket }] : [{ type: 'disarm' }]]
    case 'opened':
      if (state.at !== 'connecting' || state.socket !== input.socket) return [state, []]
      return [{ ...state, at: 'greeting' }, [{ type: 'greet', socket: input.socket }]]
    case 'welcomed':
      if (state.at !== 'greeting' || state.socket !== input.socket) return [state, []]
      return [{ ...state, at: 'online' }, [{ type: 'begin', socket: input.socket }]]
    case 'acknowledged':
      if (state.at !== 'online' || state.socket !== input.socket || state.attempt === 0) return [state, []]
      return [{ ...state, attempt: 0 }, []]
    case 'refused': {
      if (!('socket' in state) || state.socket !== input.socket) return [state, []]
      const close: ConnectionEffect = { type: 'close', socket: input.socket }
      const attempt = state.attempt + 1
      if (!input.retry) {
        const delayMs = Math.round(REFUSED_RETRY_MS * (1 + random / 2))
        return [{ at: 'refused', attempt, code: input.code, delayMs }, [close, { type: 'arm', delayMs }]]
      }
      return wait(attempt, `refused: ${input.code}`, Math.min(input.retryAfterMs, RETRY_AFTER_CAP_MS), random, [close])
    }
    case 'closed':
      if (!('socket' in state) || state.socket !== input.socket) return [state, []]
      return wait(state.attempt + 1, input.reason, 0, random, [])
    case 'drop':
      if (!('socket' in state) || state.socket !== input.socket) return [state, []]
      return wait(state.attempt + 1, input.reason, 0, random, [{ type: 'close', socket: input.socket }])
  }
}

function wait(
  attempt: number,
  reason: string,
  atLeastMs: number,
  random: number,
  effects: ConnectionEffect[],
): [ConnectionState, ConnectionEffect[]] {
  const delayMs = atLeastMs + backoff(attempt - 1, random)
  return [{ at: 'waiting', attempt, reason, delayMs }, [...effects, { type: 'arm', delayMs }]]
}
