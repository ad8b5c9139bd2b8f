import { deviceCell } from '../../data/devices.ts'
import { readingsAreOld } from '../../data/live.ts'
import { siteZone } from '../../data/sites.ts'
import { formatDuration } from '../../format/duration.ts'
import { NONE, percentText } from '../../format/number.ts'
import { formatFull } from '../../format/time.ts'
import { t } from '../../i18n/i18n.ts'
import { LIMITS } from '../../model/concerns.ts'
import { Age } from '../../parts/age.tsx'
import { Bar } from '../../parts/bar.tsx'
import { Fresh } from '../../parts/fresh.tsx'
import { DeviceTags } from '../../parts/state-tag.tsx'
import { devicePath } from '../../routes.ts'

/** One device of the list. It is drawn again when that device changes, and only then. */
export function DeviceRow({ id, index }: { id: string; index: number }) {
  const device = deviceCell(id)?.value
  if (device === undefined) return null
  const { cpu, memory, fullestVolume, uptimeSeconds } = device.summary
  const old = device.state !== 'online' || readingsAreOld()
  const seen = device.lastSeenAt === null ? null : Date.parse(device.lastSeenAt)
  return (
    <tr
      role="row"
      aria-rowindex={index + 2}
      class={`${old ? 'is-old' : ''} ${device.state === 'online' ? '' : 'away'}`}
    >
      <th role="rowheader" scope="row">
        <a class="cut" href={devicePath(id)} title={device.name}>
          <bdi>{device.name}</bdi>
        </a>
        <small class="cut">
          <bdi>{device.siteName}</bdi> · <bdi>{device.roomName ?? t('devices.noRoom')}</bdi>
        </small>
      </th>
      <td role="cell" class="c-state">
        <DeviceTags device={device} />
      </td>
      <td role="cell" class="num c-share c-cpu" data-label={t('devices.cpu')}>
        <Fresh text={percentText(cpu)} />
      </td>
      <td
        role="cell"
        class={`num c-share ${!old && isHigh(memory, LIMITS.memory) ? 'high' : ''}`}
        data-label={t('devices.memory')}
      >
        <Fresh text={percentText(memory)} />
      </td>
      <td
        role="cell"
        class={`num c-volume ${!old && isHigh(fullestVolume, LIMITS.volume) ? 'high' : ''}`}
        data-label={t('devices.volume')}
      >
        <Fresh text={percentText(fullestVolume)} />
        {fullestVolume !== null && <Bar share={fullestVolume} />}
      </td>
      <td role="cell" class="num c-uptime">
        {uptimeSeconds === null || device.state !== 'online' ? NONE : formatDuration(uptimeSeconds * 1000)}
      </td>
      <td
        role="cell"
        class="num c-seen"
        data-label={t('devices.seen')}
        title={seen === null ? '' : formatFull(seen, siteZone(device.siteId))}
      >
        {seen === null ? NONE : <Age at={seen} />}
      </td>
    </tr>
  )
}

const isHigh = (share: number | null, limit: number) => share !== null && share >= limit
