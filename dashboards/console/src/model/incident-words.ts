import type { IncidentView } from '@forewarn/shared/incident-api.ts'

import { deviceCell } from '../data/devices.ts'
import { roomOf, siteOf } from '../data/sites.ts'
import { language, t } from '../i18n/i18n.ts'

/** More of what a person wrote than a heading takes. */
const TITLE_LENGTH = 60

/** What is wrong, in words a teacher understands: of a service request what the person wrote, else what the rule says. */
export function incidentTitle({ reason, title, findings }: IncidentView): string {
  const asked = reason === 'requested-by-person' || reason === 'lesson-stopped'
  const text = asked ? findings.find(({ rule }) => rule === 'service-request')?.evidence[0]?.text.trim() : undefined
  if (text === undefined || text === '') return title[language()]
  const short = text.length > TITLE_LENGTH ? `${text.slice(0, TITLE_LENGTH)}…` : text
  return t('incident.request', { text: short })
}

/** Where it is: site, and the room or the device, or how many devices; of a request that names none of them only the site is known. */
export function placeOf({ siteId, roomId, devices, topic }: IncidentView): { site: string; spot: string | null } {
  const first = devices[0] === undefined ? undefined : deviceCell(devices[0])?.value
  const site = siteOf(siteId)?.name ?? first?.siteName ?? siteId
  if (devices.length > 1) return { site, spot: t('incident.devices', { count: devices.length }) }
  const room = roomId === null ? undefined : roomOf(roomId)
  const spot = [room?.name ?? first?.roomName ?? null, first?.name ?? null].filter(part => part !== null && part !== '')
  // A device is often called after its room; the place is then told once.
  if (spot.length === 2 && spot[1]!.includes(spot[0]!)) spot.shift()
  if (spot.length > 0) return { site, spot: spot.join(' · ') }
  if (devices.length > 0) return { site, spot: devices[0]! }
  return { site, spot: topic.startsWith('request:') ? null : t('incident.wholeSite') }
}
