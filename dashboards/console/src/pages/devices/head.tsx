import { useComputed } from '@preact/signals'

import { allDevices } from '../../data/devices.ts'
import { formatCount } from '../../format/number.ts'
import { t } from '../../i18n/i18n.ts'
import { fleetSentence, summarize } from '../../model/fleet.ts'
import type { Fleet } from '../../model/fleet.ts'
import { LIST_FILTERS, listAddress } from '../../model/list-state.ts'
import type { ListFilter, ListState } from '../../model/list-state.ts'
import { Icon } from '../../parts/icon.tsx'
import { STATE_MARKS } from '../../parts/state-tag.tsx'
import { PATHS } from '../../routes.ts'

const fleetNow = () => summarize(allDevices())

/** The page's answer; drawn again only when its words change. */
export function FleetHeading() {
  const sentence = useComputed(() => fleetSentence(fleetNow()))
  return <h1 aria-live="polite">{sentence}</h1>
}

/** How many devices are in each state; each count filters the list. */
export function FleetCounts({ view }: { view: ListState }) {
  const fleet = useComputed(fleetNow).value
  const address = (state: ListFilter | null) => listAddress(PATHS.devices, { ...view, state })
  return (
    <div class="counts" role="group" aria-label={t('devices.counts')}>
      <a href={address(null)} {...current(view.state === null)}>
        {t('devices.all')} <b>{formatCount(fleet.total)}</b>
      </a>
      <span class="sep" aria-hidden="true" />
      {LIST_FILTERS.map(filter => (
        <a
          key={filter}
          href={address(filter)}
          class={countOf(fleet, filter) === 0 ? 'none' : ''}
          {...current(view.state === filter)}
        >
          {filter === 'attention' ? (
            <Icon name="attention" />
          ) : (
            <Icon name={STATE_MARKS[filter].icon} tone={STATE_MARKS[filter].tone} />
          )}
          {t(filter === 'attention' ? 'devices.attention' : `state.${filter}`)}{' '}
          <b>{formatCount(countOf(fleet, filter))}</b>
        </a>
      ))}
    </div>
  )
}

const countOf = (fleet: Fleet, filter: ListFilter) => (filter === 'attention' ? fleet.attention : fleet.states[filter])

const current = (is: boolean): { 'aria-current'?: 'true' } => (is ? { 'aria-current': 'true' } : {})
