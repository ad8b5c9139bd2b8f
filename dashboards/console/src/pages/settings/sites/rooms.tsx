import type { Room } from '@forewarn/shared/api.ts'
import { useComputed } from '@preact/signals'
import { useState } from 'preact/hooks'

import { readPlaces } from '../../../data/console.ts'
import { allDevices } from '../../../data/devices.ts'
import { mayEngineer, save } from '../../../data/save.ts'
import { settingsApi } from '../../../data/settings-api.ts'
import { roomsOf } from '../../../data/sites.ts'
import { formatCount } from '../../../format/number.ts'
import { t } from '../../../i18n/i18n.ts'
import { DataTable, type Column } from '../../../parts/data-table.tsx'
import { Notice } from '../../../parts/notices.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { inOrder } from '../../../model/rooms.ts'
import { RoomForm } from './room-form.tsx'

/** The rooms of a school by building and floor. One in which nothing stands can be removed. */
export function Rooms({ siteId }: { siteId: string }) {
  const [edited, edit] = useState<Room | 'new' | null>(null)
  const rooms = inOrder(roomsOf(siteId))
  const used = useComputed(() => {
    const counts = new Map<string, number>()
    for (const { roomId } of allDevices()) if (roomId !== null) counts.set(roomId, (counts.get(roomId) ?? 0) + 1)
    return counts
  }).value
  const columns: Column<Room>[] = [
    { key: 'name', head: t('settings.rooms.name'), cell: room => <bdi class="name">{room.name}</bdi> },
    { key: 'building', head: t('settings.rooms.building'), cell: room => room.building },
    { key: 'floor', head: t('settings.rooms.floor'), cell: room => room.floor },
    {
      key: 'devices',
      head: t('settings.sites.devices'),
      figures: true,
      cell: room => formatCount(used.get(room.id) ?? 0),
    },
    {
      key: 'do',
      head: t('settings.form.what'),
      figures: true,
      place: 'whole',
      cell: room =>
        mayEngineer() ? (
          <span class="row-do">
            <button type="button" class="btn sm" onClick={() => edit(room)}>
              {t('settings.form.change')}
              <bdi class="sr"> {room.name}</bdi>
            </button>
            {!used.has(room.id) && (
              <button type="button" class="btn sm" onClick={() => void remove(room)}>
                {t('settings.form.remove')}
                <bdi class="sr"> {room.name}</bdi>
              </button>
            )}
          </span>
        ) : null,
    },
  ]

  return (
    <Panel
      title={t('settings.rooms.title')}
      count={formatCount(rooms.length)}
      aside={
        mayEngineer() && (
          <button type="button" class="btn sm" onClick={() => edit('new')}>
            {t('settings.rooms.create')}
          </button>
        )
      }
    >
      {rooms.length === 0 ? (
        <Notice icon="school" title={t('settings.rooms.none')}>
          <span>{t('settings.rooms.noneHint')}</span>
        </Notice>
      ) : (
        <DataTable label={t('settings.rooms.title')} rows={rooms} keyOf={({ id }) => id} columns={columns} />
      )}
      {edited !== null && <RoomForm siteId={siteId} room={edited === 'new' ? null : edited} close={() => edit(null)} />}
    </Panel>
  )
}

async function remove({ id, name }: Room): Promise<void> {
  const work = async () => {
    await settingsApi.removeRoom(id)
    await readPlaces().catch(() => undefined)
  }
  await save(work, t('settings.removed', { name }))
}
