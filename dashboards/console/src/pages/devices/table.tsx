import { useLocation } from 'preact-iso/router'

import { formatCount } from '../../format/number.ts'
import { t } from '../../i18n/i18n.ts'
import { listAddress, sortedBy } from '../../model/list-state.ts'
import type { ListState, SortColumn } from '../../model/list-state.ts'
import { ChunkedRows } from '../../parts/chunked-rows.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Notice } from '../../parts/notices.tsx'
import { PATHS } from '../../routes.ts'
import { useArrangement } from './arrangement.ts'
import { FindField } from './find-field.tsx'
import { DeviceRow } from './row.tsx'

const COLUMNS: readonly { column: SortColumn; class: string }[] = [
  { column: 'name', class: '' },
  { column: 'state', class: 'c-state' },
  { column: 'cpu', class: 'num c-share' },
  { column: 'memory', class: 'num c-share' },
  { column: 'volume', class: 'num c-volume' },
  { column: 'uptime', class: 'num c-uptime' },
  { column: 'seen', class: 'num c-seen' },
]

/** The list of devices with its search and its order. */
export function DeviceTable({ view }: { view: ListState }) {
  const { route } = useLocation()
  const { ids, newcomers, again } = useArrangement(view)
  return (
    <section class="panel" aria-label={t('devices.tableLabel')}>
      <div class="ph">
        <div class="tools">
          <FindField text={view.find} onFind={find => route(listAddress(PATHS.devices, { ...view, find }), true)} />
          <span class="dim" aria-live="polite">
            {t('devices.shown', { count: ids.length, formatted: formatCount(ids.length) })}
          </span>
        </div>
        <span class="r" title={t('devices.orderKept')}>
          {newcomers > 0 && (
            <button type="button" class="link" onClick={again}>
              {t('devices.newDevices', { count: newcomers })} · {t('devices.show')}
            </button>
          )}
          <span class="order">
            {view.sort === null
              ? t('devices.defaultOrder')
              : t('devices.sortedBy', { column: t(`devices.${view.sort}`) })}
          </span>
          <button type="button" class="link" onClick={again}>
            {t('devices.resort')}
          </button>
        </span>
      </div>
      {ids.length === 0 ? (
        <Notice icon="find" title={t('devices.noMatch')}>
          <a class="link" href={PATHS.devices}>
            {t('devices.clear')}
          </a>
        </Notice>
      ) : (
        <table class="devices" role="table" aria-label={t('devices.tableLabel')} aria-rowcount={ids.length + 1}>
          <thead role="rowgroup">
            <tr role="row" aria-rowindex={1}>
              {COLUMNS.map(({ column, class: name }) => (
                <ColumnHead key={column} view={view} column={column} class={name} />
              ))}
            </tr>
          </thead>
          <ChunkedRows
            ids={ids}
            columns={COLUMNS.length}
            row={(id, index) => <DeviceRow key={id} id={id} index={index} />}
          />
        </table>
      )}
    </section>
  )
}

function ColumnHead({ view, column, class: name }: { view: ListState; column: SortColumn; class: string }) {
  const { route } = useLocation()
  const active = view.sort === column
  const text = t(`devices.${column}`)
  return (
    <th
      role="columnheader"
      scope="col"
      class={name}
      {...(active ? { 'aria-sort': view.descending ? 'descending' : 'ascending' } : {})}
    >
      <button
        type="button"
        title={t('devices.sortBy', { column: text })}
        onClick={() => route(listAddress(PATHS.devices, sortedBy(view, column)), true)}
      >
        {text}
        <Icon name={active ? (view.descending ? 'down' : 'up') : 'sort'} />
      </button>
    </th>
  )
}
