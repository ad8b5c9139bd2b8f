import type { BacktestFinding, BacktestResult } from '@forewarn/shared/rule-api.ts'
import { GRADES, type Grade } from '@forewarn/shared/incidents.ts'

import { now } from '../../../data/clock.ts'
import { deviceCell } from '../../../data/devices.ts'
import { commonZone } from '../../../data/sites.ts'
import { formatCount, shortNumber } from '../../../format/number.ts'
import { formatDate, formatMoment } from '../../../format/time.ts'
import { language, t } from '../../../i18n/i18n.ts'
import { ruleTerm } from '../../../i18n/terms.ts'
import { DataTable } from '../../../parts/data-table.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { devicePath } from '../../../routes.ts'

type Changed = BacktestResult['rules'][number]

/** What other numbers would have found in the history: in a sentence, rule by rule, and case by case. */
export function BacktestReport({ result, isCurrent }: { result: BacktestResult; isCurrent: boolean }) {
  const { since, until, devices, added, removed, regraded, rules } = result
  const zone = commonZone()
  const changed = rules.filter(({ before, after }) => before !== after)
  return (
    <Panel
      title={t('settings.rules.report')}
      aside={`${formatDate(Date.parse(since), zone)} – ${formatDate(Date.parse(until), zone)}`}
    >
      <div class="pb report" role="status">
        {!isCurrent && <p class="dim">{t('settings.rules.outdated')}</p>}
        <p class="lead">
          {added.count + removed.count + regraded.count === 0
            ? t('settings.rules.same', { count: devices })
            : t('settings.rules.differs', {
                count: devices,
                added: formatCount(added.count),
                removed: formatCount(removed.count),
                regraded: formatCount(regraded.count),
              })}
        </p>
        {rules.some(({ judgesReadings }) => judgesReadings) && <p class="dim">{t('settings.rules.means')}</p>}
      </div>
      {changed.length > 0 && (
        <DataTable<Changed>
          label={t('settings.rules.report')}
          rows={changed}
          keyOf={({ rule }) => rule}
          columns={[
            { key: 'rule', head: t('settings.rules.rule'), cell: ({ rule }) => ruleTerm(rule) },
            { key: 'before', head: t('settings.rules.before'), figures: true, cell: one => formatCount(one.before) },
            { key: 'after', head: t('settings.rules.after'), figures: true, cell: one => formatCount(one.after) },
            {
              key: 'rate',
              head: t('settings.rules.rate'),
              figures: true,
              cell: ({ per100DeviceWeeks: { before, after } }) => `${shortNumber(before)} → ${shortNumber(after)}`,
            },
          ]}
        />
      )}
      <Cases kind="added" listed={added} zone={zone} />
      <Cases kind="removed" listed={removed} zone={zone} />
      <Cases kind="regraded" listed={regraded} zone={zone} />
    </Panel>
  )
}

interface CasesProps {
  kind: 'added' | 'removed' | 'regraded'
  listed: { count: number; findings: BacktestFinding[] }
  zone: string
}

function Cases({ kind, listed: { count, findings }, zone }: CasesProps) {
  if (count === 0) return null
  return (
    <details class="cases" open={count <= 5}>
      <summary>
        {t(`settings.rules.${kind}`)} <span class="n">{formatCount(count)}</span>
      </summary>
      <ul>
        {findings.map(({ device, rule, topic, since, grade, title }) => (
          <li key={`${device} ${rule} ${topic} ${since}`}>
            <time dateTime={since}>{formatMoment(Date.parse(since), { zone, now: now() })}</time>
            <span class="name">{title[language()]}</span>
            <a class="link" href={devicePath(device)}>
              <bdi class="name">{deviceCell(device)?.value.name ?? device}</bdi>
            </a>
            <span class="dim">{grade === null ? '' : GRADES[grade as Grade][language()]}</span>
          </li>
        ))}
      </ul>
      {count > findings.length && <p class="dim">{t('settings.rules.more', { count: count - findings.length })}</p>}
    </details>
  )
}
