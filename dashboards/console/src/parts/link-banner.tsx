import { health } from '../data/collector.ts'
import { instant } from '../data/clock.ts'
import { live } from '../data/console.ts'
import { linkLostAt, linkState } from '../data/live.ts'
import { commonZone } from '../data/sites.ts'
import { formatMoment } from '../format/time.ts'
import { t } from '../i18n/i18n.ts'
import { Icon } from './icon.tsx'

/** Stands above the page while the link is lost, or while the collector itself has trouble. */
export function LinkBanner() {
  const lostAt = linkLostAt()
  const known = health()
  if (linkState() === 'lost' && lostAt !== null)
    return (
      <p class="banner unk" role="status">
        <Icon name="unk" />
        <span>
          <b>{t('link.lostBanner')}</b>{' '}
          {t('link.lostSince', { time: formatMoment(lostAt, { zone: commonZone(), now: instant(), seconds: true }) })}
        </span>
        <span class="r">
          <button type="button" onClick={() => live.retryNow()}>
            {t('link.retryNow')}
          </button>
        </span>
      </p>
    )
  if (known?.status === 'degraded')
    return (
      <p class="banner late" role="status">
        <Icon name="late" />
        <span>
          <b>{t('collector.degraded')}</b> {known.problems.join(t('separator'))}{' '}
          <span class="dim">{t('collector.agentsKeep')}</span>
        </span>
      </p>
    )
  return null
}
