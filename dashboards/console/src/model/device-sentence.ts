import type { Device } from '@forewarn/shared/api.ts'

import { formatAge, formatDuration } from '../format/duration.ts'
import { percentText } from '../format/number.ts'
import { language, t } from '../i18n/i18n.ts'
import { concernsOf } from './concerns.ts'
import type { Concern } from './concerns.ts'
import type { Trouble } from './troubles.ts'

/** What the sentence may say beyond the device's own summary. */
export interface SentenceFacts {
  /** Collector time, ms. */
  now: number
  /** The name of the volume that is fullest, where it is known. */
  volume: string | null
  /** What its worst unsolved incident says is wrong. */
  incident?: string | null
  /** What its readings say is wrong. */
  troubles: readonly Trouble[]
}

/** More than a person takes in at once; the rest is counted. */
const MOST_TOLD = 4

/** The answer of a device's page in one sentence: is it usable, and if not, what is the matter. */
export function deviceSentence(device: Device, facts: SentenceFacts): string {
  if (device.state === 'never') return t('device.never')
  if (device.state === 'offline') {
    const age = device.lastSeenAt === null ? '' : formatAge(facts.now - Date.parse(device.lastSeenAt))
    return t('device.offline', { age })
  }
  const told = [
    ...(facts.incident ? [facts.incident] : []),
    ...facts.troubles.map(({ kind, name }) => t(`trouble.${kind}`, { name: shortName(name) })),
    ...concernsOf(device).map(concern => concernText(concern, device, facts)),
  ]
  if (told.length > MOST_TOLD) told.splice(MOST_TOLD, Infinity, t('trouble.more', { count: told.length - MOST_TOLD }))
  if (told.length > 0) return upperFirst(told.join(t('fleet.semicolon'))) + t('fleet.end')
  const { uptimeSeconds } = device.summary
  return uptimeSeconds === null
    ? t('device.healthyNoUptime')
    : t('device.healthy', { uptime: formatDuration(uptimeSeconds * 1000) })
}

function concernText(concern: Concern, device: Device, facts: SentenceFacts): string {
  switch (concern) {
    case 'volume-full':
      return t('device.volumeFull', {
        volume: facts.volume ?? t('device.volume'),
        used: percentText(device.summary.fullestVolume),
      })
    case 'memory-full':
      return t('device.memoryFull', { used: percentText(device.summary.memory) })
    case 'clock-off': {
      const offset = device.clockOffsetSeconds
      if (offset === null) return t('device.clockOff')
      const length = formatDuration(Math.abs(offset) * 1000)
      return offset < 0 ? t('device.clockSlow', { offset: length }) : t('device.clockFast', { offset: length })
    }
    case 'rolled-back':
      return t('device.rolledBack')
    case 'losing-records':
      return t('device.losing')
  }
}

/** Names are anybody's; a sentence stays one. */
const shortName = (name: string) => (name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH)}…` : name)
const NAME_LENGTH = 40

/** English sentences begin with a capital; a name at the head of a Chinese one stays as it is. */
const upperFirst = (text: string) => (language() === 'en' ? text.charAt(0).toUpperCase() + text.slice(1) : text)
