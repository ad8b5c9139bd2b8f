import type { BacktestLine, BacktestResult } from '@forewarn/shared/rule-api.ts'
import type { ApiError } from '@forewarn/shared/api.ts'

import type { RuleSettings } from '../model/rules.ts'
import { RequestFailure } from './http.ts'

export interface BacktestOptions {
  /** From when on the history is judged again, ISO 8601. */
  since: string
  signal: AbortSignal
  /** How much of the history has been judged, as a share of one. */
  progress(share: number): void
}

/** Has the history of the fleet judged again by other rules. Throws `RequestFailure`, or the abort's reason when it was cancelled. */
export async function runBacktest(
  rules: RuleSettings,
  { since, signal, progress }: BacktestOptions,
): Promise<BacktestResult> {
  let response: Response
  try {
    response = await fetch('/api/v1/backtest', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rules, since }),
      signal,
    })
    if (!response.ok) {
      const { code, message } = (await response.json().catch(() => ({}))) as Partial<ApiError>
      throw new RequestFailure(response.status, code ?? `http-${response.status}`, message ?? response.statusText)
    }
    for await (const line of linesOf(response.body!)) {
      const told = JSON.parse(line) as BacktestLine
      if ('result' in told) return told.result
      progress(told.progress.of === 0 ? 0 : told.progress.done / told.progress.of)
    }
  } catch (error) {
    if (signal.aborted || error instanceof RequestFailure) throw error
  }
  throw new RequestFailure(0, 'unreachable', 'the back-test broke off')
}

/** The lines of a text that is still coming. */
async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
      rest = lines.pop()!
      yield* lines.filter(line => line !== '')
    }
    if (rest !== '') yield rest
  } finally {
    // Nobody wants the rest, so the collector need not go on.
    await reader.cancel().catch(() => undefined)
  }
}
