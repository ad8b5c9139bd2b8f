import { useRoute } from 'preact-iso/router'
import type { Timetable } from '@forewarn/shared/timetable.ts'
import { useEffect } from 'preact/hooks'

import { readClassHours } from '../../../data/console.ts'
import { mayEngineer } from '../../../data/save.ts'
import { useSetting } from '../../../data/setting.ts'
import { siteSetting } from '../../../data/settings-api.ts'
import { siteZone } from '../../../data/sites.ts'
import { t } from '../../../i18n/i18n.ts'
import { faultsOf } from '../../../model/timetable.ts'
import { Notice } from '../../../parts/notices.tsx'
import { Frame, Pending } from '../parts/frame.tsx'
import { SaveBar } from '../parts/save-bar.tsx'
import { CalendarPanel } from './calendar.tsx'
import { CsvActions } from './csv.tsx'
import { DaysAhead } from './days-ahead.tsx'
import { MaintenancePanel } from './maintenance.tsx'
import { PeriodsPanel } from './periods.tsx'
import { TermsPanel } from './terms.tsx'

/** What every part of the page gets: the timetable as it stands, and a way to another one where the person may. */
export interface PartProps {
  timetable: Timetable
  change: ((next: Timetable) => void) | null
}

/** When a school teaches: its terms, lessons, days off and planned work, and what comes of them. */
export function TimetablePage() {
  const { site = '' } = useRoute().params
  return <TimetableOf key={site} site={site} />
}

function TimetableOf({ site }: { site: string }) {
  const setting = useSetting<Timetable>(siteSetting(site, 'timetable'), t('settings.timetable.saved'))
  const { value: timetable, held } = setting
  // Marks on other pages tell "off by timetable" from "no data" by what holds now.
  useEffect(readClassHours, [held])
  const zone = siteZone(site)
  const change = mayEngineer() ? setting.change : null
  if (timetable === undefined)
    return (
      <Frame title={t('settings.timetable.title')} site={site}>
        <Pending resource={setting.resource} lines={9} />
      </Frame>
    )
  const faults = faultsOf(timetable)
  return (
    <Frame
      title={t('settings.timetable.title')}
      lead={t('settings.timetable.lead')}
      site={site}
      actions={<CsvActions site={site} zone={zone} timetable={timetable} change={change} />}
    >
      {timetable.terms.length === 0 && !setting.isDirty && (
        <section class="panel gap-below">
          <Notice icon="clock" title={t('settings.timetable.none')}>
            <span>{t('settings.timetable.noneHint')}</span>
          </Notice>
        </section>
      )}
      <div class="grid two">
        <div class="grid">
          <TermsPanel timetable={timetable} change={change} faults={faults} />
          <PeriodsPanel timetable={timetable} change={change} faults={faults} />
          <MaintenancePanel timetable={timetable} change={change} faults={faults} zone={zone} />
        </div>
        <div class="grid">
          <CalendarPanel timetable={timetable} change={change} site={site} isSound={faults.count === 0} />
          <DaysAhead timetable={timetable} site={site} isSound={faults.count === 0} />
        </div>
      </div>
      <SaveBar setting={setting} faults={faults.count} />
    </Frame>
  )
}
