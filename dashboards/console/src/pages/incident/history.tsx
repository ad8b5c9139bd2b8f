import type { IncidentDetail, IncidentView } from '@forewarn/shared/incident-api.ts'

import { instant } from '../../data/clock.ts'
import { formatFull, formatMoment, zoneName } from '../../format/time.ts'
import { t } from '../../i18n/i18n.ts'
import { entryWords, shownEntries } from '../../model/incident-history.ts'
import { Panel } from '../../parts/panel.tsx'

interface HistoryProps {
  incident: IncidentView
  timeline: IncidentDetail['timeline']
  zone: string
}

/** What happened to the incident, newest first; what people did is marked stronger. */
export function History({ incident, timeline, zone }: HistoryProps) {
  const now = instant()
  return (
    <Panel order={5} title={t('incident.history')} aside={zoneName(zone, now)}>
      <ol class="hist">
        {shownEntries(timeline).map((entry, index) => {
          const { text, small } = entryWords(entry, { incident, zone, now })
          const at = Date.parse(entry.at)
          return (
            <li key={timeline.length - index} class={entry.actor.kind === 'person' ? 'p' : ''}>
              <div>
                <bdi class="name">{text}</bdi>
                {small.length > 0 && <small class="name">{small.join(' · ')}</small>}
              </div>
              <time dateTime={entry.at} title={formatFull(at, zone)}>
                {formatMoment(at, { zone, now })}
              </time>
            </li>
          )
        })}
      </ol>
    </Panel>
  )
}
