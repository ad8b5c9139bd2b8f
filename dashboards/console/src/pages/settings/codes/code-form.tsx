import type { EnrolmentCodeCreated } from '@forewarn/shared/api.ts'
import { useState } from 'preact/hooks'

import { trySave } from '../../../data/save.ts'
import { settingsApi } from '../../../data/settings-api.ts'
import { allSites } from '../../../data/sites.ts'
import { t } from '../../../i18n/i18n.ts'
import { SelectField } from '../parts/fields.tsx'
import { FormSheet } from '../parts/form-sheet.tsx'

const LASTS = [
  { hours: 1, unit: 'hours', count: 1 },
  { hours: 24, unit: 'hours', count: 24 },
  { hours: 72, unit: 'days', count: 3 },
  { hours: 24 * 30, unit: 'days', count: 30 },
  { hours: 24 * 365, unit: 'days', count: 365 },
] as const

/** For which school, for how many computers and for how long a new code is. */
export function CodeForm({ close, created }: { close(): void; created(code: EnrolmentCodeCreated): void }) {
  const sites = allSites()
  const [siteId, setSite] = useState(sites[0]?.id ?? '')
  const [uses, setUses] = useState<'one' | 'many'>('one')
  const [hours, setHours] = useState('72')
  const send = () =>
    trySave(
      async () => created(await settingsApi.createCode({ siteId, uses, expiresInHours: Number(hours) })),
      t('settings.codes.created'),
    )
  return (
    <FormSheet title={t('settings.codes.create')} action={t('settings.form.create')} send={send} close={close}>
      <SelectField label={t('settings.codes.site')} value={siteId} change={setSite}>
        {sites.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <fieldset class="field">
        <legend>{t('settings.codes.uses')}</legend>
        <div class="opts">
          {(['one', 'many'] as const).map(one => (
            <label key={one} class="opt">
              <input type="radio" name="uses" checked={uses === one} onChange={() => setUses(one)} />
              <span>{t(`settings.codes.use.${one}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <SelectField label={t('settings.codes.lasts')} value={hours} change={setHours}>
        {LASTS.map(({ hours: value, unit, count }) => (
          <option key={value} value={value}>
            {t(`settings.codes.last.${unit}`, { count })}
          </option>
        ))}
      </SelectField>
    </FormSheet>
  )
}
