import type { Device } from '@forewarn/shared/api.ts'
import { useComputed } from '@preact/signals'
import { useLocation, useRoute } from 'preact-iso/router'
import { useEffect } from 'preact/hooks'

import { api } from '../../data/api.ts'
import { instant, now } from '../../data/clock.ts'
import { live } from '../../data/console.ts'
import { deviceCell, mergeDevices } from '../../data/devices.ts'
import { latestReadings, takeReadings } from '../../data/readings.ts'
import { useResource } from '../../data/resource.ts'
import { siteZone } from '../../data/sites.ts'
import { t } from '../../i18n/i18n.ts'
import { deviceSentence } from '../../model/device-sentence.ts'
import { readRange } from '../../model/range.ts'
import { readingsOf, volumeName } from '../../model/readings.ts'
import { Icon } from '../../parts/icon.tsx'
import { FailureNotice, Notice, Skeleton } from '../../parts/notices.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { DeviceTags } from '../../parts/state-tag.tsx'
import { PATHS } from '../../routes.ts'
import { Charts } from './charts.tsx'
import { Events } from './events.tsx'
import { Facts } from './facts.tsx'
import { DataLedger } from './ledger.tsx'
import { ReadingTiles } from './readings.tsx'
import { useHistory } from './series.ts'

const REFRESH_MS = 60_000
/** About as many points as a chart has pixels. */
const CHART_POINTS = 480
const SPARK_POINTS = 90

/** One device: is it usable, what does it read, what happened to it. */
export function DevicePage() {
  const { id = '' } = useRoute().params
  return <DeviceOf key={id} id={id} />
}

function DeviceOf({ id }: { id: string }) {
  const latest = useResource(
    `latest ${id}`,
    async signal => {
      const answer = await api.latest(id, signal)
      mergeDevices([answer.device])
      takeReadings({ deviceId: id, readings: answer.readings })
      return answer
    },
    REFRESH_MS,
  )
  const known = latest.data !== undefined
  useEffect(() => {
    // The push of a device that is not there would be refused, and look like a lost link.
    if (!known) return
    live.watch(id)
    return () => live.watch(null)
  }, [id, known])

  const device = deviceCell(id)?.value
  if (latest.failure?.status === 404) return <Missing />
  if (device === undefined || latest.data === undefined)
    return (
      <>
        <h1 class="sr">{t('devices.title')}</h1>
        <section class="panel" aria-busy={latest.failure === undefined}>
          {latest.failure === undefined ? (
            <Skeleton lines={8} />
          ) : (
            <FailureNotice failure={latest.failure} retry={latest.reload} />
          )}
        </section>
      </>
    )
  return <Known device={device} inventory={latest.data.inventory} />
}

function Known({ device, inventory }: { device: Device; inventory: Parameters<typeof Facts>[0]['inventory'] }) {
  const { id } = device
  const { query } = useLocation()
  const list = latestReadings(id)
  const readings = readingsOf(list)
  const since = Date.parse(device.enrolledAt)
  const hour = useHistory({ id, since, range: '1h', maxPoints: SPARK_POINTS }, list)
  const history = useHistory({ id, since, range: readRange(query['range']), maxPoints: CHART_POINTS }, list)
  const zone = siteZone(device.siteId)
  const at = instant()
  const fullest = readings.fullestVolume()
  return (
    <>
      <p class="crumb">
        <a href={PATHS.devices}>{t('device.crumb')}</a>
        <Icon name="right" />
        <bdi class="name">{device.siteName}</bdi>
        {device.roomName !== null && (
          <>
            <Icon name="right" />
            <bdi class="name">{device.roomName}</bdi>
          </>
        )}
      </p>
      <PageHead title={device.name} zone={zone}>
        <div class="ttl">
          <h1 class="name">
            <bdi>{device.name}</bdi>
          </h1>
          <DeviceTags device={device} />
        </div>
        <Sentence device={device} volume={fullest === null ? null : volumeName(fullest.attributes)} />
      </PageHead>
      <div class="grid">
        {device.state !== 'never' && (
          <>
            <ReadingTiles device={device} readings={readings} hour={hour.data} zone={zone} now={at} />
            <Charts history={history} zone={zone} since={since} />
          </>
        )}
        <div class="grid two">
          <Events id={id} zone={zone} now={at} />
          <DataLedger id={id} zone={zone} now={at} />
        </div>
        <Facts device={device} inventory={inventory} zone={zone} />
      </div>
    </>
  )
}

/** The page's answer; it moves with the clock, and is drawn again only when its words change. */
function Sentence({ device, volume }: { device: Device; volume: string | null }) {
  const { id } = device
  const words = useComputed(() => deviceSentence(deviceCell(id)?.value ?? device, { now: now(), volume }))
  return <p aria-live="polite">{words}</p>
}

function Missing() {
  return (
    <>
      <h1 class="sr">{t('device.missingTitle')}</h1>
      <section class="panel">
        <Notice icon="find" title={t('device.missingTitle')}>
          <span>{t('device.missing')}</span>
          <a class="link" href={PATHS.devices}>
            {t('device.back')}
          </a>
        </Notice>
      </section>
    </>
  )
}
