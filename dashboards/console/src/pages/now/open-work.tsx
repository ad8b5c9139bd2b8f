import { useRef } from 'preact/hooks'

import { instant } from '../../data/clock.ts'
import { allDevices } from '../../data/devices.ts'
import { allIncidents, incidentCell } from '../../data/incidents.ts'
import { formatCount } from '../../format/number.ts'
import { t } from '../../i18n/i18n.ts'
import { inOrder, isUnsolved } from '../../model/incident-order.ts'
import { Icon } from '../../parts/icon.tsx'
import { IncidentRow } from '../../parts/incident-row.tsx'
import { Notice } from '../../parts/notices.tsx'
import { useRowKeys } from '../../parts/row-keys.ts'
import { useOrder } from '../../parts/row-order.ts'
import { PATHS } from '../../routes.ts'

/** As many as one look takes in; the rest is one step away. */
const ROWS = 8

/** The incidents that need somebody, in the order of the work. */
export function OpenWork() {
  const list = useRef<HTMLOListElement>(null)
  const wanted = inOrder(allIncidents().filter(isUnsolved), instant()).map(({ id }) => id)
  const { ids, waiting, again } = useOrder('now', wanted, list)
  useRowKeys(list)
  const watched = allDevices().length
  const shown = ids.filter(id => incidentCell(id) !== undefined)
  return (
    <section class="panel bleed" aria-label={t('incidents.title')}>
      <div class="ph">
        <h2>
          {t('incidents.title')}
          <span class="n">{formatCount(shown.length)}</span>
        </h2>
        <span class="r">
          {waiting > 0 ? (
            <button type="button" class="link" onClick={again}>
              {t('incidents.new', { count: waiting })} · {t('devices.show')}
            </button>
          ) : (
            shown.length > 0 && t('incidents.order')
          )}
        </span>
      </div>
      {shown.length === 0 ? (
        <Notice icon="ok" tone="ok" title={t('incidents.none')}>
          {watched > 0 && <span>{t('now.watched', { count: watched, formatted: formatCount(watched) })}</span>}
        </Notice>
      ) : (
        <ol ref={list}>
          {shown.slice(0, ROWS).map(id => (
            <IncidentRow key={id} id={id} />
          ))}
        </ol>
      )}
      {shown.length > ROWS && (
        <p class="pf">
          <a href={PATHS.incidents}>
            {t('now.more', { count: shown.length - ROWS })} <Icon name="right" />
          </a>
        </p>
      )}
    </section>
  )
}
