import { health } from '../../data/collector.ts'
import { bytesText, formatCount } from '../../format/number.ts'
import { t } from '../../i18n/i18n.ts'
import { collectorState } from '../../parts/collector-badge.tsx'
import { Mark } from '../../parts/mark.tsx'
import { PATHS } from '../../routes.ts'

/** Whether what is shown here can be trusted: the collector's own health, in one line. */
export function CollectorToday() {
  const known = health()
  const { text, tone } = collectorState()
  return (
    <section class="panel strip" aria-label={t('collector.title')}>
      <Mark standing={tone === 'ok' || tone === 'late' || tone === 'unk' ? tone : 'off'}>{text}</Mark>
      {known !== null && (
        <>
          {known.problems.length > 0 && <span class="name">{known.problems.join(t('separator'))}</span>}
          <span>{t(known.store.writing ? 'collector.writingYes' : 'collector.writingNo')}</span>
          <span>
            {t('collector.online', {
              online: formatCount(known.devices.online),
              total: formatCount(known.devices.total),
            })}
          </span>
          <span>
            {t('collector.store', { size: bytesText(known.store.bytes), records: formatCount(known.store.position) })}
          </span>
        </>
      )}
      <a class="link" href={PATHS.collector}>
        {t('now.details')}
      </a>
    </section>
  )
}
