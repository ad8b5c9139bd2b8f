import { useComputed } from '@preact/signals'
import { useLocation } from 'preact-iso/router'

import { readDevices } from '../../data/console.ts'
import { allDevices, devicesKnown } from '../../data/devices.ts'
import { useResource } from '../../data/resource.ts'
import { commonZone } from '../../data/sites.ts'
import { t } from '../../i18n/i18n.ts'
import { readListState } from '../../model/list-state.ts'
import { FailureNotice, Skeleton } from '../../parts/notices.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { NoDevices } from './empty.tsx'
import { FleetCounts, FleetHeading } from './head.tsx'
import { DeviceTable } from './table.tsx'

/** All devices: who is online, who is not, and where to look. */
export function DevicesPage() {
  const { query } = useLocation()
  const view = readListState(query)
  const list = useResource('devices', readDevices)
  const known = devicesKnown()
  const empty = useComputed(() => allDevices().length === 0).value
  return (
    <>
      <PageHead title={t('devices.title')} zone={commonZone()}>
        {known ? <FleetHeading /> : <h1>{t('devices.title')}</h1>}
      </PageHead>
      {!known && list.failure !== undefined ? (
        <section class="panel">
          <FailureNotice failure={list.failure} retry={list.reload} />
        </section>
      ) : !known ? (
        <section class="panel" aria-busy="true">
          <Skeleton lines={9} />
        </section>
      ) : empty ? (
        <NoDevices />
      ) : (
        <>
          <FleetCounts view={view} />
          <DeviceTable view={view} />
        </>
      )}
    </>
  )
}
