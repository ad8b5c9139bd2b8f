import type { IncidentDetail, IncidentView } from '@forewarn/shared/incident-api.ts'
import { useEffect, useRef, useState } from 'preact/hooks'

import { actOn, mayAct } from '../../data/act.ts'
import { siteZone } from '../../data/sites.ts'
import { t } from '../../i18n/i18n.ts'
import { suggestionFor } from '../../i18n/terms.ts'
import { canResolve, stepsOf, type Step } from '../../model/incident-steps.ts'
import { isUnsolved } from '../../model/incident-order.ts'
import { Panel } from '../../parts/panel.tsx'
import { ServiceClock } from '../../parts/service-clock.tsx'
import { isTaken } from '../../parts/typing.ts'
import { ActionBar } from './action-bar.tsx'
import { ActionDialog } from './action-dialog.tsx'
import { asksNothing } from './action-forms.ts'
import { Attached } from './attached.tsx'
import { Evidence } from './evidence.tsx'
import { IncidentHead } from './head.tsx'
import { History } from './history.tsx'
import { Record, Resolution } from './record.tsx'
import { Related } from './related.tsx'
import { Spot } from './spot.tsx'

interface KnownIncidentProps {
  incident: IncidentView
  timeline: IncidentDetail['timeline']
  /** The incidents held under this one. */
  held: readonly IncidentView[]
}

/** All that is known of one incident, and what this person can do about it. */
export function KnownIncident({ incident, timeline, held }: KnownIncidentProps) {
  const [asked, setAsked] = useState<Step | null>(null)
  const zone = siteZone(incident.siteId)
  const steps = stepsOf(incident, timeline)
  const clocks = incident.clocks.filter(({ state }) => state !== 'not-needed')
  const writesRecord = mayAct() && canResolve(incident)

  function start(step: Step): void {
    if (step === 'resolve') document.querySelector<HTMLElement>('#record textarea')?.focus()
    else if (asksNothing(step)) void actOn(incident, { type: step })
    else setAsked(step)
  }

  const latest = useRef({ start, next: steps.next })
  latest.current = { start, next: mayAct() ? steps.next : null }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'a' && !isTaken(event) && latest.current.next === 'acknowledge')
        latest.current.start('acknowledge')
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])

  return (
    <div class="p-incident">
      <IncidentHead incident={incident} zone={zone}>
        {mayAct() && <ActionBar steps={steps} start={start} />}
      </IncidentHead>
      <div class="grid">
        {clocks.length > 0 && (
          <section class="panel clocks" aria-label={t('incident.clocks')}>
            {clocks.map(clock => (
              <ServiceClock key={clock.name} clock={clock} zone={zone} big />
            ))}
          </section>
        )}
        <div class="grid cols-main flat">
          <div class="grid">
            {isUnsolved(incident) && (
              <Panel order={1} title={t('incident.suggestion')}>
                <p class="pb lead">{suggestionFor(incident.reason)}</p>
              </Panel>
            )}
            <Evidence incident={incident} zone={zone} />
            {incident.resolution !== null && <Resolution resolution={incident.resolution} zone={zone} />}
            {writesRecord && <Record incident={incident} isNext={steps.next === 'resolve'} />}
          </div>
          <div class="grid">
            <Spot incident={incident} zone={zone} />
            <Attached incident={incident} zone={zone} />
            <Related incident={incident} held={held} />
            <History incident={incident} timeline={timeline} zone={zone} />
          </div>
        </div>
      </div>
      {asked !== null && <ActionDialog step={asked} incident={incident} close={() => setAsked(null)} />}
    </div>
  )
}
