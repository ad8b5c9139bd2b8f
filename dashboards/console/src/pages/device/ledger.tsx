import { api } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { formatCount } from '../../format/number.ts'
import { formatMoment } from '../../format/time.ts'
import { t } from '../../i18n/i18n.ts'
import { Icon } from '../../parts/icon.tsx'
import { FailureNotice, Skeleton } from '../../parts/notices.tsx'
import { Panel } from '../../parts/panel.tsx'

const REFRESH_MS = 60_000
const GAPS_SHOWN = 8

interface LedgerProps {
  id: string
  zone: string
  now: number
}

/** The data ledger of a device: what came, what came late, what was lost and when. */
export function DataLedger({ id, zone, now }: LedgerProps) {
  const { data, failure, reload } = useResource(`ledger ${id}`, signal => api.ledger(id, signal), REFRESH_MS)
  const moment = (at: string) => formatMoment(Date.parse(at), { zone, now })
  if (data === undefined)
    return (
      <Panel anchor="ledger" title={t('section.ledger')}>
        {failure === undefined ? (
          <Skeleton lines={4} />
        ) : (
          <FailureNotice failure={failure} title={t('ledger.failed')} retry={reload} />
        )}
      </Panel>
    )
  const { received, backfilled, duplicates, dropped, missing, gaps } = data
  const complete = missing === 0 && dropped === 0
  return (
    <Panel
      anchor="ledger"
      title={t('section.ledger')}
      {...(complete
        ? {
            aside: (
              <span>
                <Icon name="ok" tone="ok" /> {t('ledger.complete')}
              </span>
            ),
          }
        : {})}
    >
      <div class="pb">
        <dl class="kv">
          <dt>{t('ledger.received')}</dt>
          <dd>{formatCount(received)}</dd>
          <dt>{t('ledger.backfilled')}</dt>
          <dd>{formatCount(backfilled)}</dd>
          <dt>{t('ledger.duplicates')}</dt>
          <dd>{formatCount(duplicates)}</dd>
          <dt>{t('ledger.dropped')}</dt>
          <dd>{formatCount(dropped)}</dd>
          <dt>{t('ledger.missing')}</dt>
          <dd>{formatCount(missing)}</dd>
        </dl>
      </div>
      {gaps.length > 0 && (
        <ul class="ev lines" aria-label={t('ledger.gaps')}>
          {gaps.slice(0, GAPS_SHOWN).map(gap => (
            <li key={`${gap.epoch} ${gap.first}`}>
              <Icon name="lost" tone={gap.reason === 'missing' ? 'unk' : 'late'} />
              <span>{t('ledger.records', { count: gap.count, formatted: formatCount(gap.count) })}</span>
              <div>
                {gap.from !== null && gap.to !== null
                  ? t('ledger.gapSpan', { from: moment(gap.from), to: moment(gap.to) })
                  : t('ledger.gapUnknown')}{' '}
                <span class="dim">{t(`ledger.reason.${gap.reason}`)}</span>
              </div>
            </li>
          ))}
          {gaps.length > GAPS_SHOWN && <li>{t('ledger.moreGaps', { count: gaps.length - GAPS_SHOWN })}</li>}
        </ul>
      )}
    </Panel>
  )
}
