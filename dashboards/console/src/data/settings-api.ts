import type { Device, EnrolmentCodeCreated, EnrolmentCodeInfo, Room, Site } from '@forewarn/shared/api.ts'
import type { SilenceList } from '@forewarn/shared/incident-api.ts'
import type { Timetable, TimetableDays } from '@forewarn/shared/timetable.ts'

import { request } from './http.ts'

const at = (...parts: string[]) => `/api/v1/${parts.map(encodeURIComponent).join('/')}`

export interface SiteFields {
  name: string
  timeZone: string
}
export interface RoomFields {
  name: string
  building: string | null
  floor: string | null
}

/** The address of what a site decides for itself. */
export const siteSetting = (site: string, name: string): string => at('sites', site, name)

/** Every address of the collector by which settings are read and changed. */
export const settingsApi = {
  createSite: (body: SiteFields) => request<Site>(at('sites'), { method: 'POST', body }),
  changeSite: (id: string, body: SiteFields) => request<Site>(at('sites', id), { method: 'PATCH', body }),
  createRoom: (siteId: string, fields: RoomFields) =>
    request<Room>(at('rooms'), { method: 'POST', body: { siteId, ...fields } }),
  changeRoom: (id: string, body: RoomFields) => request<Room>(at('rooms', id), { method: 'PATCH', body }),
  removeRoom: (id: string) => request<null>(at('rooms', id), { method: 'DELETE' }),
  silences: (signal: AbortSignal) => request<SilenceList>(at('silences'), { signal }),
  codes: (signal: AbortSignal) => request<{ codes: EnrolmentCodeInfo[] }>(at('enrolment-codes'), { signal }),
  createCode: (body: { siteId: string; uses: 'one' | 'many'; expiresInHours: number }) =>
    request<EnrolmentCodeCreated>(at('enrolment-codes'), { method: 'POST', body }),
  revokeCode: (id: string) => request<null>(at('enrolment-codes', id), { method: 'DELETE' }),
  timetableDays: (site: string, timetable: Timetable, span: { from?: string; days: number }, signal: AbortSignal) =>
    request<TimetableDays>(
      `${at('sites', site, 'timetable', 'days')}?days=${span.days}${span.from === undefined ? '' : `&from=${span.from}`}`,
      { method: 'POST', body: timetable, signal },
    ),
  changeDevice: (id: string, body: Partial<Pick<Device, 'role' | 'roomId'>>) =>
    request<Device>(at('devices', id), { method: 'PATCH', body }),
}
