import type { Site } from '@forewarn/shared/api.ts'
import { useState } from 'preact/hooks'

import { readPlaces } from '../../../data/console.ts'
import { trySave } from '../../../data/save.ts'
import { settingsApi } from '../../../data/settings-api.ts'
import { DEFAULT_ZONE } from '../../../format/time.ts'
import { t } from '../../../i18n/i18n.ts'
import { TextField } from '../parts/fields.tsx'
import { FormSheet } from '../parts/form-sheet.tsx'

/** As the collector takes it. */
export const LONGEST_NAME = 200

/** A school's name and time zone: of a new one, or of one that is changed. */
export function SiteForm({ site, close }: { site?: Site; close(): void }) {
  const [name, setName] = useState(site?.name ?? '')
  const [timeZone, setTimeZone] = useState(site?.timeZone ?? DEFAULT_ZONE)
  const [isMissing, setMissing] = useState(false)

  async function send(): Promise<string | null> {
    setMissing(name.trim() === '')
    if (name.trim() === '') return t('settings.form.missingSome')
    const fields = { name: name.trim(), timeZone: timeZone.trim() }
    return trySave(
      async () => {
        await (site === undefined ? settingsApi.createSite(fields) : settingsApi.changeSite(site.id, fields))
        await readPlaces().catch(() => undefined)
      },
      t(site === undefined ? 'settings.sites.created' : 'settings.saved', { name: fields.name }),
    )
  }

  return (
    <FormSheet
      title={t(site === undefined ? 'settings.sites.create' : 'settings.sites.change')}
      action={t(site === undefined ? 'settings.form.create' : 'settings.form.save')}
      send={send}
      close={close}
    >
      <TextField
        label={t('settings.sites.name')}
        value={name}
        change={setName}
        longest={LONGEST_NAME}
        fault={isMissing && name.trim() === '' ? t('form.missing') : undefined}
      />
      <TextField
        label={t('settings.sites.zone')}
        hint={t('settings.sites.zoneHint')}
        value={timeZone}
        change={setTimeZone}
        longest={64}
        known={Intl.supportedValuesOf('timeZone')}
      />
    </FormSheet>
  )
}
