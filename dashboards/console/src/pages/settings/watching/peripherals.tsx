import type { SiteWatchList } from '@forewarn/shared/api.ts'
import { CONFIG_LIMITS, PERIPHERAL_KINDS, type PeripheralKind } from '@forewarn/shared/protocol.ts'

import { t } from '../../../i18n/i18n.ts'
import type { WatchFault } from '../../../model/watch-list.ts'
import { SelectField, TextField } from '../parts/fields.tsx'
import { Entries } from './entries.tsx'

type Peripheral = SiteWatchList['requiredPeripherals'][number]

interface PeripheralsProps {
  peripherals: Peripheral[]
  faults: readonly (WatchFault | null)[]
  change: ((peripherals: Peripheral[]) => void) | null
}

/** What must be plugged in for a lesson: one device by its USB id, or any of a kind. */
export function PeripheralsPanel({ peripherals, faults, change }: PeripheralsProps) {
  return (
    <Entries<Peripheral>
      title={t('settings.watching.peripherals')}
      add={t('settings.watching.addPeripheral')}
      none={t('settings.watching.peripheralsNone')}
      entries={peripherals}
      faults={faults}
      change={change}
      fresh={{ name: '', kind: 'camera', usbId: null, roles: [] }}
      most={CONFIG_LIMITS.peripherals}
      fields={({ kind, usbId }, set) => (
        <>
          <SelectField
            label={t('settings.watching.kind')}
            value={kind}
            change={value => set({ kind: value as PeripheralKind })}
          >
            {PERIPHERAL_KINDS.map(one => (
              <option key={one} value={one}>
                {t(`peripherals.kinds.${one}`)}
              </option>
            ))}
          </SelectField>
          <TextField
            label={t('settings.watching.usbId')}
            hint={t('settings.watching.usbHint')}
            value={usbId ?? ''}
            longest={9}
            change={value => set({ usbId: value.trim() === '' ? null : value.trim().toLowerCase() })}
          />
        </>
      )}
    />
  )
}
