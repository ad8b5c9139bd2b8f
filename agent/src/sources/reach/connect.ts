import type { Clock } from '@forewarn/shared/clock.ts'
import { connect as openConnection } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

import { QUESTIONS, type Ask, type Place } from './ask.ts'
import type { Answers } from './figures.ts'

/** Apart from each other, ms; and how long an answer is waited for, ms: a lost first packet is sent again after a second (RFC 6298). */
const APART_MS = 200
const WAIT_MS = 1_000

/** A refusal comes from the machine itself, so it is an answer too. */
const ANSWERS = new Set(['ECONNREFUSED', 'ECONNRESET'])

/**
 * Asks by opening a TCP connection and closing it again without a word: the time until the other side takes or refuses it is one round
 * trip. It needs no rights and starts nothing; a round costs about 2 ms of processor.
 */
export function createConnect(clock: Pick<Clock, 'precise'>, { apartMs = APART_MS, waitMs = WAIT_MS } = {}): Ask {
  function once({ address, port }: Place, signal: AbortSignal): Promise<number | null> {
    const { promise, resolve } = Promise.withResolvers<number | null>()
    const begun = clock.precise()
    const socket = openConnection({ host: address, port, autoSelectFamily: false })
    const settle = (answer: number | null): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', late)
      socket.destroy()
      resolve(answer)
    }
    const late = (): void => settle(null)
    const timer = setTimeout(late, waitMs)
    signal.addEventListener('abort', late, { once: true })
    socket.on('connect', () => settle(clock.precise() - begun))
    socket.on('error', ({ code = '' }: NodeJS.ErrnoException) =>
      settle(ANSWERS.has(code) ? clock.precise() - begun : null),
    )
    return promise
  }

  return {
    name: 'tcp',
    async ask(place, _tick, signal) {
      const answers: Promise<number | null>[] = []
      for (let i = 0; i < QUESTIONS && !signal.aborted; i++) {
        if (i > 0) await pause(apartMs)
        answers.push(once(place, signal))
      }
      return Promise.all(answers) satisfies Promise<Answers>
    },
  }
}
