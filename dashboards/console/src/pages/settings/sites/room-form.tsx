import type { Room } from '@forewarn/shared/api.ts'
import { useState } from 'preact/hooks'

import { readPlaces } from '../../../data/console.ts'
import { trySave } from '../../../data/save.ts'
import { settingsApi } from '../../../data/settings-api.ts'
import { roomsOf } from '../../../data/sites.ts'
import { t } from '../../../i18n/i18n.ts'
import { TextField } from '../parts/fields.tsx'
import { FormSheet } from '../parts/form-sheet.tsx'
import { LONGEST_NAME } from './site-form.tsx'

const orNull = (text: string) => (text.trim() === '' ? null : text.trim())

/** A room's name and where in the school it is: of a new one, or of one that is changed. */
export function RoomForm({ siteId, room, close }: { siteId: string; room: Room | null; close(): void }) {
  const [name, setName] = useState(room?.name ?? '')
  const [building, setBuilding] = useState(room?.building ?? '')
  const [floor, setFloor] = useState(room?.floor ?? '')
  const [isMissing, setMissing] = useState(false)
  const others = roomsOf(siteId)
  const known = (key: 'building' | 'floor') => [...new Set(others.flatMap(one => one[key] ?? []))]

  async function send(): Promise<string | null> {
    setMissing(name.trim() === '')
    if (name.trim() === '') return t('settings.form.missingSome')
    const fields = { name: name.trim(), building: orNull(building), floor: orNull(floor) }
    return trySave(
      async () => {
        await (room === null ? settingsApi.createRoom(siteId, fields) : settingsApi.changeRoom(room.id, fields))
        await readPlaces().catch(() => undefined)
      },
      t(room === null ? 'settings.sites.created' : 'settings.saved', { name: fields.name }),
    )
  }

  return (
    <FormSheet
      title={t(room === null ? 'settings.rooms.create' : 'settings.rooms.change')}
      action={t(room === null ? 'settings.form.create' : 'settings.form.save')}
      send={send}
      close={close}
    >
      <TextField
        label={t('settings.rooms.name')}
        value={name}
        change={setName}
        longest={LONGEST_NAME}
        fault={isMissing && name.trim() === '' ? t('form.missing') : undefined}
      />
      <div class="form">
        <TextField
          label={t('settings.rooms.building')}
          hint={t('settings.form.optional')}
          value={building}
          change={setBuilding}
          longest={LONGEST_NAME}
          known={known('building')}
        />
        <TextField
          label={t('settings.rooms.floor')}
          hint={t('settings.form.optional')}
          value={floor}
          change={setFloor}
          longest={LONGEST_NAME}
          known={known('floor')}
        />
      </div>
    </FormSheet>
  )
}
