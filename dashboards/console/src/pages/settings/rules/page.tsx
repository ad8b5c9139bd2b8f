import type { RuleList } from '@forewarn/shared/rule-api.ts'
import { useEffect, useState } from 'preact/hooks'

import { readDevices } from '../../../data/console.ts'
import { useResource } from '../../../data/resource.ts'
import { mayAdminister, mayEngineer } from '../../../data/save.ts'
import { useSetting } from '../../../data/setting.ts'
import { t } from '../../../i18n/i18n.ts'
import { faultsIn, sameSettings, settingsOf } from '../../../model/rules.ts'
import { Panel } from '../../../parts/panel.tsx'
import { CheckField } from '../parts/fields.tsx'
import { Frame, Pending } from '../parts/frame.tsx'
import { SaveBar, SaveButton } from '../parts/save-bar.tsx'
import { BacktestControls } from './backtest-controls.tsx'
import { BacktestReport } from './backtest-report.tsx'
import { RuleRow } from './rule-row.tsx'
import { useBacktest } from './use-backtest.ts'

/** The rules: what each finds, its numbers, and what other numbers would have found before they hold. */
export function RulesPage() {
  const setting = useSetting<RuleList>('/api/v1/rules', t('settings.rules.saved'), settingsOf)
  const backtest = useBacktest()
  const [isWithout, without] = useState(false)
  // A back-test names devices.
  useResource('devices', readDevices)
  const { value: list, held, isDirty } = setting
  // The wish to save without a back-test is about one draft.
  useEffect(() => without(false), [isDirty])
  if (list === undefined || held === undefined)
    return (
      <Frame title={t('settings.rules.title')}>
        <Pending resource={setting.resource} lines={10} />
      </Frame>
    )
  const faults = faultsIn(list)
  const wanted = settingsOf(list)
  const isTested = backtest.result !== null && sameSettings(backtest.result.settings, wanted)
  const usual = new Map(held.rules.map(rule => [rule.name, rule]))
  return (
    <Frame title={t('settings.rules.title')} lead={t('settings.rules.lead')}>
      {backtest.result !== null && <BacktestReport result={backtest.result.report} isCurrent={isTested} />}
      <Panel title={t('settings.rules.all')} count={String(list.rules.length)}>
        <ul class="edit-rows rules">
          {list.rules.map(rule => (
            <RuleRow
              key={rule.name}
              rule={rule}
              held={usual.get(rule.name) ?? rule}
              list={list}
              change={mayEngineer() ? setting.change : null}
            />
          ))}
        </ul>
      </Panel>
      <SaveBar setting={setting} faults={faults}>
        {mayAdminister() && !isTested && (
          <CheckField label={t('settings.rules.without')} value={isWithout} change={without} />
        )}
        <BacktestControls
          backtest={backtest}
          isMain={!isTested && !isWithout}
          disabled={faults > 0}
          start={since => backtest.start(wanted, since)}
        />
        {mayAdminister() ? (
          (isTested || isWithout) && <SaveButton setting={setting} faults={faults} />
        ) : (
          <span class="dim">{t('settings.rules.askAdmin')}</span>
        )}
      </SaveBar>
    </Frame>
  )
}
