import type { IncidentView } from '@forewarn/shared/incident-api.ts'

import { instant } from '../../data/clock.ts'
import { deviceCell } from '../../data/devices.ts'
import { formatCount } from '../../format/number.ts'
import { formatFull, formatMoment } from '../../format/time.ts'
import { language, t } from '../../i18n/i18n.ts'
import { valueTerm } from '../../i18n/terms.ts'
import { Icon } from '../../parts/icon.tsx'
import { Panel } from '../../parts/panel.tsx'
import { devicePath } from '../../routes.ts'

type Finding = IncidentView['findings'][number]

/** A power cut of a whole school has one finding for each terminal. */
const MOST_FINDINGS = 12
const MOST_LINES = 6

/** What was found, on what it rests, and what is over by now. */
export function Evidence({ incident, zone }: { incident: IncidentView; zone: string }) {
  const { findings } = incident
  if (findings.length === 0) return null
  const ordered = [...findings].sort(
    (a, b) => Number(a.overAt !== null) - Number(b.overAt !== null) || (a.last < b.last ? 1 : -1),
  )
  return (
    <Panel order={3} title={t('incident.evidence')} count={formatCount(findings.length)}>
      <ol class="ev">
        {ordered.slice(0, MOST_FINDINGS).map(finding => (
          <FindingLines
            key={`${finding.rule} ${finding.device}`}
            finding={finding}
            zone={zone}
            named={incident.devices.length > 1}
          />
        ))}
      </ol>
      {findings.length > MOST_FINDINGS && (
        <p class="pf">{t('section.more', { count: findings.length - MOST_FINDINGS })}</p>
      )}
    </Panel>
  )
}

function FindingLines({ finding, zone, named }: { finding: Finding; zone: string; named: boolean }) {
  const { title, count, device, overAt, evidence, rule } = finding
  const moment = (at: string) => formatMoment(Date.parse(at), { zone, now: instant() })
  const request = rule === 'service-request'
  return (
    <li>
      <Icon name={overAt === null ? 'attention' : 'ok'} tone={overAt === null ? 'g3' : 'ok'} />
      <time dateTime={finding.last} title={formatFull(Date.parse(finding.last), zone)}>
        {moment(finding.last)}
      </time>
      <div>
        <span class="name">
          {title[language()]}
          {count > 1 && !request && <span class="dim"> ×{formatCount(count)}</span>}
        </span>
        <small>
          {[
            ...(overAt === null ? [] : [t('incident.over', { time: moment(overAt) })]),
            ...(request ? [] : [t('incident.since', { time: moment(finding.since) })]),
          ].join(' · ')}
          {named && device !== '' && (
            <>
              {' · '}
              <a class="link" href={devicePath(device)}>
                <bdi>{deviceCell(device)?.value.name ?? device}</bdi>
              </a>
            </>
          )}
        </small>
        {evidence.length > 0 && (
          <ul class="lines">
            {evidence.slice(-MOST_LINES).map(({ at, text }, index) => (
              <li key={index}>
                {!request && <time dateTime={at}>{moment(at)}</time>}
                <bdi class={request ? 'name said' : 'name'}>{evidenceText(text)}</bdi>
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  )
}

/** A line of a log stands for itself; where it begins with a cause the page knows, that is told in words. */
const evidenceText = (text: string) => text.replace(/^[a-z-]+(?= |$)/, word => valueTerm('previousCause', word))
