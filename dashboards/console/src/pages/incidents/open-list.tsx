import { useRef } from 'preact/hooks'

import { instant } from '../../data/clock.ts'
import { allIncidents, incidentCell } from '../../data/incidents.ts'
import { formatCount } from '../../format/number.ts'
import { t } from '../../i18n/i18n.ts'
import { isInView, type IncidentListState } from '../../model/incident-list.ts'
import { inOrder } from '../../model/incident-order.ts'
import { IncidentRow } from '../../parts/incident-row.tsx'
import { Notice } from '../../parts/notices.tsx'
import { PATHS } from '../../routes.ts'
import { useRowKeys } from '../../parts/row-keys.ts'
import { useOrder } from '../../parts/row-order.ts'

/** As many rows as anybody works through; the filters lead to the rest. */
const MOST_ROWS = 200

/** Incidents that are not closed, in the order of the work; live. */
export function OpenList({ view }: { view: IncidentListState }) {
  const list = useRef<HTMLOListElement>(null)
  const key = JSON.stringify(view)
  const inView = allIncidents().filter(incident => isInView(incident, view))
  const wanted = inOrder(inView, instant()).map(({ id }) => id)
  const { ids, waiting, again } = useOrder(key, wanted, list)
  useRowKeys(list)
  const shown = ids.filter(id => incidentCell(id) !== undefined)
  const isFiltered = view.grade !== null || view.site !== null || view.state !== null
  return (
    <section class="panel bleed" aria-label={t('incidents.title')}>
      <div class="ph">
        <h2>
          {t(view.state === null ? 'incidents.unsolved' : `incidents.group.${view.state}`)}
          <span class="n">{formatCount(shown.length)}</span>
        </h2>
        <span class="r">
          <span class="order">{t('incidents.order')}</span>
          {waiting > 0 ? (
            <button type="button" class="link" onClick={again}>
              {t('incidents.new', { count: waiting })} · {t('devices.show')}
            </button>
          ) : (
            <button type="button" class="link not-s" onClick={again}>
              {t('devices.resort')}
            </button>
          )}
        </span>
      </div>
      {shown.length === 0 ? (
        isFiltered ? (
          <Notice icon="find" title={t('incidents.noMatch')}>
            <a class="link" href={PATHS.incidents}>
              {t('devices.clear')}
            </a>
          </Notice>
        ) : (
          <Notice icon="ok" tone="ok" title={t('incidents.none')}>
            <span>{t('incidents.noneHint')}</span>
          </Notice>
        )
      ) : (
        <ol ref={list}>
          {shown.slice(0, MOST_ROWS).map(id => (
            <IncidentRow key={id} id={id} />
          ))}
        </ol>
      )}
      {shown.length > MOST_ROWS && <p class="pf">{t('incidents.more', { count: shown.length - MOST_ROWS })}</p>}
    </section>
  )
}
