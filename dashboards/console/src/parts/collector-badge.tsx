import { health } from '../data/collector.ts'
import { linkState } from '../data/live.ts'
import { bytesText, formatCount } from '../format/number.ts'
import { t } from '../i18n/i18n.ts'
import { PATHS } from '../routes.ts'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

/** How the collector is, in a word with its shape. A lost link says nothing about the collector but that it is out of reach. */
export function collectorState(): { text: string; icon: IconName; tone: string } {
  const known = health()
  if (linkState() === 'lost') return { text: t('collector.unreachable'), icon: 'unk', tone: 'unk' }
  if (known === null) return { text: t('collector.checking'), icon: 'wait', tone: 'off' }
  if (known.status === 'ok') return { text: t('collector.healthy'), icon: 'ok', tone: 'ok' }
  return { text: t('collector.degraded'), icon: 'late', tone: 'late' }
}

/** The collector's health at the foot of the navigation. */
export function CollectorBadge() {
  const known = health()
  const { text, icon, tone } = collectorState()
  return (
    <a class="coll" href={PATHS.collector} title={`${t('nav.collector')}: ${text}`}>
      <b>
        <Icon name={icon} tone={tone} />
        <span>{text}</span>
      </b>
      {known !== null && (
        <>
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
    </a>
  )
}
