import type { Device, DeviceState } from '@forewarn/shared/api.ts'

import { percentText } from '../format/number.ts'
import { t } from '../i18n/i18n.ts'
import { LIMITS, concernsOf } from '../model/concerns.ts'
import type { Concern } from '../model/concerns.ts'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

/** Each state's shape and tone. */
export const STATE_MARKS: Record<DeviceState, { icon: IconName; tone: string }> = {
  online: { icon: 'ok', tone: 'ok' },
  offline: { icon: 'unk', tone: 'unk' },
  never: { icon: 'wait', tone: 'off' },
}

/** Each concern's shape and tone. */
export const CONCERN_MARKS: Record<Concern, { icon: IconName; tone: string }> = {
  'volume-full': { icon: 'full', tone: 'risk' },
  'memory-full': { icon: 'full', tone: 'risk' },
  'losing-records': { icon: 'lost', tone: 'late' },
  'clock-off': { icon: 'clock', tone: 'risk' },
  'rolled-back': { icon: 'loop', tone: 'mnt' },
}

function StateTag({ state }: { state: DeviceState }) {
  const { icon, tone } = STATE_MARKS[state]
  return (
    <span class={`tag ${tone}`}>
      <Icon name={icon} />
      {t(`state.${state}`)}
    </span>
  )
}

/** A device's state and whatever is of concern, each as shape, word and colour. */
export function DeviceTags({ device }: { device: Device }) {
  return (
    <span class="tags">
      <StateTag state={device.state} />
      {concernsOf(device).map(concern => (
        <span
          key={concern}
          class={`tag ${CONCERN_MARKS[concern].tone}`}
          title={t(`concernHint.${concern}`, {
            volume: percentText(LIMITS.volume),
            memory: percentText(LIMITS.memory),
          })}
        >
          <Icon name={CONCERN_MARKS[concern].icon} />
          {t(`concern.${concern}`)}
        </span>
      ))}
    </span>
  )
}
