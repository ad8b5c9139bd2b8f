import { health } from '../data/collector.ts'
import { linkState } from '../data/live.ts'
import { commonZone } from '../data/sites.ts'
import { bytesText, formatCount } from '../format/number.ts'
import { t } from '../i18n/i18n.ts'
import { collectorState } from '../parts/collector-badge.tsx'
import { Icon } from '../parts/icon.tsx'
import { Skeleton } from '../parts/notices.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Panel } from '../parts/panel.tsx'

/** The collector's own health. */
export function CollectorPage() {
  const known = health()
  const { icon, tone } = collectorState()
  return (
    <>
      <PageHead title={t('collector.title')} zone={commonZone()}>
        <h1>{heading()}</h1>
      </PageHead>
      <Panel title={t('collector.title')}>
        {known === null ? (
          <Skeleton lines={4} />
        ) : (
          <div class="pb">
            <dl class="kv">
              <dt>{t('collector.writing')}</dt>
              <dd>
                <Icon name={icon} tone={tone} />{' '}
                {t(known.store.writing ? 'collector.writingYes' : 'collector.writingNo')}
              </dd>
              {known.problems.length > 0 && (
                <>
                  <dt>{t('collector.problems')}</dt>
                  <dd>
                    <ul>
                      {known.problems.map(problem => (
                        <li key={problem} class="name">
                          {problem}
                        </li>
                      ))}
                    </ul>
                  </dd>
                </>
              )}
              <dt>{t('collector.devices')}</dt>
              <dd>
                {t('collector.online', {
                  online: formatCount(known.devices.online),
                  total: formatCount(known.devices.total),
                })}
              </dd>
              <dt>{t('collector.size')}</dt>
              <dd>{bytesText(known.store.bytes)}</dd>
              <dt>{t('collector.records')}</dt>
              <dd>{formatCount(known.store.position)}</dd>
              <dt>{t('collector.version')}</dt>
              <dd>{known.version}</dd>
            </dl>
          </div>
        )}
      </Panel>
    </>
  )
}

function heading(): string {
  const known = health()
  if (linkState() === 'lost') return t('collector.headingUnreachable')
  if (known === null) return t('collector.checking')
  return known.status === 'ok'
    ? t('collector.headingHealthy')
    : t('collector.headingDegraded', { count: known.problems.length })
}
