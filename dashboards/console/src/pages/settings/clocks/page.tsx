import { PRESETS, type ClockPolicy } from '@forewarn/shared/clock-policy.ts'
import { GRADES } from '@forewarn/shared/incidents.ts'
import { useRoute } from 'preact-iso/router'

import { mayAdminister } from '../../../data/save.ts'
import { useSetting } from '../../../data/setting.ts'
import { siteSetting } from '../../../data/settings-api.ts'
import { language, t } from '../../../i18n/i18n.ts'
import { ALL_GRADES, changesBetween, faultsOfPolicy, presetOf } from '../../../model/clock-policy.ts'
import { Panel } from '../../../parts/panel.tsx'
import { Frame, Pending } from '../parts/frame.tsx'
import { SaveBar } from '../parts/save-bar.tsx'
import { GradePanel } from './grade-panel.tsx'
import { termText } from './term-text.ts'

const NAMES = Object.keys(PRESETS) as (keyof typeof PRESETS)[]

/** The clocks promised to a school: a preset or its own, and what a change comes to in words. */
export function ClocksPage() {
  const { site = '' } = useRoute().params
  return <ClocksOf key={site} site={site} />
}

function ClocksOf({ site }: { site: string }) {
  const setting = useSetting<ClockPolicy>(siteSetting(site, 'clock-policy'), t('settings.clocks.saved'))
  const { value: policy, held } = setting
  const change = mayAdminister() ? setting.change : null
  if (policy === undefined || held === undefined)
    return (
      <Frame title={t('settings.clocks.title')} site={site}>
        <Pending resource={setting.resource} lines={9} />
      </Frame>
    )
  const faults = faultsOfPolicy(policy)
  const preset = presetOf(policy)
  const changes = changesBetween(held, policy)
  return (
    <Frame title={t('settings.clocks.title')} lead={t(`settings.clocks.now.${presetOf(held) ?? 'own'}`)} site={site}>
      {change !== null && (
        <section class="panel gap-below pb presets" aria-label={t('settings.clocks.presets')}>
          {NAMES.map(name => (
            <button
              key={name}
              type="button"
              class="btn"
              aria-pressed={preset === name}
              onClick={() => change(PRESETS[name])}
            >
              {t(`settings.clocks.preset.${name}`)}
            </button>
          ))}
          <span class="dim">{t('settings.clocks.presetHint')}</span>
        </section>
      )}
      <div class="grid two">
        {ALL_GRADES.map(grade => (
          <GradePanel key={grade} grade={grade} policy={policy} change={change} />
        ))}
      </div>
      {faults === 0 && changes.length > 0 && (
        <div class="gap-above">
          <Panel title={t('settings.clocks.changes')} count={String(changes.length)}>
            <ul class="pb changes">
              {changes.map(({ grade, clock, before, after }) => (
                <li key={`${grade} ${clock}`}>
                  {t('settings.clocks.change', {
                    grade: GRADES[grade][language()],
                    clock: t(`clock.${clock}`),
                    before: termText(before),
                    after: termText(after),
                  })}
                </li>
              ))}
            </ul>
            <p class="pf">{t('settings.clocks.keep')}</p>
          </Panel>
        </div>
      )}
      <SaveBar setting={setting} faults={faults} />
    </Frame>
  )
}
