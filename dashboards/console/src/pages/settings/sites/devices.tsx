import { DEVICE_ROLES, type Device, type DeviceRole } from '@forewarn/shared/api.ts'
import { useComputed } from '@preact/signals'

import { allDevices, mergeDevices } from '../../../data/devices.ts'
import { mayEngineer, save } from '../../../data/save.ts'
import { settingsApi } from '../../../data/settings-api.ts'
import { roomsOf } from '../../../data/sites.ts'
import { formatCount } from '../../../format/number.ts'
import { t } from '../../../i18n/i18n.ts'
import { inOrder, roomPlace } from '../../../model/rooms.ts'
import { DataTable } from '../../../parts/data-table.tsx'
import { Notice } from '../../../parts/notices.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { devicePath } from '../../../routes.ts'

const byName = new Intl.Collator('zh', { numeric: true })

/** The devices of a school with their room and use, those without a room first. A choice holds at once. */
export function SiteDevices({ siteId }: { siteId: string }) {
  const devices = useComputed(() =>
    allDevices()
      .filter(device => device.siteId === siteId)
      .sort((a, b) => Number(a.roomId !== null) - Number(b.roomId !== null) || byName.compare(a.name, b.name)),
  ).value
  const rooms = inOrder(roomsOf(siteId))
  const may = mayEngineer()
  return (
    <Panel
      title={t('settings.sites.devices')}
      count={formatCount(devices.length)}
      aside={may && t('settings.devices.atOnce')}
    >
      {devices.length === 0 ? (
        <Notice icon="dev" title={t('settings.devices.none')} />
      ) : (
        <DataTable<Device>
          label={t('settings.sites.devices')}
          rows={devices}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'name',
              head: t('devices.name'),
              cell: device => (
                <a class="link" href={devicePath(device.id)}>
                  <bdi class="name">{device.name}</bdi>
                </a>
              ),
            },
            {
              key: 'room',
              head: t('settings.rooms.name'),
              place: 'whole',
              cell: device =>
                may ? (
                  <select
                    aria-label={`${t('settings.rooms.name')} ${device.name.slice(0, 80)}`}
                    value={device.roomId ?? ''}
                    onChange={({ currentTarget }) =>
                      void change(device, { roomId: currentTarget.value === '' ? null : currentTarget.value })
                    }
                  >
                    <option value="">{t('devices.noRoom')}</option>
                    {device.roomId !== null && !rooms.some(({ id }) => id === device.roomId) && (
                      <option value={device.roomId}>{device.roomName ?? device.roomId}</option>
                    )}
                    {rooms.map(room => (
                      <option key={room.id} value={room.id}>
                        {roomPlace(room)}
                      </option>
                    ))}
                  </select>
                ) : (
                  <bdi class="name">{device.roomName ?? t('devices.noRoom')}</bdi>
                ),
            },
            {
              key: 'role',
              head: t('facts.role'),
              place: 'whole',
              cell: device =>
                may ? (
                  <select
                    aria-label={`${t('facts.role')} ${device.name.slice(0, 80)}`}
                    value={device.role}
                    onChange={({ currentTarget }) => void change(device, { role: currentTarget.value as DeviceRole })}
                  >
                    {DEVICE_ROLES.map(role => (
                      <option key={role} value={role}>
                        {t(`role.${role}`)}
                      </option>
                    ))}
                  </select>
                ) : (
                  t(`role.${device.role}`)
                ),
            },
          ]}
        />
      )}
    </Panel>
  )
}

async function change(device: Device, fields: Partial<Pick<Device, 'role' | 'roomId'>>): Promise<void> {
  const work = async () => mergeDevices([await settingsApi.changeDevice(device.id, fields)])
  // What was refused is drawn again as it was.
  if (!(await save(work, t('settings.saved', { name: device.name.slice(0, 80) })))) mergeDevices([{ ...device }])
}
