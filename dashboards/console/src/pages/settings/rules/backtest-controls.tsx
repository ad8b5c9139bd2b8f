import { useState } from 'preact/hooks'

import { instant } from '../../../data/clock.ts'
import { percentText } from '../../../format/number.ts'
import { t } from '../../../i18n/i18n.ts'
import { Fault } from '../parts/form-sheet.tsx'
import type { BacktestRun } from './use-backtest.ts'

const DAY_MS = 86_400_000
const SPANS = [7, 30, 90] as const

interface ControlsProps {
  backtest: BacktestRun
  /** It is the next step. */
  isMain: boolean
  disabled: boolean
  start(since: string): void
}

/** Over how long, go, how far, and stop. */
export function BacktestControls({ backtest, isMain, disabled, start }: ControlsProps) {
  const [days, setDays] = useState<number>(30)
  const { progress, fault } = backtest
  if (progress !== null)
    return (
      <div class="testing">
        <label>
          <span>{t('settings.rules.testing', { share: percentText(progress) })}</span>
          <progress max={1} value={progress} />
        </label>
        <button type="button" class="btn" onClick={() => backtest.cancel()}>
          {t('settings.rules.cancel')}
        </button>
      </div>
    )
  return (
    <>
      <Fault text={fault} />
      <select
        class="narrow"
        aria-label={t('settings.rules.over')}
        value={String(days)}
        onChange={({ currentTarget }) => setDays(Number(currentTarget.value))}
      >
        {SPANS.map(span => (
          <option key={span} value={span}>
            {t('settings.rules.days', { count: span })}
          </option>
        ))}
      </select>
      <button
        type="button"
        class={`btn ${isMain ? 'pri' : ''}`}
        disabled={disabled}
        onClick={() => start(new Date(instant() - days * DAY_MS).toISOString())}
      >
        {t('settings.rules.test')}
      </button>
    </>
  )
}
