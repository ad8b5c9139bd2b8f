import { useRoute } from 'preact-iso/router'
import { useEffect } from 'preact/hooks'

import { api } from '../../data/api.ts'
import { live } from '../../data/console.ts'
import { deviceCell, mergeDevices } from '../../data/devices.ts'
import { takeReadings } from '../../data/readings.ts'
import { useResource } from '../../data/resource.ts'
import { t } from '../../i18n/i18n.ts'
import { FailureNotice, Notice, Skeleton } from '../../parts/notices.tsx'
import { PATHS } from '../../routes.ts'
import { KnownDevice } from './known-device.tsx'

const REFRESH_MS = 60_000

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
  return <KnownDevice device={device} subjects={latest.data.inventory} />
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
