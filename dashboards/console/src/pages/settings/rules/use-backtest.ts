import type { BacktestResult } from '@forewarn/shared/rule-api.ts'
import { useEffect, useRef, useState } from 'preact/hooks'

import { runBacktest } from '../../../data/backtest.ts'
import { RequestFailure } from '../../../data/http.ts'
import { refusalText } from '../../../data/save.ts'
import type { RuleSettings } from '../../../model/rules.ts'

/** A back-test as the page follows it: one at a time, and its last result with the numbers it is about. */
export interface BacktestRun {
  /** How far it is, as a share of one; null while none runs. */
  progress: number | null
  fault: string | null
  result: { settings: RuleSettings; report: BacktestResult } | null
  start(settings: RuleSettings, since: string): void
  cancel(): void
}

export function useBacktest(): BacktestRun {
  const [progress, setProgress] = useState<number | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [result, setResult] = useState<BacktestRun['result']>(null)
  const running = useRef<AbortController | null>(null)
  // Whoever leaves the page does not want it any more.
  useEffect(() => () => running.current?.abort(), [])

  async function run(settings: RuleSettings, since: string): Promise<void> {
    running.current?.abort()
    const mine = new AbortController()
    running.current = mine
    setFault(null)
    setProgress(0)
    try {
      const report = await runBacktest(settings, { since, signal: mine.signal, progress: setProgress })
      setResult({ settings, report })
    } catch (error) {
      if (!mine.signal.aborted) {
        if (!(error instanceof RequestFailure)) throw error
        setFault(refusalText(error))
      }
    } finally {
      if (running.current === mine) setProgress(null)
    }
  }
  return {
    progress,
    fault,
    result,
    start: (settings, since) => void run(settings, since),
    cancel: () => running.current?.abort(),
  }
}
