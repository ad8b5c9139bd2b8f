import type { Device, DeviceState } from '@forewarn/shared/api.ts'

import { t } from '../i18n/i18n.ts'
import { CONCERNS, asksForLook, concernsOf, needsLook } from './concerns.ts'
import type { Concern } from './concerns.ts'

/** All devices in numbers. */
export interface Fleet {
  total: number
  states: Record<DeviceState, number>
  /** Devices to look at: offline, or with a concern. */
  attention: number
  /** Devices to look at though they are not offline, and how often each concern occurs among them. */
  concerned: number
  concerns: Record<Concern, number>
}

export function summarize(devices: readonly Device[]): Fleet {
  const fleet: Fleet = {
    total: devices.length,
    states: { online: 0, offline: 0, never: 0 },
    attention: 0,
    concerned: 0,
    concerns: { 'volume-full': 0, 'memory-full': 0, 'losing-records': 0, 'clock-off': 0, 'rolled-back': 0 },
  }
  for (const device of devices) {
    fleet.states[device.state]++
    if (needsLook(device)) fleet.attention++
    if (device.state === 'offline') continue
    const concerns = concernsOf(device).filter(asksForLook)
    if (concerns.length > 0) fleet.concerned++
    for (const concern of concerns) fleet.concerns[concern]++
  }
  return fleet
}

/** The answer of the devices page in one sentence: who is online, who is not, and what to look at. */
export function fleetSentence({ total, states, concerned, concerns }: Fleet): string {
  const { online, offline, never } = states
  if (total === 0) return t('fleet.none')
  if (offline === total) return t('fleet.allOffline', { count: total })
  if (never === total) return t('fleet.noneConnected', { count: total })
  if (online === total && concerned === 0) return t('fleet.allHealthy', { count: total })
  const who = [
    ...(online > 0 ? [t('fleet.online', { count: online })] : []),
    ...(offline > 0 ? [t('fleet.offline', { count: offline })] : []),
    // Merely expected; worth a word only where nothing else is to be told.
    ...(never > 0 && offline === 0 && concerned === 0 ? [t('fleet.never', { count: never })] : []),
  ].join(t('fleet.comma'))
  const told = CONCERNS.filter(concern => concerns[concern] > 0).map(concern =>
    t('list.attentionOf', { count: concerns[concern], what: lowerFirst(t(`concern.${concern}`)) }),
  )
  const rest =
    told.length > 0
      ? t('list.attention', { count: concerned, reasons: told.join(t('separator')) })
      : online > 0
        ? t('fleet.onlineHealthy')
        : ''
  return `${who}${rest === '' ? '' : t('fleet.semicolon')}${rest}${t('fleet.end')}`
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
